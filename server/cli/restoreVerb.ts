/** `phasegate restore`: puts a backup or nothing in the place of the data, and keeps what was there. */
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../base/clock.ts';
import { isSameProcessAlive } from '../base/processes/processIdentity.ts';
import { describeChecks, refusePostgres } from './dataReport.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb, VerbResult } from './verb.ts';

export const restoreVerb: Verb = async (line, { databaseFile: file, environment, nowMs }) => {
  refusePostgres(environment, 'pg_restore');
  if (line.empty) return restoreEmpty(file, line.dryRun);
  const { restoreDatabase } = await import('../database/restoreDatabase.ts');
  const from = path.resolve(process.cwd(), line.file ?? '');
  const { checks, setAside } = await restoreDatabase({
    file,
    from,
    nowMs: nowMs(),
    dryRun: line.dryRun,
    // Of owners on other hosts nothing can be known here, so they count as alive.
    isOwnerAlive: (pid, start, host) => host !== hostname() || isSameProcessAlive(pid, start),
  });
  const kept = setAside === null ? '' : `What was there is kept as ${setAside}.\n`;
  return {
    document: { kind: 'restore', ...(line.dryRun ? { dryRun: true } : {}), file: from, setAside, checks },
    prose: describeChecks(checks) + (line.dryRun ? `Would restore ${from}.\n` : `Restored ${from}.\n${kept}`),
    exitCode: exitCodes.ok,
  };
};

async function restoreEmpty(file: string, isDryRun: boolean): Promise<VerbResult> {
  const { startEmpty } = await import('../database/startEmpty.ts');
  const setAside = isDryRun ? null : await startEmpty(file, systemClock);
  return {
    document: { kind: 'restore', ...(isDryRun ? { dryRun: true } : {}), file: null, setAside, checks: [] },
    prose:
      setAside === null
        ? `Would set ${file} aside and begin with an empty database.\n`
        : `The database is empty now. What was there is kept as ${setAside}.\n`,
    exitCode: exitCodes.ok,
  };
}
