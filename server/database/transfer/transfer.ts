/** What a copy of the data to another database is asked for, what it answers, and what it works with meanwhile. */
import type { Clock } from '../../base/clock.ts';
import type { DatabasePlace } from '../database.ts';
import type { DerivedTable } from './derivedTable.ts';
import type { Row, TableShape } from './tableShape.ts';
import type { TransferSource } from './transferSource.ts';

export interface TransferProgress {
  readonly step: 'copy' | 'verify';
  readonly table: string;
  readonly rows: number;
  readonly totalRows: number;
}

export interface TransferSettings {
  readonly from: DatabasePlace;
  readonly to: DatabasePlace;
  readonly clock: Clock;
  /** Whether U+FFFD is written where PostgreSQL cannot keep a NUL; otherwise one is a failure. */
  readonly replacesNuls: boolean;
  /** Whether nothing is to be written. */
  readonly dryRun: boolean;
  /** What is made anew in the target. */
  readonly derived: readonly DerivedTable[];
  readonly onProgress?: (progress: TransferProgress) => void;
  readonly signal?: AbortSignal;
}

export interface TransferredRows {
  readonly name: string;
  readonly rows: number;
  /** Equal for two tables that hold the same rows. Null of a dry run, which reads no rows. */
  readonly checksum: string | null;
}

export interface TransferResult {
  /** For messages; without passwords. */
  readonly from: string;
  readonly to: string;
  /** `equal`: the target was a whole copy already, and nothing was written. `would-copy`: of a dry run. */
  readonly outcome: 'copied' | 'equal' | 'would-copy';
  readonly tables: readonly TransferredRows[];
  /** Rows that were written to the target, or removed from it because the source has them no more. */
  readonly changes: number;
  /** Rows in which U+FFFD stands for a NUL. */
  readonly replacedRows: number;
}

/** A copy under way. */
export interface Transfer {
  readonly settings: TransferSettings;
  readonly source: TransferSource;
  readonly tables: readonly { readonly shape: TableShape; readonly totalRows: number }[];
  /** What the target keeps of a row. */
  readonly kept: (row: Row) => Row;
  readonly replacedRows: number;
}
