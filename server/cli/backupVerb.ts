/** `phasegate backup`: writes a verified backup of the data, also while it is in use. */
import path from 'node:path';
import process from 'node:process';
import { describeChecks, refusePostgres } from './dataReport.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb, VerbResult, VerbSurroundings } from './verb.ts';

/** Pages beyond which the progress is told. */
const longPages = 20_000;

const unsound =
  'The copy is not sound, so no backup was written, and older ones stay. "phasegate doctor" looks closer.\n';

export const backupVerb: Verb = async (line, surroundings) => {
  const { databaseFile: file, environment, signal, say } = surroundings;
  refusePostgres(environment, 'pg_dump');
  if (line.daily) return backUpDaily(surroundings, line.dryRun);
  const { backUpDatabase, refuseBackup } = await import('../database/backUpDatabase.ts');
  const to = path.resolve(process.cwd(), line.file ?? '');
  if (line.dryRun) {
    refuseBackup(file, to);
    return {
      document: { kind: 'backup', dryRun: true, file: to, checks: [] },
      prose: `Would write a backup of ${file} to ${to}.\n`,
      exitCode: exitCodes.ok,
    };
  }
  let toldPercent = 0;
  const { checks, isWritten } = await backUpDatabase({
    file,
    to,
    signal,
    onProgress: ({ totalPages, remainingPages }) => {
      const percent = Math.floor(100 - (100 * remainingPages) / totalPages);
      if (totalPages < longPages || percent < toldPercent + 10) return;
      toldPercent = percent;
      say(`${String(percent)} %\n`);
    },
  });
  return {
    document: { kind: 'backup', file: to, written: isWritten, checks },
    prose: describeChecks(checks) + (isWritten ? `The backup is ${to}.\n` : unsound),
    exitCode: isWritten ? exitCodes.ok : exitCodes.gateFailed,
  };
};

async function backUpDaily({ databaseFile, signal, nowMs }: VerbSurroundings, isDryRun: boolean): Promise<VerbResult> {
  const { isBackupDue, keepDailyBackup } = await import('../database/dailyBackup.ts');
  const notDue = 'The backup of this day is there already, or being made.\n';
  if (isDryRun) {
    const isDue = isBackupDue(path.dirname(databaseFile), nowMs());
    return {
      document: { kind: 'backup', dryRun: true, file: null, checks: [] },
      prose: isDue ? 'Would write the backup of this day.\n' : notDue,
      exitCode: exitCodes.ok,
    };
  }
  const made = await keepDailyBackup(databaseFile, nowMs(), signal);
  switch (made.kind) {
    case 'not-due':
      return {
        document: { kind: 'backup', file: null, written: false, checks: [] },
        prose: notDue,
        exitCode: exitCodes.ok,
      };
    case 'unsound':
      return {
        document: { kind: 'backup', file: null, written: false, checks: made.checks },
        prose: describeChecks(made.checks) + unsound,
        exitCode: exitCodes.gateFailed,
      };
    case 'made':
      return {
        document: { kind: 'backup', file: made.file, written: true, checks: made.checks },
        prose: `${describeChecks(made.checks)}The backup is ${made.file}.\n`,
        exitCode: exitCodes.ok,
      };
  }
}
