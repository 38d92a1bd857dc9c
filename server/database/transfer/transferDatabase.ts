/** Copies everything from one database to another, SQLite or PostgreSQL, and proves that both hold the same. */
import { Failure } from '../../base/failure.ts';
import { copyTables } from './copyTables.ts';
import { findUnkeepable, withoutNuls, type Unkeepable } from './findUnkeepable.ts';
import { overallChecksum, sourceChecksums, targetChecksums } from './tableChecksums.ts';
import { countRows } from './tableRows.ts';
import { readShape } from './tableShape.ts';
import type { Transfer, TransferResult, TransferSettings } from './transfer.ts';
import { transferredTables } from './transferredTables.ts';
import { withTransferSource, type TransferSource } from './transferSource.ts';
import { lookAtTarget, notEmpty, withTransferTarget, type LookedAtTarget } from './transferTarget.ts';

/**
 * The source is read at the state of one moment and not changed. Whoever opens a target that is not whole is refused;
 * the copy goes on when it is made again. A whole copy that nobody has written to is brought up to its source again.
 * @throws Failure `usage`, `database-not-empty`, `database-newer`, `database-damaged`, `database-unavailable`,
 *   `text-invalid` for a NUL, `write-failed` when the target does not hold what was written, `cancelled`
 */
export async function transferDatabase(settings: TransferSettings): Promise<TransferResult> {
  const { from, to, clock, signal } = settings;
  try {
    return await withTransferSource(from, async (source) => {
      const transfer = await prepare(settings, source);
      const judged = await lookAtTarget(to, (target) => judge(transfer, target));
      if (judged !== null) return judged;
      return await withTransferTarget(to, clock, (queries, { kind, name }) =>
        copyTables(transfer, { queries, kind, name }),
      );
    });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new Failure('cancelled', 'Cancelled. What was copied stays; the same command goes on from there.', {
      cause: error,
    });
  }
}

async function prepare(settings: TransferSettings, source: TransferSource): Promise<Transfer> {
  const tables: Transfer['tables'][number][] = [];
  const isNarrowed = source.kind === 'sqlite' && 'url' in settings.to;
  let replacedRows = 0;
  for (const table of transferredTables) {
    const shape = await readShape(source.queries, source.kind, table);
    tables.push({ shape, totalRows: await countRows(source.queries, shape) });
    for (const found of isNarrowed ? await findUnkeepable({ queries: source.queries, shape }) : []) {
      if (found.kind === 'type' || !settings.replacesNuls) throw unkeepable(source, found);
      replacedRows += found.rows;
    }
  }
  return { settings, source, tables, kept: isNarrowed ? withoutNuls : (row) => row, replacedRows };
}

function unkeepable({ name }: TransferSource, { row, column, kind, rows }: Unkeepable): Failure {
  const others = rows === 1 ? '' : ` So do ${String(rows - 1)} more rows of that table.`;
  if (kind === 'type') {
    return new Failure(
      'database-damaged',
      `In ${name}, ${row} holds in ${column} what is not of that column's type.${others} Nothing was copied. ` +
        'Restore a backup that is without it.',
    );
  }
  return new Failure(
    'text-invalid',
    `In ${name}, ${row} holds a NUL character in ${column}, which PostgreSQL cannot keep.${others} Nothing was copied. ` +
      'With --replace-nul the copy has U+FFFD in its place, as has what Phasegate writes to PostgreSQL itself.',
  );
}

/**
 * @returns null when there is something to copy
 * @throws Failure `database-not-empty`
 */
async function judge(
  transfer: Transfer,
  { kind, name, state, queries }: LookedAtTarget,
): Promise<TransferResult | null> {
  const { settings, source, tables, replacedRows } = transfer;
  if (state.kind === 'other') throw notEmpty(name, 'holds data already');
  if (state.kind === 'copy') {
    const { note } = state;
    if (note.source !== source.id) {
      throw notEmpty(name, `is ${note.checksum === null ? 'an unfinished' : 'a'} copy of ${note.source}`);
    }
    if (note.checksum !== null && queries !== null) {
      const wanted = await sourceChecksums(transfer);
      const present = await targetChecksums(transfer, { queries, kind, name });
      if (overallChecksum(wanted) === overallChecksum(present)) {
        return { from: source.name, to: name, outcome: 'equal', tables: wanted, changes: 0, replacedRows };
      }
      if (overallChecksum(present) !== note.checksum) {
        throw notEmpty(name, `has been written to since it became a copy of ${source.name}`);
      }
    }
  }
  if (!settings.dryRun) return null;
  const counts = tables.map(({ shape, totalRows }) => ({ name: shape.name, rows: totalRows, checksum: null }));
  return { from: source.name, to: name, outcome: 'would-copy', tables: counts, changes: 0, replacedRows };
}
