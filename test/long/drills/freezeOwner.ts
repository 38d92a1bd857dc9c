/** Freezes the holder of a lease in the middle of its writes, takes the lease over, and thaws it again. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { leaseStaleAfterMs, PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import type { LeaseAnswer, LeaseRequest } from '../../../server/phases/phaseLeaseStore.ts';
import { makeTemporaryPlace } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
import { Program } from './program.ts';
import { sampleKey } from './sampleRun.ts';

export interface FreezeFigures {
  readonly takeovers: number;
  /** Times that the owner froze while it held the database itself, so that nobody could take over before the thaw. */
  readonly blocked: number;
  /** Times that the thawed owner wrote over what its successor had written. */
  readonly writesAfterTakeover: number;
}

export async function freezeOwner(kind: DatabaseKind, takeovers: number): Promise<FreezeFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-freeze-'));
  const { place, remove } = await makeTemporaryPlace(kind);
  const output = path.join(folder, 'output');
  const database = await openDatabase({ ...place, clock: systemClock, busyTimeoutMs: 20 });
  const leases = new PhaseLeaseStore(database.queries);
  const owner = new Program('leaseOwner', [writePlace(place), output]);
  const figures = { takeovers: 0, blocked: 0, writesAfterTakeover: 0 };
  let nowMs = 1_000_000;
  try {
    await owner.line(/^open/, 0);
    while (figures.takeovers < takeovers) {
      nowMs += 10 * leaseStaleAfterMs;
      const acquired = owner.line(/^acquired$/);
      owner.send(String(nowMs));
      await acquired;
      const request: LeaseRequest = {
        key: sampleKey,
        owner: { pid: process.pid, processStart: 'successor', host: 'here' },
        runId: 'successor',
        phase: '17A',
        nowMs: nowMs + leaseStaleAfterMs + 1,
        isOwnerAlive: () => true,
      };
      const lost = owner.line(/^lease-lost$/);
      const takeOver = async (): Promise<LeaseAnswer> => {
        for (;;) {
          await wait(Math.random() * 10);
          await freeze(owner.pid);
          assert.equal((await leases.holder(sampleKey))?.runId, `run-${String(nowMs)}`);
          const answer = await leases.acquire(request).catch(toBlocked);
          if (answer !== null) return answer;
          figures.blocked++;
          owner.signal('SIGCONT');
        }
      };
      const answer = await takeOver();
      assert.ok(answer.kind === 'acquired' && answer.tookOverFrom?.owner.pid === owner.pid);
      await leases.whileHeld(answer.lease, () => writeFileSync(output, 'successor'));
      owner.signal('SIGCONT');
      await lost;
      if (readFileSync(output, 'utf8') !== 'successor') figures.writesAfterTakeover++;
      await leases.release(answer.lease);
      figures.takeovers++;
    }
    return figures;
  } finally {
    await owner.stop();
    await database.close();
    await remove();
    rmSync(folder, { recursive: true });
  }
}

/** Sends the signal and waits until every thread stands still. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  const deadlineMs = performance.now() + 10_000;
  while (!/^T/.test(execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim())) {
    assert.ok(performance.now() < deadlineMs, `process ${String(pid)} does not stop`);
    await wait(1);
  }
}

function toBlocked(error: unknown): null {
  if (error instanceof Failure && error.code === 'database-unavailable') return null;
  throw error;
}
