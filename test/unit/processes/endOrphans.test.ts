/** Programs that a crashed owner left are ended, and nothing that only looks like them. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { isSameProcessAlive, processStart } from '../../../server/base/processes/processIdentity.ts';
import { endOrphans } from '../../../server/base/processes/processLedger.ts';

const children: ChildProcess[] = [];

/** A program that leads a group and carries a marker; it has printed a line when this answers. */
async function start(
  script: string,
  marker: string,
): Promise<{ readonly pid: number; readonly start: string; readonly line: string }> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], PHASEGATE_GATE_ID: marker },
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = child.pid ?? 0;
  return { pid, start: processStart(pid) ?? '', line: line.toString().trim() };
}

function isRunning(pid: number): boolean {
  const found = processStart(pid);
  return found !== null && isSameProcessAlive(pid, found);
}

describe('endOrphans', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.stdout?.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
  });

  it('ends the recorded program with its whole tree', async () => {
    const marker = randomUUID();
    const orphan = await start('sleep 60 & echo $!; wait', marker);
    assert.deepEqual(await endOrphans([{ ...orphan, marker }], systemClock), []);
    assert.equal(isSameProcessAlive(orphan.pid, orphan.start), false);
    assert.equal(isRunning(Number(orphan.line)), false);
  });

  it('ends what carries the marker when the program itself has ended', async function () {
    if (process.platform !== 'linux') this.skip();
    const marker = randomUUID();
    const orphan = await start('setsid sleep 60 > /dev/null & echo $!', marker);
    const left = Number(orphan.line);
    await once(children[0] as ChildProcess, 'exit');
    assert.equal(isRunning(left), true);
    assert.deepEqual(await endOrphans([{ ...orphan, marker }], systemClock), []);
    assert.equal(isRunning(left), false);
  });

  it('leaves another process with the same pid, and its group, alone', async () => {
    const stranger = await start('sleep 60 & echo $!; wait', randomUUID());
    const entry = { pid: stranger.pid, start: `${stranger.start}0`, marker: randomUUID() };
    assert.deepEqual(await endOrphans([entry], systemClock), []);
    assert.equal(isSameProcessAlive(stranger.pid, stranger.start), true);
    assert.equal(isRunning(Number(stranger.line)), true);
  });

  it('leaves everybody alone when a record is damaged', async () => {
    const stranger = await start('echo up; sleep 60', randomUUID());
    const init = processStart(1) ?? '';
    const own = processStart(process.pid) ?? '';
    const ancestor = processStart(process.ppid) ?? '';
    const records = [
      { pid: 1, start: init, marker: '' },
      { pid: 0, start: init, marker: 'PATH' },
      { pid: -1, start: own, marker: '=' },
      { pid: process.pid, start: own, marker: 'a' },
      { pid: process.ppid, start: ancestor, marker: randomUUID() },
      { pid: 2 ** 22, start: stranger.start, marker: '' },
    ];
    assert.deepEqual(await endOrphans(records, systemClock), []);
    assert.equal(isSameProcessAlive(stranger.pid, stranger.start), true);
  });

  it('tells a process from one that has ended and was not collected', async function () {
    if (process.platform !== 'linux') this.skip();
    // The shell becomes `sleep`, which waits for no child, so the child stays as a zombie.
    const parent = await start('sleep 0.2 & echo $!; exec sleep 60', randomUUID());
    const zombie = Number(parent.line);
    const began = processStart(zombie);
    assert.notEqual(began, null);
    const deadline = performance.now() + 5000;
    while (isSameProcessAlive(zombie, began ?? '') && performance.now() < deadline) await new Promise(setImmediate);
    assert.equal(processStart(zombie), began);
    assert.equal(isSameProcessAlive(zombie, began ?? ''), false);
    assert.equal(isSameProcessAlive(parent.pid, parent.start), true);
    assert.equal(processStart(2 ** 22 + 1), null);
  });
});
