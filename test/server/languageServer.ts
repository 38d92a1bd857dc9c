/** Drives the built language server over LSP the way an editor does, with open documents that are versioned. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  ApplyWorkspaceEditRequest,
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRefreshRequest,
  CodeLensRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShowDocumentRequest,
  ShutdownRequest,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
  type CodeAction,
  type CodeLens,
  type Diagnostic,
  type ProtocolConnection,
  type ProtocolRequestType,
  type Registration,
  type ServerCapabilities,
  type TextDocumentClientCapabilities,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import type * as z from 'zod';
import { answerArrived, askEditorModel, editorModelSaid, listEditorModels } from '../../protocol/answers.ts';
import { dataDamaged, type DataDamage } from '../../protocol/data.ts';
import { chatChanged } from '../../protocol/chat.ts';
import { failureReport, type FailureCode } from '../../protocol/failure.ts';
import type { NotificationMessage, RequestMessage } from '../../protocol/message.ts';
import { confirmExecutions, runEvent, type Execution, type RunEvent } from '../../protocol/phases.ts';
import { regulationsChanged } from '../../protocol/regulations.ts';
import { testsChanged } from '../../protocol/tests.ts';
import { watchEvent, type WatchReport } from '../../protocol/watch.ts';
import { folderChanged, listFolders, saveDocument, type FolderOverview } from '../../protocol/roadmap.ts';

const server = path.join(import.meta.dirname, '..', '..', 'dist', 'server.cjs');

export interface EditorSettings {
  readonly root: string;
  readonly home: string;
  /** Absolute paths of folders that are open beside the root. Default none. */
  readonly alsoOpen?: readonly string[];
  /** Default true. */
  readonly trusted?: boolean;
  /** What the client says that it can do with documents. Default nothing. */
  readonly textDocument?: TextDocumentClientCapabilities;
  /** Whether the client has the commands of the extension. Default true. */
  readonly companion?: boolean;
  /** The setting `phasegate.database.url`. Default none. */
  readonly databaseUrl?: string;
  /** The setting `phasegate.rest.enabled`. Default false. */
  readonly servesRest?: boolean;
  /** Whether the client shows how far the server is with work that nobody asked for. Default false. */
  readonly showsProgress?: boolean;
  /** What the client says of its workspace edits. Default nothing. */
  readonly workspaceEdit?: object;
  /** What a model of the editor says to the last turn, piece by piece. Default: the editor has no model. */
  readonly modelSays?: (turn: string) => readonly string[];
  /** What the person answers when asked to agree. Default yes. */
  readonly consents?: (executions: readonly Execution[]) => boolean;
}

/** An editor with one folder, reduced to what the protocol sees. */
export class Editor {
  readonly child: ChildProcess;
  readonly folderUri: string;
  /** Every question for consent, in order. */
  readonly questions: { readonly executions: readonly Execution[]; readonly changed: boolean }[] = [];
  readonly events: RunEvent[] = [];
  /** The phases of which the server told that they have other test cases, each time. */
  readonly testChanges: (readonly string[])[] = [];
  readonly watchReports: WatchReport[] = [];
  /** What the server told of a database that is damaged. */
  readonly damages: DataDamage[] = [];
  /** What the server announced of conversations, in order, each with the time at which it came (ms since 1970). */
  readonly chatAnnouncements: { readonly generation: string; readonly upTo: number; readonly atMs: number }[] = [];
  /** What the server told of answers that are followed, in order. */
  readonly answerPieces: z.output<typeof answerArrived.params>[] = [];
  /** How often the server told that other regulations are loaded. */
  regulationChanges = 0;
  readonly shownDocuments: string[] = [];
  /** What the server told of how far it is, in order. */
  readonly progress: { readonly token: string | number; readonly kind: string; readonly title?: string }[] = [];
  /** What the server offered after it had started. */
  readonly registrations: Registration[] = [];
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  /** Called before an edit of the server is applied; a test types here. */
  beforeApply: () => void = () => undefined;
  readonly #connection: ProtocolConnection;
  readonly #documents = new Map<string, TextDocument>();
  readonly #waiting = new Set<() => void>();
  #overview: FolderOverview | null = null;
  #capabilities: ServerCapabilities = {};

  private constructor(settings: EditorSettings, child: ChildProcess) {
    assert.ok(child.stdout !== null && child.stdin !== null);
    this.child = child;
    this.folderUri = URI.file(settings.root).toString();
    this.#connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#connection.onNotification(folderChanged.method, (params: unknown) => {
      this.#overview = folderChanged.params.parse(params);
      this.#wake();
    });
    this.#connection.onNotification(runEvent.method, (params: unknown) => {
      this.events.push(runEvent.params.parse(params));
      this.#wake();
    });
    this.#connection.onNotification(dataDamaged.method, (params: unknown) => {
      this.damages.push(dataDamaged.params.parse(params));
      this.#wake();
    });
    this.#connection.onNotification(testsChanged.method, (params: unknown) => {
      this.testChanges.push(testsChanged.params.parse(params).phases);
      this.#wake();
    });
    this.#connection.onNotification(chatChanged.method, (params: unknown) => {
      this.chatAnnouncements.push({ ...chatChanged.params.parse(params), atMs: Date.now() });
      this.#wake();
    });
    this.#connection.onNotification(regulationsChanged.method, () => {
      this.regulationChanges++;
      this.#wake();
    });
    this.#connection.onNotification(answerArrived.method, (params: unknown) => {
      this.answerPieces.push(answerArrived.params.parse(params));
    });
    this.#connection.onNotification(watchEvent.method, (params: unknown) => {
      this.watchReports.push(watchEvent.params.parse(params));
      this.#wake();
    });
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.diagnostics.set(uri, diagnostics);
      this.#wake();
    });
    this.#connection.onRequest(listEditorModels.method, () => ({
      models: settings.modelSays === undefined ? [] : [{ id: 'test/said', title: 'Said (test)' }],
    }));
    this.#connection.onRequest(askEditorModel.method, async (params: unknown) => {
      const { request, turns } = askEditorModel.params.parse(params);
      for (const text of settings.modelSays?.(turns.at(-1)?.text ?? '') ?? [])
        await this.#connection.sendNotification(editorModelSaid.method, { request, text });
      return { failure: null };
    });
    this.#connection.onRequest(confirmExecutions.method, (params: unknown) => {
      const { executions, changed } = confirmExecutions.params.parse(params);
      this.questions.push({ executions, changed });
      return { granted: settings.consents?.(executions) ?? true };
    });
    this.#connection.onRequest(saveDocument.method, (params: unknown) => {
      const { uri } = saveDocument.params.parse(params);
      this.save(uri);
      return { saved: true };
    });
    this.#connection.onRequest(ApplyWorkspaceEditRequest.type, ({ edit }) => {
      this.beforeApply();
      for (const change of edit.documentChanges ?? []) {
        assert.ok(TextDocumentEdit.is(change));
        const document = this.#documents.get(change.textDocument.uri);
        if (document === undefined || document.version !== change.textDocument.version) return { applied: false };
        const edits = change.edits.map((one) => {
          assert.ok('newText' in one);
          return one;
        });
        this.#replace(document, TextDocument.applyEdits(document, edits));
      }
      return { applied: true };
    });
    this.#connection.onRequest(ShowDocumentRequest.type, ({ uri }) => {
      this.shownDocuments.push(uri);
      return { success: true };
    });
    this.#connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.registrations.push(...registrations);
      this.#wake();
    });
    this.#connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
    this.#connection.onNotification('$/progress', (params: { token: string; value: { kind: string } }) => {
      this.progress.push({ token: params.token, ...params.value });
      this.#wake();
    });
    this.#connection.onRequest(CodeLensRefreshRequest.type, () => undefined);
    this.#connection.listen();
  }

  static async open(settings: EditorSettings): Promise<Editor> {
    const child = spawn(process.execPath, [server, '--stdio'], {
      env: { ...process.env, PHASEGATE_HOME: settings.home, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const editor = new Editor(settings, child);
    editor.#capabilities = (
      await editor.#connection.sendRequest(InitializeRequest.type, {
        processId: process.pid,
        rootUri: null,
        capabilities: {
          workspace: {
            didChangeWatchedFiles: { dynamicRegistration: true },
            workspaceFolders: true,
            workspaceEdit: settings.workspaceEdit ?? {},
          },
          window: { workDoneProgress: settings.showsProgress ?? false },
          textDocument: { publishDiagnostics: { codeDescriptionSupport: true }, ...settings.textDocument },
        },
        workspaceFolders: [settings.root, ...(settings.alsoOpen ?? [])].map((folder) => ({
          uri: URI.file(folder).toString(),
          name: path.basename(folder),
        })),
        initializationOptions: {
          trusted: settings.trusted ?? true,
          companion: settings.companion ?? true,
          databaseUrl: settings.databaseUrl ?? '',
          servesRest: settings.servesRest ?? false,
        },
      })
    ).capabilities;
    await editor.#connection.sendNotification(InitializedNotification.type, {});
    return editor;
  }

  async ask<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    params: z.input<Params>,
  ): Promise<z.output<Result>> {
    return message.result.parse(await this.#connection.sendRequest(message.method, params));
  }

  /** The person presses Cancel beside what is told of how far it is. */
  async cancelProgress(token: string | number): Promise<void> {
    await this.#connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  }

  /** Asks what takes until it is cancelled. */
  askCancellable<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    params: z.input<Params>,
  ): { readonly answer: Promise<unknown>; cancel(): void } {
    const source = new CancellationTokenSource();
    const answer = this.#connection.sendRequest(message.method, params, source.token);
    return { answer, cancel: () => source.cancel() };
  }

  /** Asks what has to fail. @returns the code of the failure */
  async askFailing<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    params: z.input<Params>,
  ): Promise<FailureCode> {
    try {
      await this.#connection.sendRequest(message.method, params);
    } catch (error) {
      assert.ok(error instanceof Error && 'data' in error, String(error));
      return failureReport.parse(error.data).code;
    }
    return assert.fail(`${message.method} did not fail`);
  }

  /** What the server announced when it started. */
  get capabilities(): ServerCapabilities {
    return this.#capabilities;
  }

  /** Asks what the protocol of language servers itself defines. */
  async request<Params, Result, Partial, Failing, Options>(
    type: ProtocolRequestType<Params, Result, Partial, Failing, Options>,
    params: Params,
  ): Promise<Result> {
    return this.#connection.sendRequest<Result>(type.method, params);
  }

  async overview(): Promise<FolderOverview> {
    const { folders } = await this.ask(listFolders, {});
    const [folder] = folders;
    assert.ok(folder);
    return folder;
  }

  async lenses(file: string): Promise<readonly CodeLens[]> {
    const found = await this.#connection.sendRequest(CodeLensRequest.type, {
      textDocument: { uri: URI.file(file).toString() },
    });
    return found ?? [];
  }

  /**
   * @param text where the cursor selects; the whole text while it is empty
   * @param only the kinds that are asked for; default all
   */
  async codeActions(file: string, text: string, only?: string[]): Promise<readonly CodeAction[]> {
    const uri = URI.file(file).toString();
    const document = this.#documents.get(uri) ?? TextDocument.create(uri, 'markdown', 1, readFileSync(file, 'utf8'));
    const start = document.getText().indexOf(text);
    assert.ok(start >= 0, `${text} is not in ${file}`);
    const end = text === '' ? document.getText().length : start + text.length;
    const found = await this.#connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: document.positionAt(start), end: document.positionAt(end) },
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    });
    return (found ?? []).map((action) => ('kind' in action ? action : assert.fail('a command')));
  }

  /** Waits until something that the server sends makes the condition true. */
  async until(condition: (overview: FolderOverview | null) => boolean, deadlineMs = 15_000): Promise<void> {
    if (condition(this.#overview)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `The condition did not come true within ${deadlineMs} ms: ${JSON.stringify(this.#overview, null, 1)}`,
          ),
        );
      }, deadlineMs);
      const look = (): void => {
        if (!condition(this.#overview)) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  openDocument(file: string, text: string): TextDocument {
    const document = TextDocument.create(URI.file(file).toString(), 'markdown', 1, text);
    this.#documents.set(document.uri, document);
    this.#tell(DidOpenTextDocumentNotification.method, {
      textDocument: { uri: document.uri, languageId: 'markdown', version: 1, text },
    });
    return document;
  }

  /** Types into an open document, unsaved. */
  type(file: string, offset: number, text: string): void {
    const document = this.document(file);
    this.#replace(document, document.getText().slice(0, offset) + text + document.getText().slice(offset));
  }

  /** Types over the first occurrence of a text. */
  replaceText(file: string, from: string, to: string): void {
    const document = this.document(file);
    assert.ok(document.getText().includes(from), from);
    this.#replace(
      document,
      document.getText().replace(from, () => to),
    );
  }

  /** Tells that a file changed on the disk, as an editor that watches files does. */
  changedOnDisk(...files: readonly string[]): void {
    const changes = files.map((file) => ({ uri: URI.file(file).toString(), type: FileChangeType.Changed }));
    this.#tell(DidChangeWatchedFilesNotification.method, { changes });
  }

  /** Codes of the diagnostics that a file shows, with their lines. */
  problemsOf(file: string): readonly string[] {
    const shown = this.diagnostics.get(URI.file(file).toString()) ?? [];
    return shown.map(({ code, range }) => `${range.start.line}:${range.start.character} ${String(code)}`);
  }

  document(file: string): TextDocument {
    const document = this.#documents.get(URI.file(file).toString());
    assert.ok(document);
    return document;
  }

  save(uri: string): void {
    const document = this.#documents.get(uri);
    assert.ok(document);
    writeFileSync(URI.parse(uri).fsPath, document.getText());
  }

  closeDocument(file: string): void {
    const { uri } = this.document(file);
    this.#documents.delete(uri);
    this.#tell(DidCloseTextDocumentNotification.method, { textDocument: { uri } });
  }

  /** Closes the editor the way an editor does. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    await exited;
    this.#connection.dispose();
  }

  /** Kills the server as a crash would. */
  async kill(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
    this.#connection.dispose();
  }

  #replace(document: TextDocument, text: string): void {
    TextDocument.update(document, [{ text }], document.version + 1);
    this.#tell(DidChangeTextDocumentNotification.method, {
      textDocument: { uri: document.uri, version: document.version },
      contentChanges: [{ text }],
    });
  }

  /** Tells the server something that nobody answers. */
  tell<Params extends z.ZodType>({ method }: NotificationMessage<Params>, params: z.input<Params>): void {
    this.#tell(method, params as object);
  }

  #tell(method: string, params: object): void {
    this.#connection.sendNotification(method, params).catch(() => undefined);
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
