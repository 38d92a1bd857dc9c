/** `phasegate doctor`: checks the data and what it stands on. */
import { statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describeFailure } from '../base/failure.ts';
import { runGit } from '../base/processes/runGit.ts';
import type { DataCheck } from '../database/verifyDatabase.ts';
import { describeChecks } from './dataReport.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

/** Less free space than this is worth a word. */
const littleBytes = 100_000_000;

export const doctorVerb: Verb = async (line, { databaseFile: file, environment, hasRuns, openRuns }) => {
  const checks: DataCheck[] = [];
  checks.push({ name: 'runtime', ok: true, message: `Node.js ${process.versions.node}.` });
  checks.push(...checkFolder(path.dirname(file)));
  if (!hasRuns()) {
    checks.push({ name: 'database', ok: true, message: 'There is none yet; the first run makes it.' });
  } else {
    try {
      await openRuns();
      const { examineDatabase } = await import('../database/examineDatabase.ts');
      checks.push(...(await examineDatabase(file)));
    } catch (error) {
      checks.push({ name: 'database', ok: false, message: describeFailure(error).message });
    }
  }
  const git = await runGit(['--version'], { folder: line.folder, environment });
  const noGit = 'git was not found. Runs then record no commit; install it or add it to PATH.';
  checks.push({ name: 'git', ok: git !== null, message: git === null ? noGit : `${git}.` });
  const bad = checks.filter(({ ok }) => !ok).length;
  return {
    document: { kind: 'doctor', checks },
    prose: describeChecks(checks) + (bad === 0 ? 'Everything is in order.\n' : `${String(bad)} to look at.\n`),
    exitCode: bad === 0 ? exitCodes.ok : exitCodes.gateFailed,
  };
};

function checkFolder(folder: string): readonly DataCheck[] {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return [{ name: 'folder', ok: true, message: `${folder} is made by the first run.` }];
  const isPrivate = process.platform === 'win32' || (stat.mode & 0o077) === 0;
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return [
    {
      name: 'folder',
      ok: isPrivate,
      message: isPrivate ? folder : `${folder} is open to other users. "chmod 700 ${folder}" closes it.`,
    },
    {
      name: 'space',
      ok: free >= littleBytes,
      message: `${String(Math.floor(free / 1_000_000))} MB are free${free >= littleBytes ? '' : '. Free some'}.`,
    },
  ];
}
