/** The numbers that order the changes of all conversations. */
import { sql, type Transaction } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';

/**
 * The next number. Whoever takes one keeps others from taking one until the transaction is over, so numbers are seen
 * in the order in which they were given: who has read up to one has missed none before it.
 *
 * @param count how many numbers are taken; the last of them is returned. Default 1
 */
export async function takeChange(transaction: Transaction<DatabaseSchema>, count = 1): Promise<number> {
  const { rows } = await sql<{
    value: number;
  }>`update counter set value = value + ${count} where name = 'chat' returning value`.execute(transaction);
  const [row] = rows;
  if (row === undefined) throw new Error('the counter of chat changes is missing');
  return row.value;
}
