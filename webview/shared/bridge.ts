/** The only caller of `acquireVsCodeApi`: carries typed messages between a page and the client. */
import type * as z from 'zod';
import type { NotificationMessage, RequestMessage } from '../../protocol/message.ts';
import { toPage, type FromPage } from '../../protocol/pages.ts';
import { PageFailure } from './pageFailure.ts';

/** What the editor gives a page; it may be asked for once. */
interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

interface Question {
  readonly succeed: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

export interface Bridge {
  /**
   * Asks the side that the message names; the client answers or passes it on.
   * @throws PageFailure with the code and the words of that side
   */
  ask<Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    params: z.input<Params>,
  ): Promise<z.output<Result>>;
  /** Sends to the client, which handles it or passes it on to the side that answers. */
  tell<Params extends z.ZodType>(message: NotificationMessage<Params>, params: z.input<Params>): void;
  /** Receives; what does not fit the message's shape is dropped. The returned function ends it. */
  receive<Params extends z.ZodType>(
    message: NotificationMessage<Params>,
    handle: (params: z.output<Params>) => void,
  ): () => void;
  /** What the page kept before it was loaded again; undefined when there is nothing of that shape. */
  readState<State extends z.ZodType>(shape: State): z.output<State> | undefined;
  /** Kept by the editor, and handed back after a reload or restart. */
  keepState(state: unknown): void;
}

/** Built once by a page's main; the editor refuses a second one. */
export function openBridge(): Bridge {
  const editor = acquireVsCodeApi();
  const questions = new Map<number, Question>();
  const handlers = new Map<string, Set<(params: unknown) => void>>();
  let asked = 0;

  const post = (message: FromPage): void => editor.postMessage(message);

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = toPage.safeParse(event.data);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'notification') {
      for (const handle of handlers.get(message.method) ?? []) handle(message.params);
      return;
    }
    const question = questions.get(message.number);
    questions.delete(message.number);
    if (message.kind === 'answer') question?.succeed(message.result);
    else question?.fail(new PageFailure(message.failure.code, message.failure.message));
  });

  return {
    async ask(message, params) {
      const number = ++asked;
      const result = await new Promise<unknown>((succeed, fail) => {
        questions.set(number, { succeed, fail });
        post({ kind: 'request', number, method: message.method, params });
      });
      return message.result.parse(result);
    },
    tell(message, params) {
      post({ kind: 'notification', method: message.method, params: message.params.parse(params) });
    },
    receive(message, handle) {
      const listen = (params: unknown): void => {
        const parsed = message.params.safeParse(params);
        if (parsed.success) handle(parsed.data);
      };
      const ofMethod = handlers.get(message.method) ?? new Set();
      handlers.set(message.method, ofMethod.add(listen));
      return () => ofMethod.delete(listen);
    },
    readState(shape) {
      const parsed = shape.safeParse(editor.getState());
      return parsed.success ? parsed.data : undefined;
    },
    keepState(state) {
      editor.setState(state);
    },
  };
}
