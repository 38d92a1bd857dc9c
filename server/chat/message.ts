/** What a message of a conversation is. */

/** The passage that a citation was checked against. */
export interface CitedSource {
  readonly dataset: string;
  /** The source's own id of the document. */
  readonly document: string;
  readonly version: string | null;
  /** Id of the passage, unique in its document. */
  readonly passage: string;
  /** SHA-256 of what the passage said then, by which it is told whether it has changed since. */
  readonly hash: string;
}

/** A passage that was found for a question, and how. */
export interface RetrievedPassage {
  readonly dataset: string;
  /** Title of the document. */
  readonly document: string;
  /** The reference. */
  readonly passage: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly legs: readonly { readonly leg: string; readonly rank: number; readonly score: number }[];
  /** Whether it was given to what answers; the others were dropped. */
  readonly isUsed: boolean;
}

/** Part of a message; the parts of one are in order. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  /** A passage that the text before it refers to by its number, as `[1]`; the text may go on behind it. */
  | {
      readonly kind: 'citation';
      readonly number: number;
      /** Title of the document. */
      readonly document: string;
      /** The reference. */
      readonly passage: string;
      readonly quote: string;
      /** Whether the quote stands in the passage. */
      readonly isVerified: boolean;
      /** Missing where it is not known, as in conversations of another program. */
      readonly source?: CitedSource;
    }
  /** What was looked for to answer, and found. */
  | {
      readonly kind: 'retrieval';
      readonly query: string;
      readonly passages: readonly RetrievedPassage[];
      /** Ways of finding that failed, each with its reason. */
      readonly failures: readonly string[];
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
    }
  | HistoryMark;

/** Stands at a message up to which a model did not get the conversation word by word; what was said stays as it is. */
export type HistoryMark =
  /** What was said on the branch up to and with this message, as a model wrote it down for what is asked later. */
  | {
      readonly kind: 'summary';
      readonly text: string;
      /** Id of the model that wrote it. */
      readonly model: string;
    }
  /** The model that was asked later got nothing of what was said up to and with this message, because there was no summary. */
  | {
      readonly kind: 'omission';
      /** Why, for a person. */
      readonly reason: string;
      readonly model: string;
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

/** What of a message is read by a person, and found by its words. Text goes on behind its citations, which come after it. */
export function textOf(parts: readonly MessagePart[]): string {
  const texts: string[] = [];
  let quotes: string[] = [];
  let isGoingOn = false;
  const add = (text: string): void => {
    texts.push(...quotes, text);
    quotes = [];
    isGoingOn = false;
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        if (isGoingOn) texts.push(`${texts.pop() ?? ''}${part.text}`);
        else add(part.text);
        isGoingOn = true;
        break;
      case 'citation':
        quotes.push(part.quote);
        break;
      case 'retrieval':
      case 'tool-use':
      // What they are about stands in the messages themselves.
      case 'summary':
      case 'omission':
        break;
      case 'tool-result':
        add(part.text);
        break;
      case 'attachment':
        add(part.name);
        if (part.text !== null) add(part.text);
        break;
    }
  }
  return [...texts, ...quotes].join('\n');
}
