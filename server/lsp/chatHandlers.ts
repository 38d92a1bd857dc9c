/** Answers the messages about conversations and what is said in them. */
import type { Connection } from 'vscode-languageserver/node';
import * as protocol from '../../protocol/chat.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import { answer, tell } from './answer.ts';

/** @param stores throws a Failure when the database cannot be opened */
export function answerChatMessages(connection: Connection, stores: () => Promise<ChatStores>): void {
  const changed = async <Result>(act: (chat: ChatStores) => Promise<Result>): Promise<Result> => {
    const chat = await stores();
    const result = await act(chat);
    await tellChatChanges(connection, chat);
    return result;
  };
  answer(connection, protocol.createConversation, (wanted) => changed((chat) => chat.conversations.create(wanted)));
  answer(connection, protocol.listConversations, async (filter) => (await stores()).lists.list(filter));
  answer(connection, protocol.readConversation, async ({ id }) => (await stores()).conversations.read(id));
  answer(connection, protocol.patchConversation, ({ id, patch, ifChange }) =>
    changed((chat) => chat.conversations.patch(id, patch, ifChange)),
  );
  answer(connection, protocol.removeConversation, ({ id, ifChange }) =>
    changed((chat) => chat.conversations.remove(id, ifChange)),
  );
  answer(connection, protocol.restoreConversation, ({ id }) => changed((chat) => chat.conversations.restore(id)));
  answer(connection, protocol.readMessages, async ({ conversation, ...request }) =>
    (await stores()).paths.window(conversation, request),
  );
  answer(connection, protocol.appendMessage, ({ conversation, ...wanted }) =>
    changed((chat) => chat.messages.append(conversation, { ...wanted, role: 'user' })),
  );
  answer(connection, protocol.showMessage, ({ id }) => changed((chat) => chat.messages.show(id)));
  answer(connection, protocol.searchMessages, async ({ query, limit }) => ({
    found: await (await stores()).search.search(query, limit),
  }));
  answer(connection, protocol.readChatChanges, async ({ after, limit }) =>
    (await stores()).lists.changesAfter(after, limit),
  );
}

/** Tells the client how far the changes go, whoever made them. */
export async function tellChatChanges(connection: Connection, { lists }: ChatStores): Promise<void> {
  tell(connection, protocol.chatChanged, { upTo: await lists.newestChange() });
}
