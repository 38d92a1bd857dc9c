/** The only caller of `acquireVsCodeApi`: carries typed messages between a page and the client. */
import type { z } from 'zod';
import type { NotificationMessage } from '../../protocol/message.ts';

/** What the editor gives a page; it may be asked for once. */
interface EditorApi {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** How a notification travels between a page and the client. */
interface Envelope {
  readonly method: string;
  readonly params: unknown;
}

export interface Bridge {
  /** Sends to the client, which handles it or passes it on to the side that answers. */
  tell<Params extends z.ZodType>(message: NotificationMessage<Params>, params: z.input<Params>): void;
  /** Receives; what does not fit the message's shape is dropped. The returned function ends it. */
  receive<Params extends z.ZodType>(
    message: NotificationMessage<Params>,
    handle: (params: z.output<Params>) => void,
  ): () => void;
}

/** Built once by a page's main; the editor refuses a second one. */
export function openBridge(): Bridge {
  const editor = acquireVsCodeApi();
  return {
    tell(message, params) {
      const envelope: Envelope = { method: message.method, params: message.params.parse(params) };
      editor.postMessage(envelope);
    },
    receive(message, handle) {
      const listen = (event: MessageEvent<unknown>): void => {
        if (!isEnvelope(event.data) || event.data.method !== message.method) return;
        const parsed = message.params.safeParse(event.data.params);
        if (parsed.success) handle(parsed.data);
      };
      window.addEventListener('message', listen);
      return () => window.removeEventListener('message', listen);
    },
  };
}

function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && 'method' in value && 'params' in value;
}
