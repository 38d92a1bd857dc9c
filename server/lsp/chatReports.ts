/** Puts conversations and messages into the shapes of the protocol, small enough to be sent and drawn. */
import type {
  ChatMessage,
  ConversationReport,
  FoundMessageReport,
  MemoryReport,
  MessagePartReport,
} from '../../protocol/chat.ts';
import type { Memory } from '../chat/memorySearch.ts';
import type { FoundMessage } from '../chat/messageSearchStore.ts';
import { describeReason } from '../chat/describeReason.ts';
import { placeOf, type Conversation } from '../chat/conversation.ts';
import type { Message, MessagePart } from '../chat/message.ts';

/** UTF-16 units of one part that are sent; nobody reads more of one message in a list. */
const shownLength = 40_000;
/** UTF-16 units of a whole window, about; a page takes no message of more than a megabyte. */
const windowLength = 250_000;

export function reportConversation(conversation: Conversation): ConversationReport {
  const { id, change, title, titleOrigin, workspace, model, tags, isPinned, isArchived } = conversation;
  const { createdAtMs, updatedAtMs, activeLeaf, messageCount } = conversation;
  return {
    id,
    change,
    title,
    hasGivenTitle: titleOrigin === 'given',
    workspace,
    model,
    tags: [...tags],
    place: placeOf(conversation),
    isPinned,
    isArchived,
    createdAtMs,
    updatedAtMs,
    activeLeaf,
    messageCount,
  };
}

export function reportFound({ message, conversationTitle, snippet }: FoundMessage): FoundMessageReport {
  return {
    message: message.id,
    conversation: message.conversation,
    title: conversationTitle,
    depth: message.depth,
    isActive: message.isActive,
    role: message.role,
    createdAtMs: message.createdAtMs,
    snippet: { text: snippet.text, marks: [...snippet.marks] },
  };
}

export function reportMemory(memory: Memory): MemoryReport {
  const { reason } = memory;
  const why = describeReason(reason);
  return {
    ...reportFound(memory),
    reason: 'words' in reason ? { ...reason, words: [...reason.words] } : reason,
    why,
  };
}

export function reportMessage(message: Message, alternatives: readonly string[]): ChatMessage {
  const { id, conversation, change, depth, role, status, failure, model, usage, createdAtMs, endedAtMs } = message;
  return {
    id,
    conversation,
    change,
    depth,
    role,
    status,
    parts: message.parts.map(reportPart),
    failure,
    model,
    usage,
    createdAtMs,
    endedAtMs,
    alternatives: [...alternatives],
  };
}

/**
 * As many neighbours as fit into one answer, and one at least.
 * @param end which ones are kept when not all fit
 */
export function fitWindow(messages: readonly ChatMessage[], end: 'first' | 'last'): ChatMessage[] {
  const ordered = end === 'first' ? messages : messages.toReversed();
  let length = 0;
  const fitting: ChatMessage[] = [];
  for (const message of ordered) {
    length += JSON.stringify(message).length;
    if (fitting.length > 0 && length > windowLength) break;
    fitting.push(message);
  }
  return end === 'first' ? fitting : fitting.reverse();
}

export function reportPart(part: MessagePart): MessagePartReport {
  switch (part.kind) {
    case 'text':
      return { kind: part.kind, text: cut(part.text), wholeLength: part.text.length };
    case 'citation': {
      const { kind, number, document, passage, quote, isVerified } = part;
      return { kind, number, document, passage, quote: cut(quote), isVerified };
    }
    case 'retrieval': {
      const { kind, query, passages, failures } = part;
      const told = passages.map((passage) => ({ ...passage, legs: [...passage.legs] }));
      return { kind, query: cut(query), passages: told, failures: [...failures] };
    }
    case 'tool-use':
      return { kind: part.kind, name: part.name, input: cut(JSON.stringify(part.input ?? null)) };
    case 'tool-result':
      return { kind: part.kind, text: cut(part.text), isError: part.isError, wholeLength: part.text.length };
    case 'summary':
      return { kind: part.kind, text: cut(part.text), wholeLength: part.text.length };
    case 'omission':
      return { kind: part.kind, reason: part.reason };
    case 'attachment': {
      const { kind, name, mediaType, text } = part;
      return { kind, name, mediaType, text: text === null ? null : cut(text), wholeLength: text?.length ?? 0 };
    }
  }
}

/** Never in the middle of a character. */
function cut(text: string): string {
  if (text.length <= shownLength) return text;
  const unit = text.charCodeAt(shownLength);
  return text.slice(0, unit >= 0xdc00 && unit <= 0xdfff ? shownLength - 1 : shownLength);
}
