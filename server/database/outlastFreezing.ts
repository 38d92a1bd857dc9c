/** Lets a transaction hold its lock for as long as its process exists, even while that process is frozen. */
import { PostgresAdapter, sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { DatabaseSchema } from './schema.ts';

/**
 * For a transaction in which something else than the database is written: PostgreSQL would otherwise end one that
 * stands still for a minute and give the lock away, while the frozen process may thaw and go on to write. SQLite has no
 * such limit. A process that is killed, and a computer that is gone, give the lock back all the same.
 */
export async function outlastFreezing(transaction: Transaction<DatabaseSchema>): Promise<void> {
  if (!(transaction.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction);
}
