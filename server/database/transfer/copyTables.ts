/** Copies all tables into a target that nobody else writes to, and reads them again to prove it. */
import { sql } from 'kysely';
import { Failure } from '../../base/failure.ts';
import { markFinished, markUnfinished, readCopyNote } from './copyMark.ts';
import { raiseCounter, readCounter } from './counters.ts';
import { syncTable } from './syncTable.ts';
import { overallChecksum, targetChecksums, type OpenTarget } from './tableChecksums.ts';
import { readShape } from './tableShape.ts';
import type { Transfer, TransferredRows, TransferResult } from './transfer.ts';
import { notEmpty } from './transferTarget.ts';

/** @throws Failure `write-failed` when both do not hold the same in the end; the next attempt mends it */
export async function copyTables(transfer: Transfer, target: OpenTarget): Promise<TransferResult> {
  const { settings, source, replacedRows } = transfer;
  const { queries, kind, name } = target;
  const note = await readCopyNote(queries);
  // Somebody may have written to it since it was looked at.
  if (note?.checksum != null && overallChecksum(await targetChecksums(transfer, target)) !== note.checksum) {
    throw notEmpty(name, `has been written to since it became a copy of ${source.name}`);
  }
  const nowMs = (): number => settings.clock.nowMs();
  await queries.transaction().execute((transaction) => markUnfinished(transaction, source.id, nowMs()));

  const wanted: TransferredRows[] = [];
  let changes = 0;
  for (const { shape, totalRows } of transfer.tables) {
    let rows = 0;
    const synced = await syncTable({
      source: { queries: source.queries, shape },
      target: { queries, shape: await readShape(queries, kind, shape) },
      derived: settings.derived.find(({ from }) => from === shape.name),
      kept: transfer.kept,
      onBatch: (more) => {
        rows += more;
        settings.onProgress?.({ step: 'copy', table: shape.name, rows, totalRows });
      },
      signal: settings.signal,
    });
    changes += synced.changes;
    wanted.push({ name: shape.name, rows: synced.checksum.rows, checksum: synced.checksum.toString() });
  }
  await settle(transfer, target);
  const present = await targetChecksums(transfer, target);
  const wrong = wanted.filter(({ rows, checksum }, index) => {
    return present[index]?.rows !== rows || present[index].checksum !== checksum;
  });
  if (wrong.length > 0) throw unequal(name, wrong.map((table) => table.name).join(', '));
  await queries
    .transaction()
    .execute((transaction) =>
      markFinished(transaction, { source: source.id, checksum: overallChecksum(wanted) }, nowMs()),
    );
  return { from: source.name, to: name, outcome: 'copied', tables: wanted, changes, replacedRows };
}

/** What is not rows of tables: how far keys were counted, what is made of other tables, what the planner knows. */
async function settle({ settings, source, tables }: Transfer, { queries, kind, name }: OpenTarget): Promise<void> {
  for (const { shape } of tables) {
    if (shape.counted === undefined) continue;
    const value = await readCounter(source.queries, source.kind, shape);
    await queries.transaction().execute((transaction) => raiseCounter(transaction, kind, shape, value));
  }
  for (const derived of settings.derived) {
    const missing = await queries.transaction().execute((transaction) => derived.settle(transaction, kind));
    if (missing > 0) throw unequal(name, `${derived.name} (${String(missing)} rows are missing)`);
  }
  if (kind === 'postgres') for (const { shape } of tables) await sql`analyze ${sql.table(shape.name)}`.execute(queries);
}

function unequal(name: string, what: string): Failure {
  return new Failure(
    'write-failed',
    `The database ${name} does not hold what was written to it: ${what}. It is not used as it is; the same command ` +
      'tries again.',
  );
}
