/** `phasegate backup`: writes a verified backup of the data, also while it is in use. */
import path from 'node:path';
import process from 'node:process';
import { describeChecks, refusePostgres } from './dataReport.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

/** Pages beyond which the progress is told. */
const longPages = 20_000;

export const backupVerb: Verb = async (line, { databaseFile: file, environment, signal, say }) => {
  refusePostgres(environment, 'pg_dump');
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
  const end = isWritten
    ? `The backup is ${to}.\n`
    : 'The copy is not sound, so no backup was written, and an older one stays. "phasegate doctor" looks closer.\n';
  return {
    document: { kind: 'backup', file: to, written: isWritten, checks },
    prose: describeChecks(checks) + end,
    exitCode: isWritten ? exitCodes.ok : exitCodes.gateFailed,
  };
};
