/** Reads a report by what it holds, whatever its name: JUnit XML, TAP or SARIF. */
import { readJUnitReport } from './readJUnitReport.ts';
import { readSarifReport } from './readSarifReport.ts';
import { readTapReport } from './readTapReport.ts';
import { faultyReport, type ReadReport } from './report.ts';

/** A line that only TAP has. */
const tapLine = /^(?:TAP version \d+|1\.\.\d+|(?:not )?ok\b.*|Bail out!.*)\s*$/m;

/** Never throws; what cannot be read is a fault. */
export function readReport(written: string): ReadReport {
  const text = written.replace(/^\uFEFF/, '');
  const start = text.trimStart();
  if (start === '') return faultyReport('is empty');
  try {
    if (start.startsWith('<')) return readJUnitReport(start);
    if (start.startsWith('{')) return readSarifReport(start);
    if (tapLine.test(text)) return readTapReport(text);
  } catch (error) {
    return faultyReport(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  return faultyReport('is neither JUnit XML nor TAP nor SARIF');
}
