/** Examines what runs have left: leases of owners that are gone, and logs that no run names. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Kysely } from 'kysely';
import type { DatabaseSchema } from '../schema.ts';
import type { DataCheck } from '../verifyDatabase.ts';

export type IsOwnerAlive = (pid: number, start: string, host: string) => boolean;

/** Orphaned logs below this are not worth a person's time, in bytes. */
const littleBytes = 50_000_000;

export async function examineLeases(queries: Kysely<DatabaseSchema>, isOwnerAlive: IsOwnerAlive): Promise<DataCheck> {
  const held = await queries.selectFrom('phase_lease').selectAll().where('run_id', 'is not', null).execute();
  const stale = held.filter((lease) => {
    return !isOwnerAlive(lease.owner_pid ?? 0, lease.owner_start ?? '', lease.owner_host ?? '');
  });
  const [first] = stale;
  if (first === undefined) {
    const running =
      held.length === 0 ? 'No phase is running.' : `${String(held.length)} running, by processes that live.`;
    return { name: 'leases', ok: true, message: running };
  }
  const others = stale.length === 1 ? '' : ` So are ${String(stale.length - 1)} more.`;
  return {
    name: 'leases',
    ok: false,
    message:
      `Phase ${first.phase ?? ''} of ${first.workspace} is held by process ${String(first.owner_pid)}, which is gone.` +
      `${others} Open the folder in the editor, or run a phase there: it is then marked as interrupted.`,
  };
}

export async function examineLogs(queries: Kysely<DatabaseSchema>, dataDirectory: string): Promise<DataCheck> {
  const folder = path.join(dataDirectory, 'logs');
  const known = new Set((await queries.selectFrom('phase_run').select('id').execute()).map(({ id }) => id));
  const orphans = list(folder).filter((name) => !known.has(name));
  const bytes = orphans.reduce((sum, name) => sum + bytesIn(path.join(folder, name)), 0);
  if (orphans.length === 0) return { name: 'logs', ok: true, message: 'Every log belongs to a run.' };
  const what = `${String(orphans.length)} folders in ${folder} belong to no run (${(bytes / 1_000_000).toFixed(1)} MB), as after a restore.`;
  const isMuch = bytes >= littleBytes;
  return {
    name: 'logs',
    ok: !isMuch,
    message: `${what} ${isMuch ? 'Delete them' : 'They may be deleted'}: ${orphans.slice(0, 3).join(', ')}${orphans.length > 3 ? ', …' : ''}.`,
  };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function bytesIn(folder: string): number {
  return list(folder).reduce(
    (sum, name) => sum + (statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
