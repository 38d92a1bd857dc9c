/** Examines the data and what it stands on, and changes nothing. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describeFailure } from '../../base/failure.ts';
import { runGit } from '../../base/processes/runGit.ts';
import type { DatabasePlace } from '../database.ts';
import type { DataCheck } from '../verifyDatabase.ts';
import { examineBackups } from './examineBackups.ts';
import { examineFolder } from './examineFolder.ts';
import { examinePostgres } from './examinePostgres.ts';
import type { IsOwnerAlive } from './examineRuns.ts';
import { examineSqlite } from './examineSqlite.ts';

export interface ExaminationSettings {
  readonly place: DatabasePlace;
  readonly dataDirectory: string;
  /** Any folder, in which git is asked for its version. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly nowMs: number;
  readonly isOwnerAlive: IsOwnerAlive;
}

/** Never throws: what stands in the way of a check is its message. */
export async function examineData(settings: ExaminationSettings): Promise<readonly DataCheck[]> {
  const { place, dataDirectory, folder, environment, nowMs } = settings;
  const checks: DataCheck[] = [{ name: 'runtime', ok: true, message: `Node.js ${process.versions.node}.` }];
  const add = async (name: string, examine: () => readonly DataCheck[] | Promise<readonly DataCheck[]>) => {
    try {
      checks.push(...(await examine()));
    } catch (error) {
      checks.push({ name, ok: false, message: describeFailure(error).message });
    }
  };
  await add('folder', () => examineFolder(dataDirectory, 'file' in place ? place.file : null));
  if ('url' in place) {
    await add('database', () => examinePostgres(place.url, settings));
  } else if (!existsSync(place.file)) {
    checks.push({ name: 'database', ok: true, message: 'There is none yet; the first run makes it.' });
  } else {
    await add('database', () => examineSqlite(place.file, settings));
    await add('backups', () => examineBackups(place.file, nowMs));
  }
  const git = await runGit(['--version'], { folder, environment });
  const noGit = 'git was not found. Runs then record no commit; install it or add it to PATH.';
  checks.push({ name: 'git', ok: git !== null, message: git === null ? noGit : `${git}.` });
  return checks;
}
