/** Fills a database with conversations, as the store would have written them but a thousand times as fast. */
import Sqlite from 'better-sqlite3';
import { systemClock } from '../server/base/clock.ts';
import { wordsOf } from '../server/chat/words.ts';
import { openDatabase } from '../server/database/openDatabase.ts';

/** Words of messages; one of low rank is as frequent as in a language (Zipf's law). */
const vocabulary = 20_000;
const wordsInMessage = 40;

/** Conversation 0 holds a tenth of all messages; the others share the rest. */
export async function fillStore(file: string, messages: number, conversations: number): Promise<void> {
  await (await openDatabase({ file, clock: systemClock })).close();
  const database = new Sqlite(file);
  try {
    database.pragma('synchronous = OFF');
    const random = seeded(42);
    const addConversation = database.prepare(
      `insert into conversation (id, change, title, title_key, title_origin, workspace, model, tags, links, place,
        is_pinned, is_archived, deleted_at_ms, created_at_ms, updated_at_ms, active_leaf, message_count)
       values (?, ?, ?, ?, 'derived', ?, null, '[]', '[]', 'open', 0, 0, null, ?, ?, ?, ?)`,
    );
    const addMessage = database.prepare(
      `insert into message (sequence, id, change, conversation_id, parent_id, depth, is_active, role, status, parts,
        created_at_ms, ended_at_ms) values (?, ?, ?, ?, ?, ?, 1, ?, 'complete', ?, ?, ?)`,
    );
    const addWords = database.prepare('insert into message_words (rowid, words) values (?, ?)');
    const longest = Math.floor(messages / 10);
    let change = 0;
    const fill = database.transaction((index: number) => {
      const id = idOf('c', index);
      const count = index === 0 ? longest : Math.floor((messages - longest) / (conversations - 1));
      const startedMs = 1_600_000_000_000 + index * 1_000_000;
      const title = `Conversation ${index}`;
      const last = idOf('m', change + count);
      addConversation.run(
        id,
        change + count,
        title,
        title.toLowerCase(),
        `/folder-${index % 50}`,
        startedMs,
        startedMs + count,
        last,
        count,
      );
      for (let depth = 0; depth < count; depth++) {
        change++;
        const text = sentence(random);
        const parent = depth === 0 ? null : idOf('m', change - 1);
        const role = depth % 2 === 0 ? 'user' : 'assistant';
        const parts = JSON.stringify([{ kind: 'text', text }]);
        addMessage.run(
          change,
          idOf('m', change),
          change,
          id,
          parent,
          depth,
          role,
          parts,
          startedMs + depth,
          startedMs + depth,
        );
        addWords.run(change, wordsOf(text).join(' '));
      }
    });
    for (let index = 0; index < conversations; index++) fill(index);
    database.prepare("update counter set value = ? where name = 'chat'").run(change);
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** A UUID that tells what it is of. */
export function idOf(kind: 'c' | 'm', number: number): string {
  return `018f0000-0000-7000-${kind === 'c' ? '8' : '9'}000-${number.toString(16).padStart(12, '0')}`;
}

/** A word by its rank, from 0 for the most frequent. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / 20))
    word += `${'bcdfghjklmnpqrstvwxz'[rest % 20] ?? ''}${'aeiou'[rest % 5] ?? ''}`;
  return word;
}

function sentence(random: () => number): string {
  return Array.from({ length: wordsInMessage }, () => wordOf(Math.floor(vocabulary ** random()) - 1)).join(' ');
}

/** Mulberry32 by Tommy Ettinger: the same numbers in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
