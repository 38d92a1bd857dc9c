/** Answers requests to carry conversations out to files and in from them. */
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import * as protocol from '../../protocol/chatFiles.ts';
import type { Clock } from '../base/clock.ts';
import { writeWholeFile } from '../base/writeWholeFile.ts';
import { chatFileSource } from '../chat/chatFileSource.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import { describeImport } from '../chat/describeImport.ts';
import { exportConversations } from '../chat/exportConversations.ts';
import { importConversations } from '../chat/importConversations.ts';
import { answer } from './answer.ts';

/** The newest of these are offered; all others are found by exporting all, or in the terminal. */
const mostOffered = 500;

export function answerChatFileMessages(
  connection: Connection,
  openChat: () => Promise<ChatStores>,
  clock: Clock,
): void {
  answer(connection, protocol.listExportable, async () => {
    const { conversations } = await (await openChat()).lists.list({ limit: mostOffered });
    return {
      conversations: conversations.map(({ id, title, updatedAtMs, messageCount }) => ({
        id,
        title,
        updatedAtMs,
        messageCount,
      })),
    };
  });

  answer(connection, protocol.exportChats, async ({ conversation, format, fileUri }) => {
    const pieces = exportConversations(await openChat(), conversation, format, clock.nowMs());
    await writeWholeFile(URI.parse(fileUri).fsPath, pieces, true);
    return {};
  });

  answer(connection, protocol.importChats, async ({ fileUri }, signal) => {
    const source = chatFileSource(URI.parse(fileUri).fsPath);
    return { summary: describeImport(await importConversations(source, await openChat(), false, signal), false) };
  });
}
