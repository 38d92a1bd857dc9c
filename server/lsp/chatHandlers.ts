/** Answers requests about conversations, and says after each change that there was one. */
import type { Connection } from 'vscode-languageserver/node';
import type * as z from 'zod';
import * as protocol from '../../protocol/chat.ts';
import type { RequestMessage } from '../../protocol/message.ts';
import { Failure } from '../base/failure.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { MemorySearch } from '../chat/memorySearch.ts';
import type { AttachmentPart } from '../chat/draft.ts';
import { textOf } from '../chat/message.ts';
import { answer } from './answer.ts';
import { reportAttachment } from './attachmentHandlers.ts';
import type { ChatAnnouncements } from './chatAnnouncements.ts';
import { fitWindow, reportConversation, reportFound, reportMemory, reportMessage } from './chatReports.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export interface ChatParts {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  /** Opens the database on first use. */
  readonly stores: () => Promise<ChatStores>;
  /** Loads it on first use. */
  readonly memory: () => Promise<MemorySearch>;
  readonly announcements: ChatAnnouncements;
}

export function answerChatMessages({ connection, folders, stores, memory, announcements }: ChatParts): void {
  /** The path of a folder; null and undefined stay what they are. */
  const pathOf = <Absent extends null | undefined>(folderUri: string | Absent): string | Absent =>
    typeof folderUri === 'string' ? folders.require(folderUri).path : folderUri;

  const read = <Params extends z.ZodType, Result extends z.ZodType>(
    message: RequestMessage<Params, Result>,
    handle: (stores: ChatStores, params: z.output<Params>) => Promise<z.input<Result>>,
  ): void =>
    answer(connection, message, async (params) => {
      announcements.want();
      return handle(await stores(), params);
    });

  const write: typeof read = (message, handle) =>
    read(message, async (chat, params) => {
      const result = await handle(chat, params);
      announcements.look();
      return result;
    });

  write(protocol.createConversation, async ({ conversations }, { id, title, folderUri, tags }) => {
    const wanted = {
      ...(id === undefined ? {} : { id }),
      ...(title === undefined ? {} : { title }),
      ...(tags === undefined ? {} : { tags }),
      workspace: pathOf(folderUri ?? null),
    };
    return { conversation: reportConversation(await conversations.create(wanted)) };
  });

  read(protocol.readDraft, async ({ drafts }, { conversation }) => {
    const { text, attachments } = await drafts.read(conversation);
    return { text, attachments: attachments.map(reportAttachment) };
  });

  read(protocol.keepDraft, async ({ drafts }, { conversation, text, dropped }) => {
    await drafts.keep(conversation, text, dropped);
    return {};
  });

  read(protocol.listConversations, async ({ lists }, { folderUri, place, isPinned, tag, order, cursor, limit }) => {
    const workspace = pathOf(folderUri);
    const { conversations, next } = await lists.list({
      limit,
      ...(place === undefined ? {} : { place }),
      ...(isPinned === undefined ? {} : { isPinned }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(tag === undefined ? {} : { tag }),
      ...(order === undefined ? {} : { order }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { conversations: conversations.map(reportConversation), next };
  });

  read(protocol.readWindow, async ({ conversations, paths }, { conversation: id, before, from, limit }) => {
    const [conversation, { messages, length }] = await Promise.all([
      conversations.read(id),
      paths.window(id, {
        limit,
        ...(before === undefined ? {} : { before }),
        ...(from === undefined ? {} : { from }),
      }),
    ]);
    const reports = messages.map((message) => reportMessage(message, message.alternatives));
    return {
      conversation: reportConversation(conversation),
      messages: fitWindow(reports, from === undefined ? 'last' : 'first'),
      length,
    };
  });

  read(protocol.readWholeText, async ({ messages }, { message }) => {
    const { parts } = await messages.read(message);
    return { text: textOf(parts) };
  });

  write(protocol.appendMessage, async (chat, { conversation, id, parent, text, attachments = [] }) => {
    const message = await chat.messages.append(conversation, {
      role: 'user',
      parts: [{ kind: 'text', text }, ...(await takeAttachments(chat, conversation, attachments))],
      ...(id === undefined ? {} : { id }),
      ...(parent === undefined ? {} : { parent }),
    });
    return { message: reportMessage(message, [message.id]) };
  });

  write(protocol.editAsBranch, async ({ messages }, { message: edited, id, text }) => {
    const { conversation, parent, role, parts } = await messages.read(edited);
    if (role !== 'user') {
      throw new Failure('usage', 'Only what you wrote yourself can be edited. Ask again to get another answer.');
    }
    const message = await messages.append(conversation, {
      role,
      parent,
      parts: [{ kind: 'text', text }, ...parts.filter(({ kind }) => kind === 'attachment')],
      ...(id === undefined ? {} : { id }),
    });
    return { message: reportMessage(message, [edited, message.id]) };
  });

  write(protocol.switchBranch, async ({ messages }, { message }) => {
    const conversation = reportConversation(await messages.show(message));
    const { depth } = await messages.read(message);
    return { conversation, depth };
  });

  write(protocol.changeConversation, async ({ conversations }, { conversation, ifChange, ...given }) => {
    const { title, isPinned, isArchived, tags, model } = given;
    const patch = {
      ...(title === undefined ? {} : { title }),
      ...(isPinned === undefined ? {} : { isPinned }),
      ...(isArchived === undefined ? {} : { isArchived }),
      ...(tags === undefined ? {} : { tags }),
      ...(model === undefined ? {} : { model }),
    };
    return { conversation: reportConversation(await conversations.patch(conversation, patch, ifChange)) };
  });

  write(protocol.removeConversation, async ({ conversations }, { conversation }) => ({
    conversation: reportConversation(await conversations.remove(conversation)),
  }));

  write(protocol.restoreConversation, async ({ conversations }, { conversation }) => ({
    conversation: reportConversation(await conversations.restore(conversation)),
  }));

  read(protocol.searchMessages, async ({ search }, { words, limit }) => ({
    found: (await search.search(words, limit)).map(reportFound),
  }));

  answer(connection, protocol.searchMemory, async ({ query, limit }, signal) => {
    const { found, failures } = await (await memory()).find(query, limit, signal);
    return { found: found.map(reportMemory), failures: [...failures] };
  });

  read(protocol.readChanges, async ({ lists }, { after, limit }) => {
    const { generation, changes } = await lists.changesOfGeneration(after, limit);
    const { conversations, messages, purged, upTo, hasMore } = changes;
    return {
      generation,
      conversations: conversations.map(reportConversation),
      messages: messages.map(({ id, conversation, depth, status, role }) => ({
        id,
        conversation,
        depth,
        status,
        role,
      })),
      purged: [...purged],
      upTo,
      hasMore,
    };
  });
}

/** What goes with a message is taken from the draft, and taken away from it once the page knows that it was sent. */
async function takeAttachments(
  { drafts }: ChatStores,
  conversation: string,
  ids: readonly string[],
): Promise<readonly AttachmentPart[]> {
  if (ids.length === 0) return [];
  const { attachments } = await drafts.read(conversation);
  return ids.map((id) => {
    const found = attachments.find((one) => one.id === id);
    if (found === undefined) {
      throw new Failure(
        'usage',
        'An attachment was taken away in another window. Attach it again, or send without it.',
      );
    }
    return found.part;
  });
}
