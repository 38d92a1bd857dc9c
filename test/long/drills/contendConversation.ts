/** Lets several processes append to one conversation, which is right only if each message follows the one before. */
import * as z from 'zod';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import { textOf } from '../../../server/chat/message.ts';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openTemporaryDatabase } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
import { Program } from './program.ts';

export interface ConversationFigures {
  /** Of the conversation, as it counts them. */
  readonly messages: number;
  /** Length of the one branch that all of them are on. */
  readonly length: number;
  /** Different texts on it. */
  readonly texts: number;
  /** Of the first and the last message of each process, those that are found by their words. */
  readonly found: number;
  readonly errors: number;
  /** Longest that one append took. */
  readonly longestMs: number;
  readonly seconds: number;
}

const report = z.object({ errors: z.number(), longestMs: z.number() });

export async function contendConversation(
  kind: DatabaseKind,
  processes: number,
  messages: number,
): Promise<ConversationFigures> {
  const database = await openTemporaryDatabase(kind);
  const programs: Program[] = [];
  const startMs = performance.now();
  try {
    for (let index = 0; index < processes; index++)
      programs.push(
        new Program('messageAppender', [writePlace(database.place), `writer${String(index)}`, String(messages)]),
      );
    await Promise.all(programs.map((program) => program.ended));
    const seconds = (performance.now() - startMs) / 1000;
    const reports = programs.map((program) => report.parse(JSON.parse(program.lines[0] ?? '{}')));
    const chat = buildChatStores(database, database.clock, { pid: process.pid, start: '', host: '' });
    const texts = new Set<string>();
    let length = 0;
    for (let from = 0; ; from += 1_000) {
      const window = await chat.paths.window('shared', { from, limit: 1_000 });
      for (const { parts } of window.messages) texts.add(textOf(parts));
      length = window.length;
      if (window.messages.length < 1_000) break;
    }
    const found = new Set<string>();
    for (let index = 0; index < processes; index++) {
      for (const number of [0, messages - 1]) {
        const query = `writer${String(index)} ${String(number)}`;
        for (const { message } of await chat.search.search(query, 200))
          if (textOf(message.parts) === query) found.add(message.id);
      }
    }
    return {
      messages: (await chat.conversations.read('shared')).messageCount,
      length,
      texts: texts.size,
      found: found.size,
      errors: reports.reduce((sum, { errors }) => sum + errors, 0),
      longestMs: Math.max(...reports.map((one) => one.longestMs)),
      seconds,
    };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    await database.remove();
  }
}
