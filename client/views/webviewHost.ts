/** Holds one page: checks each message of it, and answers it here or passes it on to the side that answers. */
import type * as vscode from 'vscode';
import type * as z from 'zod';
import type { NotificationMessage, RequestMessage } from '../../protocol/message.ts';
import { fromPage, pageMessageLimitBytes, type ToPage } from '../../protocol/pages.ts';
import { RequestFailure } from '../requestFailure.ts';
import type { ServerConnection } from '../serverConnection.ts';

type AnyRequest = RequestMessage<z.ZodType, z.ZodType>;

export class WebviewHost implements vscode.Disposable {
  readonly #webview: vscode.Webview;
  readonly #answers = new Map<string, (params: unknown) => Promise<unknown>>();
  readonly #handlers = new Map<string, (params: unknown) => void>();
  readonly #listening: vscode.Disposable;

  /**
   * @param messages what the page may ask; what the server answers is passed on to it
   */
  constructor(webview: vscode.Webview, server: ServerConnection, messages: readonly AnyRequest[]) {
    this.#webview = webview;
    for (const message of messages) {
      if (message.answeredBy === 'server') this.answer(message, (params) => server.ask(message, params));
    }
    this.#listening = webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw));
  }

  /** Answers a request of the page in the client. */
  answer<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    handle: (params: z.output<Params>) => Promise<z.input<Result>>,
  ): void {
    this.#answers.set(message.method, async (params) => {
      const parsed = message.params.safeParse(params);
      if (!parsed.success) throw new RequestFailure('usage', `${message.method} was asked with wrong parameters.`);
      return handle(parsed.data);
    });
  }

  /** Hears a notification of the page; one of another shape is dropped. */
  receive<Params extends z.ZodType>(
    message: NotificationMessage<Params>,
    handle: (params: z.output<Params>) => void,
  ): void {
    this.#handlers.set(message.method, (params) => {
      const parsed = message.params.safeParse(params);
      if (parsed.success) handle(parsed.data);
    });
  }

  /** Tells the page. A page that is not loaded misses it, and reads everything when it is loaded. */
  tell<Params extends z.ZodType>(message: NotificationMessage<Params>, params: z.input<Params>): void {
    this.#post({ kind: 'notification', method: message.method, params });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #receive(raw: unknown): Promise<void> {
    const parsed = fromPage.safeParse(raw);
    // What has not this shape was not sent by the bridge.
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'notification') {
      if (isSmall(message)) this.#handlers.get(message.method)?.(message.params);
      return;
    }
    const { number, method, params } = message;
    try {
      if (!isSmall(message)) {
        throw new RequestFailure(
          'message-too-large',
          'The message has more than 1 MB. Shorten it, or send it in pieces.',
        );
      }
      const answer = this.#answers.get(method);
      if (answer === undefined) throw new RequestFailure('usage', `This view may not ask ${method}.`);
      this.#post({ kind: 'answer', number, result: await answer(params) });
    } catch (error) {
      const failure =
        error instanceof RequestFailure
          ? { code: error.code, message: error.message }
          : { code: 'internal' as const, message: error instanceof Error ? error.message : String(error) };
      this.#post({ kind: 'failure', number, failure });
    }
  }

  #post(message: ToPage): void {
    // Rejected when the page is gone, which then needs nothing.
    void this.#webview.postMessage(message).then(undefined, () => undefined);
  }
}

function isSmall(message: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(message)) <= pageMessageLimitBytes;
}
