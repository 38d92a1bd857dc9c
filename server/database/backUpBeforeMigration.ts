/** Keeps the state of the database before its tables change, since there is no way back from a migration. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type Sqlite from 'better-sqlite3';
import { makePrivateDirectory } from '../base/paths.ts';
import { backUpDatabase } from './backUpDatabase.ts';
import type { Migration } from './migration.ts';

/** So many stay, the newest ones. */
const keptBackups = 3;

/**
 * Does nothing for a database that is new or up to date. A backup that cannot be made, as on a full disk, keeps nobody
 * from the data: a migration is one transaction.
 */
export async function backUpBeforeMigration(
  connection: Sqlite.Database,
  migrations: readonly Migration[],
  nowMs: number,
): Promise<void> {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version === 0 || version >= migrations.length) return;
  const folder = path.join(path.dirname(connection.name), 'backups');
  try {
    makePrivateDirectory(folder);
    const date = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
    const to = path.join(folder, `before-migration-${date}-${String(version)}.db`);
    await backUpDatabase({ file: connection.name, to, migrations });
    const made = readdirSync(folder).filter((name) => /^before-migration-.*\.db$/.test(name));
    for (const name of made.sort().slice(0, -keptBackups)) rmSync(path.join(folder, name), { force: true });
  } catch {
    // Said above.
  }
}
