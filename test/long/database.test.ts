/** The long forms of the proofs that the database loses nothing and lets one run a phase at a time. */
import assert from 'node:assert/strict';
import { describeOnDatabases } from '../databases/describeOnDatabases.ts';
import { contendCounter } from './drills/contendCounter.ts';
import { contendLease } from './drills/contendLease.ts';
import { countSyncs, whyNoStrace } from './drills/countSyncs.ts';
import { freezeOwner } from './drills/freezeOwner.ts';
import { killWriters } from './drills/killWriters.ts';

describeOnDatabases('database, long', (_open, kind) => {
  beforeEach(function () {
    this.timeout(1_800_000);
    this.currentTest?.timeout(1_800_000);
  });

  it('loses no acknowledged write in 500 kills of two writers', async function () {
    if (process.platform === 'win32') this.skip();
    const { kills, acknowledged, lost } = await killWriters(kind, 500);
    console.log(`      ${String(kills)} kills: ${String(acknowledged)} writes acknowledged, ${String(lost)} lost`);
    assert.equal(lost, 0);
    assert.ok(kills === 500 && acknowledged > 2_000);
  });

  it('counts right among 4 processes with 8 writers and 1,000 increments each', async () => {
    const { expected, counted, errors, longestMs, seconds } = await contendCounter(kind, 4, 8, 1_000);
    console.log(
      `      counted ${String(counted)} of ${String(expected)}, ${String(errors)} errors, ` +
        `longest wait ${longestMs.toFixed(0)} ms, ${seconds.toFixed(0)} s`,
    );
    assert.equal(errors, 0);
    assert.equal(counted, expected);
    assert.equal(counted, 32_000);
  });

  it('lets one process run at a time, 4 processes with 500 starts each', async () => {
    const { acquired, held, together, tokens } = await contendLease(kind, 4, 500);
    console.log(`      2,000 starts: ${String(acquired)} ran, ${String(held)} refused, ${String(together)} together`);
    assert.equal(together, 0);
    assert.equal(acquired + held, 2_000);
    assert.deepEqual(
      tokens,
      Array.from({ length: acquired }, (_, index) => index + 1),
    );
  });

  it('keeps a thawed owner from writing, 300 times', async function () {
    if (process.platform === 'win32') this.skip();
    const { takeovers, blocked, writesAfterTakeover } = await freezeOwner(kind, 300);
    console.log(
      `      ${String(takeovers)} takeovers: ${String(writesAfterTakeover)} writes by a thawed owner; ` +
        `${String(blocked)} freezes while it held the database`,
    );
    assert.equal(takeovers, 300);
    assert.equal(writesAfterTakeover, 0);
  });

  // What PostgreSQL brings to the disk is its own affair.
  if (kind === 'postgres') return;
  it('brings each of 2,000 commits to the disk', function () {
    const reason = whyNoStrace();
    if (reason !== null) {
      console.log(`      not run: ${reason}`);
      this.skip();
    }
    // Four commits a run.
    const { commits, syncs } = countSyncs('runWriter', ['writer', '500'], 2_000);
    console.log(`      ${String(commits)} commits: ${String(syncs)} syncs`);
    assert.equal(commits, 2_000);
    assert.ok(syncs >= commits);
  });
});
