/** Keeps answers that are under way as chunks, each written once, and reads messages together with them. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageColumns } from './chatRow.ts';
import type { MessagePart } from './message.ts';

/**
 * What is read of a message, for `select`. The chunks of one that is streaming come with the same statement, so that
 * nobody sees it between its last chunk and its end.
 */
export function messageSelection() {
  const arrived = sql<string | null>`case when message.status = 'streaming' then (
    select '[' || string_agg(chunk.parts, ',' order by chunk.ordinal) || ']'
    from answer_chunk as chunk where chunk.message = message.sequence) end`;
  return [...messageColumns.map((column) => `message.${column}` as const), arrived.as('arrived')] as const;
}

/** @returns the chunk of that number as it is kept: another one than the given when there was one already */
export async function keepChunk(
  transaction: Transaction<DatabaseSchema>,
  message: number,
  ordinal: number,
  parts: string,
): Promise<string> {
  const kept = await transaction
    .insertInto('answer_chunk')
    .values({ message, ordinal, parts })
    .onConflict((conflict) =>
      conflict.columns(['message', 'ordinal']).doUpdateSet({ parts: (eb) => eb.ref('answer_chunk.parts') }),
    )
    .returning('parts')
    .executeTakeFirstOrThrow();
  return kept.parts;
}

/** @returns the chunks from a number on; null when the message is not streaming */
export async function readChunks(
  queries: Kysely<DatabaseSchema>,
  id: string,
  from: number,
): Promise<readonly (readonly MessagePart[])[] | null> {
  const rows = await queries
    .selectFrom('message')
    .leftJoin('answer_chunk', (join) =>
      join.onRef('answer_chunk.message', '=', 'message.sequence').on('answer_chunk.ordinal', '>=', from),
    )
    .select('answer_chunk.parts')
    .where('message.id', '=', id)
    .where('message.status', '=', 'streaming')
    .orderBy('answer_chunk.ordinal')
    .execute();
  if (rows.length === 0) return null;
  return rows.flatMap(({ parts }) => (parts === null ? [] : [JSON.parse(parts) as readonly MessagePart[]]));
}

export async function removeChunks(transaction: Transaction<DatabaseSchema>, message: number): Promise<void> {
  await transaction.deleteFrom('answer_chunk').where('message', '=', message).execute();
}
