/** What the server announces that it can do, for the client that asks. */
import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';
import { fixAllKind } from '../language/quickFixes.ts';
import { commandNames } from './commandHandlers.ts';
import { completionTriggers } from './completionHandlers.ts';
import { formattingCapabilities } from './formattingHandlers.ts';
import { semanticTokensLegend } from './semanticTokenHandlers.ts';

export interface ClientTraits {
  /** Whether formatting is registered later, for roadmaps alone. */
  readonly registersFormatting: boolean;
  readonly preparesRename: boolean;
  /** Whether the client has commands of the server's names. */
  readonly hasCommands: boolean;
}

export function serverCapabilities(client: ClientTraits): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeLensProvider: {},
    hoverProvider: true,
    semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
    ...(client.registersFormatting ? {} : formattingCapabilities),
    completionProvider: { triggerCharacters: completionTriggers },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentLinkProvider: { resolveProvider: true },
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    documentSymbolProvider: { label: 'Phasegate' },
    workspaceSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    // Where the client has commands of these names, it must not find them announced a second time.
    ...(client.hasCommands ? {} : { executeCommandProvider: { commands: [...commandNames] } }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
