/** What the server last said about each workspace folder, for every view to read. */
import * as vscode from 'vscode';
import {
  folderChanged,
  listFolders,
  type FolderOverview,
  type GateOverview,
  type PhaseOverview,
} from '../protocol/roadmap.ts';
import { contextKeys } from './contributions.ts';
import type { ServerConnection } from './serverConnection.ts';

export class FolderOverviews implements vscode.Disposable {
  readonly #server: ServerConnection;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  #folders: readonly FolderOverview[] = [];
  #failure: string | null = null;
  #isKnown = false;

  /** Fires after the folders are others or one looks different. */
  readonly onDidChange = this.#changed.event;

  constructor(server: ServerConnection) {
    this.#server = server;
    this.#subscriptions = [
      server.onReady(() => this.#refreshQuietly()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        if (this.#isKnown) this.#set(this.#folders, this.#failure);
        this.#refreshQuietly();
      }),
      server.onGaveUp(() => this.#set(this.#folders, 'The Phasegate server does not run. The Output panel says why.')),
      server.onNotification(folderChanged, (folder) => this.#replace(folder)),
    ];
  }

  /** In the order of the workspace; empty until the server has answered. */
  get all(): readonly FolderOverview[] {
    return this.#folders;
  }

  /** Why the server could not say anything; null when it could. */
  get failure(): string | null {
    return this.#failure;
  }

  folder(folderUri: string): FolderOverview | undefined {
    return this.#folders.find((folder) => folder.folderUri === folderUri);
  }

  phase(folderUri: string, phase: string): PhaseOverview | undefined {
    return this.folder(folderUri)?.phases.find(({ id }) => id === phase);
  }

  gate(folderUri: string, phase: string, gate: string): GateOverview | undefined {
    return this.phase(folderUri, phase)?.gates.find(({ name }) => name === gate);
  }

  /** Asks the server for everything anew; a failure is kept in `failure` and thrown. */
  async refresh(): Promise<void> {
    try {
      const { folders } = await this.#server.ask(listFolders, {});
      this.#set(folders, null);
    } catch (error) {
      this.#set(this.#folders, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  /** For refreshes that nobody asked for: the views show the failure, so it needs no notification. */
  #refreshQuietly(): void {
    this.refresh().catch(() => undefined);
  }

  #replace(folder: FolderOverview): void {
    if (this.folder(folder.folderUri) === undefined) {
      this.#refreshQuietly();
      return;
    }
    this.#set(
      this.#folders.map((known) => (known.folderUri === folder.folderUri ? folder : known)),
      null,
    );
  }

  #set(folders: readonly FolderOverview[], failure: string | null): void {
    // The server hears later than this window that a folder was closed, and may still speak of it.
    this.#folders = folders.filter(({ folderUri }) => isOpen(folderUri));
    this.#failure = failure;
    this.#isKnown = true;
    const isRunning = this.#folders.some(({ running }) => running?.here === true);
    void vscode.commands.executeCommand('setContext', contextKeys.roadmap, roadmapContext(this.#folders));
    void vscode.commands.executeCommand('setContext', contextKeys.running, isRunning);
    this.#changed.fire();
  }
}

function isOpen(folderUri: string): boolean {
  const uri = vscode.Uri.parse(folderUri).toString();
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.toString() === uri);
}

function roadmapContext(folders: readonly FolderOverview[]): 'none' | 'empty' | 'some' {
  if (folders.some(({ phases, failure }) => phases.length > 0 || failure !== null)) return 'some';
  return folders.some(({ roadmapUri }) => roadmapUri !== null) ? 'empty' : 'none';
}
