/** Counts and checksums of all tables of a source or a target, and the one checksum that stands for all of them. */
import type { Kysely } from 'kysely';
import { sha256 } from '../../base/sha256.ts';
import type { DatabaseKind } from '../migration.ts';
import type { DatabaseSchema } from '../schema.ts';
import { checksumOf } from './tableRows.ts';
import { readShape, type Row, type TableShape } from './tableShape.ts';
import type { Transfer, TransferredRows } from './transfer.ts';

export interface OpenTarget {
  readonly queries: Kysely<DatabaseSchema>;
  readonly kind: DatabaseKind;
  readonly name: string;
}

/** Of the rows as the target keeps them. */
export async function sourceChecksums(transfer: Transfer): Promise<readonly TransferredRows[]> {
  const found: TransferredRows[] = [];
  for (const { shape } of transfer.tables) {
    found.push(await checksum(transfer, transfer.source.queries, shape, transfer.kept));
  }
  return found;
}

export async function targetChecksums(transfer: Transfer, target: OpenTarget): Promise<readonly TransferredRows[]> {
  const found: TransferredRows[] = [];
  for (const { shape } of transfer.tables) {
    found.push(
      await checksum(transfer, target.queries, await readShape(target.queries, target.kind, shape), (row) => row),
    );
  }
  return found;
}

export function overallChecksum(tables: readonly TransferredRows[]): string {
  return sha256(tables.map(({ name, rows, checksum: sum }) => `${name} ${String(rows)} ${sum ?? ''}\n`).join(''));
}

async function checksum(
  { settings: { onProgress, signal }, tables }: Transfer,
  queries: Kysely<DatabaseSchema>,
  shape: TableShape,
  kept: (row: Row) => Row,
): Promise<TransferredRows> {
  const totalRows = tables.find((table) => table.shape.name === shape.name)?.totalRows ?? 0;
  const sum = await checksumOf(queries, shape, kept, (rows) => {
    signal?.throwIfAborted();
    onProgress?.({ step: 'verify', table: shape.name, rows, totalRows });
  });
  return { name: shape.name, rows: sum.rows, checksum: sum.toString() };
}
