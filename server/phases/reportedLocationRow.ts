/** Turns the place of a test case or a problem into columns of the database, and back. */
import type { TestCaseTable } from '../database/schema.ts';
import type { ReportedLocation } from './reports/gateReport.ts';

type LocationColumns = Pick<TestCaseTable, 'file' | 'line' | 'character' | 'end_line' | 'end_character'>;

export function locationColumns(location: ReportedLocation | null): LocationColumns {
  return {
    file: location?.file ?? null,
    line: location?.line ?? null,
    character: location?.character ?? null,
    end_line: location?.endLine ?? null,
    end_character: location?.endCharacter ?? null,
  };
}

export function readLocation(row: LocationColumns): ReportedLocation | null {
  if (row.file === null) return null;
  return {
    file: row.file,
    line: row.line ?? 0,
    character: row.character,
    endLine: row.end_line,
    endCharacter: row.end_character,
  };
}
