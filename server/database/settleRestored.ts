/** Makes a restored database say what is true now: its runs have ended, and no old lease counts again. */
import type Sqlite from 'better-sqlite3';
import { Failure } from '../base/failure.ts';
import { restoreDuty } from './readGeneration.ts';

interface Surroundings {
  readonly nowMs: number;
  readonly isOwnerAlive: (pid: number, start: string, host: string) => boolean;
}

interface Lease {
  readonly workspace: string;
  readonly roadmap: string;
  readonly token: number;
  readonly run_id: string | null;
  readonly phase: string | null;
  readonly owner_pid: number | null;
  readonly owner_start: string | null;
  readonly owner_host: string | null;
}

/** Columns that every earlier step of the tables has too, since the restored database may be at any of them. */
const ended = `update phase_run set outcome = 'interrupted', ended_at_ms = ?,
  message = 'was under way when the backup was made' where outcome is null`;

/**
 * @param live the database that is being replaced, whose write lock the caller holds; null when it cannot be read
 * @throws Failure `locked` when a run is under way in the live database
 */
export function settleRestored(
  staged: string,
  live: string | null,
  Connection: typeof Sqlite,
  { nowMs, isOwnerAlive }: Surroundings,
): void {
  const leases = live === null ? [] : readLeases(live, Connection);
  const held = leases.find((lease) => {
    return lease.run_id !== null && isOwnerAlive(lease.owner_pid ?? 0, lease.owner_start ?? '', lease.owner_host ?? '');
  });
  if (held !== undefined) {
    throw new Failure(
      'locked',
      `Phase ${held.phase ?? ''} of ${held.workspace} is running (pid ${String(held.owner_pid)}), so nothing was restored. ` +
        'Wait for it or cancel it, then try again.',
    );
  }
  const connection = new Connection(staged, { fileMustExist: true, timeout: 5_000 });
  try {
    connection.transaction(() => {
      connection.prepare(ended).run(nowMs);
      const end = "update gate_run set outcome = 'could-not-run', duration_ms = 0, message = ? where outcome is null";
      connection.prepare(end).run('was under way when the backup was made');
      connection.exec(
        `update phase_lease set token = token + 1, run_id = null, phase = null, owner_pid = null, owner_start = null,
          owner_host = null, since_ms = null, heartbeat_at_ms = null`,
      );
      // A frozen owner of a run that the backup does not know must not find its token current when it thaws.
      const lift = connection.prepare(
        `insert into phase_lease (workspace, roadmap, token) values (?, ?, ?)
          on conflict do update set token = max(token, excluded.token)`,
      );
      for (const { workspace, roadmap, token } of leases) lift.run(workspace, roadmap, token + 1);
      connection
        .prepare(
          'insert into upkeep (duty, done_at_ms) values (?, ?) on conflict do update set done_at_ms = excluded.done_at_ms',
        )
        .run(restoreDuty, nowMs);
    })();
  } finally {
    connection.close();
  }
}

function readLeases(file: string, Connection: typeof Sqlite): readonly Lease[] {
  const connection = new Connection(file, { fileMustExist: true, timeout: 5_000 });
  try {
    return connection.prepare<[], Lease>('select * from phase_lease').all();
  } finally {
    connection.close();
  }
}
