/** Answers everything that is asked about conversations: messages, answers, attachments, tools, and files of them. */
import type { Connection } from 'vscode-languageserver/node';
import type { Clock } from '../base/clock.ts';
import type { TextSource } from '../base/textSource.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import { AnswerNews } from './answerNews.ts';
import { answerAnswerMessages } from './answerHandlers.ts';
import { answerAttachmentMessages } from './attachmentHandlers.ts';
import type { ChatAnnouncements } from './chatAnnouncements.ts';
import { answerChatFileMessages } from './chatFileHandlers.ts';
import { answerChatMessages } from './chatHandlers.ts';
import type { FolderViews } from './folderViews.ts';
import type { OpenedAnswering } from './openedAnswering.ts';
import { answerToolMessages } from './toolHandlers.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export interface ConversationParts {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  readonly views: FolderViews;
  readonly source: TextSource;
  readonly clock: Clock;
  readonly answers: OpenedAnswering;
  /** Opens the database on first use. */
  readonly stores: () => Promise<ChatStores>;
  readonly announcements: ChatAnnouncements;
}

export function answerConversationMessages(parts: ConversationParts): void {
  const { connection, clock, answers, stores } = parts;
  const answering = () => answers.open();
  answerChatMessages({ ...parts, memory: () => answers.memory() });
  answerAnswerMessages({ ...parts, answering, news: new AnswerNews(connection, clock) });
  answerAttachmentMessages({ ...parts, regulations: () => answers.regulations() });
  answerChatFileMessages(connection, stores, clock);
  answerToolMessages({ connection, answering });
}
