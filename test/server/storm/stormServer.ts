/** The built server as the storm drives it: all that it says beside its answers is kept. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type Diagnostic,
  type InitializeResult,
  type PublishDiagnosticsParams,
  type ProtocolConnection,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import { folderChanged, type FolderOverview } from '../../../protocol/roadmap.ts';

const server = path.join(import.meta.dirname, '..', '..', '..', 'dist', 'server.cjs');

/** Milliseconds in which a server on a busy machine has to do what it is waited for. */
const patienceMs = 60_000;

/** What the storm's client says that it can do: all that the server makes a difference for. */
export const richCapabilities: ClientCapabilities = {
  workspace: {
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    codeLens: { refreshSupport: true },
  },
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: { codeDescriptionSupport: true, versionSupport: true },
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
    foldingRange: { lineFoldingOnly: true },
    semanticTokens: {
      requests: { full: { delta: true }, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ['relative'],
    },
  },
};

export class StormServer {
  readonly child: ChildProcess;
  /** What it complained of: on stderr, in its log or in messages to the person. */
  readonly complaints: string[] = [];
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly overviews = new Map<string, FolderOverview>();
  /** Called with whatever is published. */
  whenPublished: (params: PublishDiagnosticsParams) => void = () => undefined;
  capabilities: ServerCapabilities = {};
  readonly #connection: ProtocolConnection;
  readonly #waiting = new Set<() => void>();
  /** Told when the server ends before it was asked to. */
  readonly #hoping = new Set<(error: Error) => void>();
  #isClosing = false;

  constructor(home: string) {
    this.child = spawn(process.execPath, [server, '--stdio'], {
      env: { ...process.env, PHASEGATE_HOME: home, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { stdin, stdout, stderr } = this.child;
    assert.ok(stdin !== null && stdout !== null && stderr !== null);
    stderr.setEncoding('utf8').on('data', (text: string) => this.complaints.push(text));
    this.child.once('exit', (code, signal) => {
      if (this.#isClosing) return;
      const error = new Error(`The server ended (${String(code ?? signal)}): ${this.complaints.join('\n')}`);
      for (const giveUp of this.#hoping) giveUp(error);
    });
    const connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection = connection;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.diagnostics.set(params.uri, params.diagnostics);
      this.whenPublished(params);
      this.look();
    });
    connection.onNotification(folderChanged.method, (params: FolderOverview) => {
      this.overviews.set(params.folderUri, params);
      this.look();
    });
    connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
      // 1 and 2 are errors and warnings.
      if (type <= 2) this.complaints.push(message);
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/codeLens/refresh', () => null);
    connection.onRequest('window/showDocument', () => ({ success: true }));
    connection.onRequest('window/showMessageRequest', () => null);
    connection.onError(([error]) => this.complaints.push(`connection: ${error.message}`));
    connection.listen();
  }

  async connect(folders: readonly string[], capabilities: ClientCapabilities): Promise<void> {
    const result = await this.#connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders: folders.map((folder) => ({ uri: URI.file(folder).toString(), name: path.basename(folder) })),
      // Commands are announced to clients without our extension, and nothing is run in a workspace that is not trusted.
      initializationOptions: { trusted: false, companion: false },
    });
    this.capabilities = result.capabilities;
    await this.#connection.sendNotification('initialized', {});
  }

  tell(method: string, params: object): void {
    this.#connection.sendNotification(method, params).catch(() => undefined);
  }

  async ask(method: string, params: object, token?: CancellationToken): Promise<unknown> {
    return this.#connection.sendRequest<unknown>(method, params, token);
  }

  /** Waits until something that the server says makes the condition true. */
  async until(condition: () => boolean, what: () => string): Promise<void> {
    if (condition()) return;
    let look = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      this.#waiting.add(look);
    });
    try {
      await this.within(reached, what);
    } finally {
      this.#waiting.delete(look);
    }
  }

  /** Waits, unless it takes too long or the server ends. */
  async within<T>(answer: Promise<T>, what: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#hoping.delete(giveUp);
      };
      const giveUp = (error: Error): void => {
        settle();
        reject(error);
      };
      const timer = setTimeout(() => giveUp(new Error(`Not within ${patienceMs} ms: ${what()}`)), patienceMs);
      this.#hoping.add(giveUp);
      answer.then((value) => {
        settle();
        resolve(value);
      }, giveUp);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await exited;
    this.#connection.dispose();
  }

  /** Ends what is left of it after a failure. */
  async kill(): Promise<void> {
    this.#isClosing = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
    this.#connection.dispose();
  }

  /** Looks whether what is waited for has come true. */
  look(): void {
    for (const look of [...this.#waiting]) look();
  }
}
