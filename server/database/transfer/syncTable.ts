/** Makes a table of the target equal to that of the source, and writes only what differs. */
import type { Kysely } from 'kysely';
import { errorCode } from '../../base/errorCode.ts';
import type { DatabaseSchema } from '../schema.ts';
import type { DerivedTable } from './derivedTable.ts';
import { canonicalRow, TableChecksum } from './tableChecksum.ts';
import { hasRowsAfter, readBatches, readRows, removeRows, removeRowsAfter, writeRows } from './tableRows.ts';
import { keyOf, type Key, type Row, type TableShape } from './tableShape.ts';

export interface TableEnd {
  readonly queries: Kysely<DatabaseSchema>;
  readonly shape: TableShape;
}

export interface SyncSettings {
  readonly source: TableEnd;
  readonly target: TableEnd;
  readonly derived: DerivedTable | undefined;
  /** What the target keeps of a row of the source. */
  readonly kept: (row: Row) => Row;
  readonly onBatch: (rows: number) => void;
  readonly signal: AbortSignal | undefined;
}

export interface SyncedTable {
  /** Of the source's rows, as the target keeps them. */
  readonly checksum: TableChecksum;
  /** Rows that were written or removed. */
  readonly changes: number;
}

/**
 * Both tables are walked side by side in the order of their keys, so a copy that was interrupted goes on where it was,
 * whatever was written to the source meanwhile; nothing needs to be remembered. Each batch is a transaction.
 * @throws the signal's reason between two batches
 */
export async function syncTable(settings: SyncSettings): Promise<SyncedTable> {
  const { source, target, kept, onBatch, signal } = settings;
  const checksum = new TableChecksum(source.shape);
  let after: Key | null = null;
  let changes = 0;
  // Once the target has no row behind the place that was reached, there is nothing to compare with.
  let hasMore = await hasRowsAfter(target.queries, target.shape, null);
  for await (const batch of readBatches(source.queries, source.shape)) {
    signal?.throwIfAborted();
    const wanted = new Map(batch.map((row) => entryOf(source.shape, kept(row))));
    for (const [, { canonical }] of wanted) checksum.add(canonical);
    const upTo: Key = keyOf(source.shape, batch.at(-1) ?? {});
    const present = new Map(
      (hasMore ? await readRows(target.queries, target.shape, after, upTo, null) : []).map((row) =>
        entryOf(target.shape, row),
      ),
    );
    const different = [...wanted].filter(([key, { canonical }]) => present.get(key)?.canonical !== canonical);
    const gone = [...present].filter(([key]) => !wanted.has(key));
    if (different.length + gone.length > 0) {
      await writeBatch(settings, {
        after,
        all: [...wanted.values()].map(({ row }) => row),
        different: different.map(([, { row }]) => row),
        gone: gone.map(([, { row }]) => keyOf(target.shape, row)),
      });
      changes += different.length + gone.length;
    }
    after = upTo;
    hasMore &&= await hasRowsAfter(target.queries, target.shape, after);
    onBatch(batch.length);
  }
  if (hasMore) {
    changes++;
    await target.queries.transaction().execute((transaction) => removeRowsAfter(transaction, target.shape, after));
  }
  return { checksum, changes };
}

interface Entry {
  readonly row: Row;
  readonly canonical: string;
}

function entryOf(shape: TableShape, row: Row): readonly [key: string, entry: Entry] {
  return [JSON.stringify(keyOf(shape, row)), { row, canonical: canonicalRow(shape, row) }];
}

interface Batch {
  readonly after: Key | null;
  readonly all: readonly Row[];
  readonly different: readonly Row[];
  readonly gone: readonly Key[];
}

async function writeBatch({ target: { queries, shape }, derived }: SyncSettings, batch: Batch): Promise<void> {
  const write = (rows: readonly Row[], clear: (transaction: Kysely<DatabaseSchema>) => Promise<void>): Promise<void> =>
    queries.transaction().execute(async (transaction) => {
      await clear(transaction);
      if (rows.length === 0) return;
      await writeRows(transaction, shape, rows);
      await derived?.write(transaction, shape.database, rows);
    });
  try {
    await write(batch.different, (transaction) => removeRows(transaction, shape, batch.gone));
  } catch (error) {
    if (!isUniquenessBroken(error)) throw error;
    // A row further back holds a value that has moved to this batch since it was copied; those rows come again.
    await write(batch.all, (transaction) => removeRowsAfter(transaction, shape, batch.after));
  }
}

function isUniquenessBroken(error: unknown): boolean {
  return ['23505', 'SQLITE_CONSTRAINT_UNIQUE'].includes(errorCode(error));
}
