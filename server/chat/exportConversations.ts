/** Writes conversations as text, a piece at a time, so that a history of any size fits into little memory. */
import { conversationDocument, messageDocument } from './chatDocument.ts';
import type { ChatStores } from './chatStores.ts';
import type { Conversation } from './conversation.ts';
import { chatFileKind, chatFileVersion } from './chatFile.ts';
import { describeConversation, describeMessage } from './conversationMarkdown.ts';

export type ExportFormat = 'json' | 'markdown';

type ExportStores = Pick<ChatStores, 'conversations' | 'exports' | 'paths'>;

/** Messages that are read at once for Markdown. */
const windowLength = 200;

/**
 * JSON holds everything and can be imported again; Markdown is for people, and tells the branch that is shown.
 *
 * @param id one conversation; null for all that are not in the trash
 * @throws Failure `unknown-conversation`, `conversation-changed`
 */
export async function* exportConversations(
  stores: ExportStores,
  id: string | null,
  format: ExportFormat,
  nowMs: number,
): AsyncGenerator<string> {
  const ids = id === null ? await stores.exports.ids() : [id];
  // Read before anything is written, so that an unknown id leaves no beginning of a file.
  const first = id === null ? null : await stores.conversations.read(id);
  if (format === 'json') yield* exportJson(stores, ids, first, nowMs);
  else yield* exportMarkdown(stores, ids, first);
}

async function* exportJson(
  stores: ExportStores,
  ids: readonly string[],
  first: Conversation | null,
  nowMs: number,
): AsyncGenerator<string> {
  const head = { schemaVersion: chatFileVersion, kind: chatFileKind, exportedAt: new Date(nowMs).toISOString() };
  yield `${JSON.stringify(head).slice(0, -1)},"conversations":[`;
  let separator = '\n';
  for (const id of ids) {
    const conversation = first ?? (await stores.conversations.read(id));
    yield `${separator}${JSON.stringify(conversationDocument(conversation)).slice(0, -1)},"messages":[`;
    separator = '\n';
    for await (const messages of stores.exports.messages(conversation)) {
      for (const message of messages) {
        yield separator + JSON.stringify(messageDocument(message));
        separator = ',\n';
      }
    }
    yield ']}';
    separator = ',\n';
  }
  yield '\n]}\n';
}

async function* exportMarkdown(
  stores: ExportStores,
  ids: readonly string[],
  first: Conversation | null,
): AsyncGenerator<string> {
  let separator = '';
  for (const id of ids) {
    const conversation = first ?? (await stores.conversations.read(id));
    let from = 0;
    let length = 1;
    while (from < length) {
      const window = await stores.paths.window(id, { from, limit: windowLength });
      length = window.length;
      if (from === 0) yield separator + describeConversation(conversation, length);
      if (window.messages.length === 0) break;
      for (const message of window.messages) yield describeMessage(message);
      from += window.messages.length;
    }
    separator = '\n---\n\n';
  }
}
