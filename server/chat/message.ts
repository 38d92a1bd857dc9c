/** What a message of a conversation is. */

/** Part of a message; the parts of one are in order. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  /** A passage that the text refers to by its number. */
  | {
      readonly kind: 'citation';
      readonly number: number;
      readonly document: string;
      readonly passage: string;
      readonly quote: string;
      readonly isVerified: boolean;
    }
  | { readonly kind: 'tool-use'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'tool-result'; readonly id: string; readonly text: string; readonly isError: boolean }
  | {
      readonly kind: 'attachment';
      readonly name: string;
      readonly mediaType: string;
      /** Null when it is not text. */
      readonly text: string | null;
      /** Where it was taken from; null for nowhere. */
      readonly uri: string | null;
    };

export type MessageRole = 'user' | 'assistant' | 'system';

export type MessageStatus = 'complete' | 'streaming' | 'cancelled' | 'failed';

/** What an answer cost. */
export interface MessageUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar; null when it is not known. */
  readonly costMicros: number | null;
}

export interface Message {
  readonly id: string;
  readonly conversation: string;
  /** Null for the first message of a branch from the root. */
  readonly parent: string | null;
  /** Orders all messages of a database by the time at which they were made. */
  readonly sequence: number;
  /** Number of its last change. */
  readonly change: number;
  /** 0 for a message without parent, otherwise one more than the parent's. */
  readonly depth: number;
  /** Whether it is on the way to the active leaf. */
  readonly isActive: boolean;
  readonly role: MessageRole;
  readonly status: MessageStatus;
  readonly parts: readonly MessagePart[];
  /** Why it failed, for a person; null when it did not. */
  readonly failure: string | null;
  readonly model: string | null;
  readonly usage: MessageUsage | null;
  readonly createdAtMs: number;
  /** Null while it is streaming. */
  readonly endedAtMs: number | null;
}

/** A message that is complete when it is written. */
export interface NewMessage {
  /** A UUID. Default a new one; one that is known already gives that message back, so that sending again is safe. */
  readonly id?: string;
  /** Default the active leaf; null begins a branch from the root. */
  readonly parent?: string | null;
  readonly role: MessageRole;
  readonly parts: readonly MessagePart[];
  readonly model?: string | null;
  readonly usage?: MessageUsage | null;
}

/** How an answer ended. */
export interface AnswerEnd {
  readonly status: Exclude<MessageStatus, 'streaming'>;
  /** All that was said. Default what was written last. */
  readonly parts?: readonly MessagePart[];
  /** Why, for a person; needed for `failed` and null otherwise. */
  readonly failure: string | null;
  readonly usage: MessageUsage | null;
}

/** Bytes of UTF-8 that the parts of one message may have as JSON. */
export const messageLimitBytes = 1024 * 1024;

/** What of a message is read by a person, and found by its words. */
export function textOf(parts: readonly MessagePart[]): string {
  return parts
    .flatMap((part) => {
      switch (part.kind) {
        case 'text':
          return [part.text];
        case 'citation':
          return [part.quote];
        case 'tool-use':
          return [];
        case 'tool-result':
          return [part.text];
        case 'attachment':
          return part.text === null ? [part.name] : [part.name, part.text];
      }
    })
    .join('\n');
}
