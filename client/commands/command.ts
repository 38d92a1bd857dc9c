/** What a command is given, and the shape every file beside this one has. */
import type * as vscode from 'vscode';
import type { FolderOverviews } from '../folderOverviews.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { ModelKey } from '../modelKey.ts';
import type { RegulationModels } from '../regulationModels.ts';
import type { RunWatch } from '../runWatch.ts';
import type { ServerConnection } from '../serverConnection.ts';
import type { ChatViews } from '../views/chatViews.ts';
import type { GateTerminals } from '../views/gateTerminals.ts';
import type { ProposalDocuments } from '../views/proposalDocuments.ts';
import type { PreviewDocument } from '../views/previewDocument.ts';
import type { LogDocuments } from '../views/logDocuments.ts';

export interface CommandContext {
  readonly server: ServerConnection;
  readonly folders: FolderOverviews;
  readonly watch: RunWatch;
  readonly terminals: GateTerminals;
  readonly logs: LogDocuments;
  readonly proposals: ProposalDocuments;
  readonly examination: PreviewDocument;
  readonly chats: ChatViews;
  readonly lastEditor: LastEditor;
  readonly modelKey: ModelKey;
  readonly regulationModels: RegulationModels;
  readonly retrieval: PreviewDocument;
  /** What is remembered across windows, such as the name a person approves with. */
  readonly memory: vscode.Memento;
}

/**
 * Carries out a command. `argument` is what a lens, a tree or a keybinding handed over; whatever it lacks is asked
 * for. What it throws is shown to the person; what it returns goes to whoever executed the command.
 */
export type Command = (context: CommandContext, argument: unknown) => Promise<unknown>;
