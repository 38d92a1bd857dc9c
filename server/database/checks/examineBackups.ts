/** Examines the backups that are made by themselves: how old the newest sound one is. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { findSoundBackup, listBackups } from '../keptBackups.ts';
import type { DataCheck } from '../verifyDatabase.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A backup that is older than this, in days, while the database is in use is worth a word. */
const oldDays = 7;

/** @param file the database */
export async function examineBackups(file: string, nowMs: number): Promise<readonly DataCheck[]> {
  const directory = path.dirname(file);
  const made = listBackups(directory);
  const sound = await findSoundBackup(directory);
  const makeOne = '"phasegate backup --daily" makes one now; the editor does so each day while it is open.';
  if (sound === null) {
    const ageDays = (nowMs - statSync(file).birthtimeMs) / dayMs;
    const none = made.length === 0 ? 'None yet.' : `None of ${String(made.length)} is sound.`;
    return [{ name: 'backups', ok: made.length === 0 && ageDays < oldDays, message: `${none} ${makeOne}` }];
  }
  const unsound = made.findIndex((backup) => backup.file === sound.file);
  const bad = unsound === 0 ? '' : ` ${String(unsound)} newer ones are not sound; delete them.`;
  const writtenAtMs = Math.max(
    statSync(file).mtimeMs,
    statSync(`${file}-wal`, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const isOld = writtenAtMs - sound.madeAtMs > oldDays * dayMs;
  const age = `${sound.file} is sound, ${describeAge(nowMs - sound.madeAtMs)} old.`;
  return [{ name: 'backups', ok: unsound === 0 && !isOld, message: `${age}${bad}${isOld ? ` ${makeOne}` : ''}` }];
}

function describeAge(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / 3_600_000));
  if (hours < 1) return 'less than 1 h';
  return hours < 48 ? `${String(hours)} h` : `${String(Math.floor(hours / 24))} days`;
}
