/** Keeps the words of messages in the index of the database, a moment after the messages themselves. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { textOf, type MessagePart } from './message.ts';
import { wordsOf } from './words.ts';

/** Milliseconds after the first message that is not indexed; one that is searched for earlier is indexed then. */
const delayMs = 1_000;
/** Messages after which it is not put off any longer, and of one transaction. */
const most = 200;

/**
 * Indexing a message takes longer than writing it, and most of that is shared by messages that are indexed together.
 * So it is not part of their commit. How far the index has come is kept in the same transaction as the index: every
 * message that has ended and whose last change is not above the counter `chat-words` is in it, once. A crash leaves
 * nothing behind but work, and whoever searches first does what is left.
 */
export class MessageWordStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #kind: DatabaseKind;
  readonly #writes: Writes;
  readonly #clock: Clock;
  /** Messages of this process since it last indexed. */
  #written = 0;
  #cancel: (() => void) | null = null;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, writes: Writes, clock: Clock) {
    this.#queries = queries;
    this.#kind = kind;
    this.#writes = writes;
    this.#clock = clock;
  }

  /** Has a message that was just written indexed before long. */
  indexSoon(): void {
    this.#written++;
    if (this.#written === most) this.#indexAfter(0);
    else if (this.#cancel === null) this.#indexAfter(delayMs);
  }

  /** Indexes every message that was written before the call. */
  async catchUp(): Promise<void> {
    // The order is what makes PostgreSQL use the index: it expects a third of all messages to be behind.
    const { rows } = await sql<{ behind: number }>`
      select count(*) as behind from (
        select 1 from message
        where change > (select value from counter where name = 'chat-words') and status <> 'streaming'
        order by change limit 1
      ) as one`.execute(this.#queries);
    if (rows[0]?.behind === 0) return;
    while ((await this.#writes.write((transaction) => indexNext(transaction, this.#kind))) === most);
  }

  #indexAfter(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(ms, () => {
      this.#cancel = null;
      this.#written = 0;
      // A database that is closed or away leaves it to the next one that searches or writes.
      this.catchUp().catch(() => undefined);
    });
  }
}

/** @returns how many messages it looked at */
async function indexNext(transaction: Transaction<DatabaseSchema>, kind: DatabaseKind): Promise<number> {
  const { value } = await transaction
    .selectFrom('counter')
    .select('value')
    .where('name', '=', 'chat-words')
    .executeTakeFirstOrThrow();
  const rows = await transaction
    .selectFrom('message')
    .select(['sequence', 'change', 'status', 'parts'])
    .where('change', '>', value)
    .orderBy('change')
    .limit(most)
    .execute();
  const last = rows.at(-1);
  if (last === undefined) return 0;
  // The end of an answer is a change, which brings one that is streaming here again.
  const ended = rows.filter(({ status }) => status !== 'streaming');
  await writeWords(
    transaction,
    kind,
    ended.map(({ sequence, parts }) => ({ sequence, text: readText(parts) })),
  );
  await transaction.updateTable('counter').set({ value: last.change }).where('name', '=', 'chat-words').execute();
  return rows.length;
}

/** A row that was spoilt must not keep all the others from being found. */
function readText(parts: string): string {
  try {
    return textOf(JSON.parse(parts) as readonly MessagePart[]);
  } catch {
    return '';
  }
}

/** Puts the words of messages in the place of those that they had; each message may be given once. */
export async function writeWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  messages: readonly { readonly sequence: number; readonly text: string }[],
): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map(({ sequence, text }) => {
    const words = wordsOf(text).join(' ');
    return kind === 'sqlite'
      ? sql`(${sequence}, ${words})`
      : sql`(${sequence}::bigint, to_tsvector('simple', ${words}))`;
  });
  const statement =
    kind === 'sqlite'
      ? sql`insert or replace into message_words (rowid, words) values ${sql.join(rows)}`
      : sql`insert into message_words (sequence, words) values ${sql.join(rows)}
            on conflict (sequence) do update set words = excluded.words`;
  await statement.execute(transaction);
}

/** Forgets the words of all messages of a conversation, before the messages themselves go. */
export async function removeWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  conversation: string,
): Promise<void> {
  if (kind === 'postgres') return;
  const sequences = sql`select sequence from message where conversation_id = ${conversation}`;
  await sql`delete from message_words where rowid in (${sequences})`.execute(transaction);
}
