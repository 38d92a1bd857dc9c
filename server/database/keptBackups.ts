/** The backups that are made by themselves, in the folder `backups` of the data directory. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { migrations } from './migrations.ts';
import { verifyDatabase } from './verifyDatabase.ts';

export interface KeptBackup {
  readonly file: string;
  readonly madeAtMs: number;
  /** `migration`: before the tables changed with a new version. */
  readonly reason: 'daily' | 'migration';
}

/** So many of each reason stay, the newest ones. */
const keptCount = 3;

const prefixes = { daily: 'daily', migration: 'before-migration' } as const;
const pattern = /^(daily|before-migration)-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2})-(\d{3}Z)(?:-\d+)?\.db$/;

export function backupFolder(dataDirectory: string): string {
  return path.join(dataDirectory, 'backups');
}

/** @param suffix keeps two of one moment apart. Default none */
export function backupName(reason: KeptBackup['reason'], nowMs: number, suffix = ''): string {
  return `${prefixes[reason]}-${stamp(nowMs)}${suffix}.db`;
}

/** Such as 2026-11-25T13-25-47-123Z, which every file system takes as a name. */
export function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
}

/** The newest first; none where the folder cannot be read. */
export function listBackups(dataDirectory: string): readonly KeptBackup[] {
  const folder = backupFolder(dataDirectory);
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .flatMap((name): readonly KeptBackup[] => {
      const parts = pattern.exec(name);
      if (parts === null) return [];
      const [, prefix, hour, minute, second, rest] = parts;
      const madeAtMs = Date.parse(`${hour ?? ''}:${minute ?? ''}:${second ?? ''}.${rest ?? ''}`);
      const reason = prefix === 'daily' ? 'daily' : 'migration';
      return Number.isNaN(madeAtMs) ? [] : [{ file: path.join(folder, name), madeAtMs, reason }];
    })
    .sort((one, other) => other.madeAtMs - one.madeAtMs);
}

/** Removes what is older than those that stay; called once a new one is verified. */
export function removeOldBackups(dataDirectory: string, reason: KeptBackup['reason']): void {
  const made = listBackups(dataDirectory).filter((backup) => backup.reason === reason);
  for (const { file } of made.slice(keptCount)) rmSync(file, { force: true });
}

/** The newest one that stands all checks; null when there is none. Reads all of it. */
export async function findSoundBackup(dataDirectory: string): Promise<KeptBackup | null> {
  const { default: Connection } = await import('better-sqlite3');
  const isSound = ({ file }: KeptBackup): boolean => verifyDatabase(file, Connection, migrations).verdict === 'good';
  return listBackups(dataDirectory).find(isSound) ?? null;
}
