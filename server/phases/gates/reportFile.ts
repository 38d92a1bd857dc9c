/** Tells whether a gate's command wrote the report that it was to write, and reads it. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { describeFailure } from '../../base/failure.ts';
import { readTextFile } from '../../base/replaceFile.ts';
import { resolveInside } from '../../base/resolveInside.ts';
import type { RunGate } from '../gate.ts';
import { readReport } from '../reports/readReport.ts';
import { faultyReport, reportLimitBytes, type ReadReport } from '../reports/report.ts';

/**
 * State of the report, equal as long as nobody writes it; null when there is none.
 *
 * @throws Failure `path-outside-workspace`
 */
export function readReportState(gate: RunGate, workspace: string): string | null {
  if (gate.report === null) return null;
  const file = resolveInside(workspace, path.join(gate.cwd, gate.report));
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return null;
  return [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

/** Reads the report that the command wrote; what cannot be read is a fault. */
export async function readReportFile(gate: RunGate, workspace: string): Promise<ReadReport> {
  try {
    const file = resolveInside(workspace, path.join(gate.cwd, gate.report ?? ''));
    const read = await readTextFile(file, reportLimitBytes, workspace);
    switch (read.kind) {
      case 'text':
        return readReport(read.text);
      case 'missing':
      case 'not-a-file':
        return faultyReport('is no file any more');
      case 'too-large':
        return faultyReport(`is larger than ${read.limitBytes / 1024 / 1024} MB, which is the most that is read`);
      case 'not-utf8':
        return faultyReport('is not UTF-8 text');
      case 'unreadable':
        return faultyReport(`cannot be read (${read.reason})`);
    }
  } catch (error) {
    return faultyReport(`cannot be read (${describeFailure(error).message.replace(/\.$/, '')})`);
  }
}
