/** Examines the data directory: who may read it, whether it can be written, on which kind of disk it is, what is free. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import process from 'node:process';
import { formatBytes } from '../../base/processes/formatBytes.ts';
import type { DataCheck } from '../verifyDatabase.ts';
import { sizeOf } from '../readStoredVersion.ts';

/** Less free space than this is worth a word, in bytes. */
const littleBytes = 100_000_000;

/**
 * Disks of other computers, by the number that Linux gives their kind (statfs(2)). SQLite's log needs memory that is
 * shared by all who have the database open, and locks that hold; neither is certain there.
 */
const networkDisks: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB 2',
  0x01021997: '9P',
  0x5346414f: 'AFS',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x7461636f: 'OCFS2',
  0x01161970: 'GFS2',
  0x73757245: 'Coda',
};

/** @param database null where it is not in this folder */
export function examineFolder(folder: string, database: string | null): readonly DataCheck[] {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return [{ name: 'folder', ok: true, message: `${folder} is made by the first run.` }];
  const checks = [examinePermissions(folder, stat.mode)];
  if (database !== null && existsSync(database)) checks.push(examineFile(database));
  if (database !== null) checks.push(examineDisk(folder));
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  // A backup takes as much as the database; so does a migration that rewrites its largest table.
  const needed = Math.max(littleBytes, 2 * (database === null ? 0 : sizeOf(database)));
  const isEnough = free >= needed;
  const room = `${formatBytes(free)} are free`;
  const wanted = `; ${formatBytes(needed)} are wanted for backups. Free some.`;
  checks.push({ name: 'space', ok: isEnough, message: room + (isEnough ? '.' : wanted) });
  return checks;
}

function examinePermissions(folder: string, mode: number): DataCheck {
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    return { name: 'folder', ok: false, message: `${folder} is open to other users. "chmod 700 ${folder}" closes it.` };
  }
  try {
    accessSync(folder, constants.W_OK);
    return { name: 'folder', ok: true, message: `${folder} is yours alone.` };
  } catch {
    const message = `${folder} cannot be written. Allow it, or set PHASEGATE_HOME to another folder.`;
    return { name: 'folder', ok: false, message };
  }
}

function examineFile(file: string): DataCheck {
  const isPrivate = process.platform === 'win32' || (statSync(file).mode & 0o077) === 0;
  const message = isPrivate
    ? `${file} is yours alone.`
    : `${file} is open to other users. "chmod 600 ${file}" closes it.`;
  return { name: 'file', ok: isPrivate, message };
}

function examineDisk(folder: string): DataCheck {
  const kind =
    process.platform === 'linux'
      ? networkDisks[statfsSync(folder).type >>> 0]
      : folder.startsWith('\\\\')
        ? 'a network share'
        : undefined;
  if (kind === undefined) return { name: 'disk', ok: true, message: 'It is not known to be a network disk.' };
  return {
    name: 'disk',
    ok: false,
    message:
      `${folder} is on a disk of another computer (${kind}), where SQLite can lose data. Set PHASEGATE_HOME to a ` +
      'folder on a local disk, or use PostgreSQL.',
  };
}
