/** Starts the language server and carries typed messages to it and from it. */
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  LSPErrorCodes,
  ResponseError,
  State,
  TransportKind,
  WorkDoneProgress,
  type ErrorHandler,
  type Middleware,
} from 'vscode-languageclient/node';
import type * as z from 'zod';
import { failureReport } from '../protocol/failure.ts';
import type { NotificationMessage, RequestMessage } from '../protocol/message.ts';
import type { InitializationOptions } from '../protocol/settings.ts';
import { settingIds } from './contributions.ts';
import { RequestFailure } from './requestFailure.ts';
import { secretFreeLog } from './secretFreeLog.ts';

/** MB of memory for what is short-lived. The engine's default lets the process grow by three times 16 MB before it tidies up. */
const youngMemoryFlag = '--max-semi-space-size=4';

/** The server's process and the connection to it; a crashed server is started again, up to 4 times in 3 minutes. */
export class ServerConnection {
  readonly #client: QuietLanguageClient;
  readonly #ready = new vscode.EventEmitter<void>();
  readonly #gaveUp = new vscode.EventEmitter<void>();
  /** Who hears what, by the method. */
  readonly #hearing = new Map<string, Set<(params: unknown) => void>>();
  #crashHandler: ErrorHandler;

  /** Fires each time the server has started, the first time included: whatever was asked before has to be asked again. */
  readonly onReady = this.#ready.event;
  /** Fires when the server stopped too often to be started again by itself. */
  readonly onGaveUp = this.#gaveUp.event;

  /**
   * @param serverModule absolute path of the built server
   * @param handleApplyEdit what watches the server's edits of open documents
   * @param outputName of its Output channel, which no other connection may have. Default `Phasegate`
   */
  constructor(
    serverModule: string,
    handleApplyEdit: NonNullable<NonNullable<Middleware['workspace']>['handleApplyEdit']>,
    outputName = 'Phasegate',
  ) {
    this.#client = new QuietLanguageClient(
      'phasegate',
      outputName,
      { module: serverModule, transport: TransportKind.ipc, options: { execArgv: [youngMemoryFlag] } },
      {
        documentSelector: [
          { scheme: 'file', language: 'markdown' },
          { scheme: 'file', language: 'yaml' },
        ],
        // A function, so that a server started again hears of trust granted meanwhile.
        initializationOptions: (): InitializationOptions => ({
          trusted: vscode.workspace.isTrusted,
          companion: true,
          databaseUrl: vscode.workspace.getConfiguration().get<string>(settingIds.databaseUrl, ''),
          servesRest: vscode.workspace.getConfiguration().get<boolean>(settingIds.restEnabled, false),
        }),
        markdown: { isTrusted: false, supportHtml: false },
        middleware: { workspace: { handleApplyEdit } },
        errorHandler: {
          error: async (error, message, count) => {
            const result = await this.#crashHandler.error(error, message, count);
            if (result.action === ErrorAction.Shutdown) this.#gaveUp.fire();
            return result;
          },
          closed: async () => {
            const result = await this.#crashHandler.closed();
            if (result.action === CloseAction.DoNotRestart) this.#gaveUp.fire();
            return result;
          },
        },
        // The failure reaches `start`; asking the same server again would change nothing.
        initializationFailedHandler: () => false,
      },
    );
    this.#crashHandler = this.#client.createDefaultErrorHandler();
    this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.#ready.fire();
    });
  }

  /**
   * Starts the server. One that crashes meanwhile is started again, until `onGaveUp`.
   * @throws RequestFailure when it cannot be started at all
   */
  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      if (!isConnectionLost(error)) throw toRequestFailure(error);
    }
  }

  /** Starts a server that was given up, with a fresh count of crashes. */
  async startAgain(): Promise<void> {
    this.#crashHandler = this.#client.createDefaultErrorHandler();
    await this.start();
  }

  /** Opens the Output panel on what the server wrote. */
  showOutput(): void {
    this.#client.outputChannel.show(true);
  }

  /**
   * Asks the server. Waits for a server that is starting.
   * @throws RequestFailure with the server's code and message; `cancelled` when the token cancelled it
   */
  async ask<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    params: z.input<Params>,
    token?: vscode.CancellationToken,
  ): Promise<z.output<Result>> {
    let answer: unknown;
    try {
      // An absent token must not be passed on: it would travel as a second parameter.
      answer = await (token === undefined
        ? this.#client.sendRequest<unknown>(message.method, params)
        : this.#client.sendRequest<unknown>(message.method, params, token));
    } catch (error) {
      throw toRequestFailure(error);
    }
    return message.result.parse(answer);
  }

  /** Hears how far a request is whose parameters hold this token, in percent. */
  onProgress(workDoneToken: string, handler: (percent: number, message: string) => void): vscode.Disposable {
    return this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'report') handler(value.percentage ?? 0, value.message ?? '');
    });
  }

  /** Tells the server something that nobody answers; a server that is not there misses it. */
  async tell<Params extends z.ZodType>(message: NotificationMessage<Params>, params: z.input<Params>): Promise<void> {
    if (this.#client.state === State.Running) await this.#client.sendNotification(message.method, params);
  }

  /** Keeps a text out of the log, where `phasegate.trace.server` can have all that is said to the server. */
  keepSecret(text: string): void {
    if (text !== '') this.#client.secrets.add(text);
  }

  /**
   * Hears a notification, also from a server started again; any number may hear the same one. One that does not fit its
   * schema is dropped and logged.
   */
  onNotification<Params extends z.ZodType>(
    message: NotificationMessage<Params>,
    handler: (params: z.output<Params>) => void,
  ): vscode.Disposable {
    const hear = (params: unknown): void => {
      const parsed = message.params.safeParse(params);
      if (parsed.success) handler(parsed.data);
      else this.#client.outputChannel.error(`${message.method} does not fit its schema: ${parsed.error.message}`);
    };
    // The library knows one handler of a method, the last one.
    const known = this.#hearing.get(message.method);
    const hearing = known ?? new Set<(params: unknown) => void>();
    hearing.add(hear);
    if (known === undefined) {
      this.#hearing.set(message.method, hearing);
      this.#client.onNotification(message.method, (params: unknown) => {
        for (const one of hearing) one(params);
      });
    }
    return new vscode.Disposable(() => void hearing.delete(hear));
  }

  /** Answers a request of the server, also of a server started again. */
  onRequest<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    handler: (params: z.output<Params>, token: vscode.CancellationToken) => Promise<z.input<Result>>,
  ): vscode.Disposable {
    return this.#client.onRequest(message.method, async (params: unknown, token: vscode.CancellationToken) => {
      const parsed = message.params.safeParse(params);
      if (parsed.success) return handler(parsed.data, token);
      return new ResponseError(ErrorCodes.InvalidParams, parsed.error.message);
    });
  }

  /** Stops the server and waits until it has gone, 5 seconds at the most. */
  async stop(): Promise<void> {
    try {
      await this.#client.dispose(5000);
    } catch {
      // A server that crashed or never started cannot be stopped, which is what was wanted.
    }
    this.#ready.dispose();
    this.#gaveUp.dispose();
  }
}

/** Writes to the Output panel what the language client would show as messages: those are worded by this extension. */
class QuietLanguageClient extends LanguageClient {
  /** What must not stand in the log, however much of the messages is traced. */
  readonly secrets = new Set<string>();
  #traceLog: vscode.LogOutputChannel | null = null;

  override get traceOutputChannel(): vscode.LogOutputChannel {
    this.#traceLog ??= secretFreeLog(super.traceOutputChannel, this.secrets);
    return this.#traceLog;
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Whether the server went away before it answered. */
function isConnectionLost(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    (error.code === ErrorCodes.PendingResponseRejected || error.code === ErrorCodes.ConnectionInactive)
  );
}

/** What a failed request means to the person: the server's own words where it gave some. */
function toRequestFailure(error: unknown): RequestFailure {
  if (error instanceof ResponseError) {
    const report = failureReport.safeParse(error.data);
    if (report.success) return new RequestFailure(report.data.code, report.data.message, { cause: error });
    if (error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.ServerCancelled) {
      return new RequestFailure('cancelled', 'Cancelled.', { cause: error });
    }
    if (isConnectionLost(error)) {
      return new RequestFailure(
        'internal',
        'The Phasegate server stopped before it answered. It is started again by itself; a phase that was running is shown as interrupted.',
        { cause: error },
      );
    }
  }
  const message = error instanceof Error ? error.message : String(error);
  return new RequestFailure('internal', `The Phasegate server could not be asked: ${message}`, { cause: error });
}
