/** Tells whether a gate's command wrote the report that it was to write. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { resolveInside } from '../../base/resolveInside.ts';
import type { RunGate } from '../gate.ts';

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
