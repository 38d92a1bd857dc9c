/** Programs are started as asked, told apart by how they end, and leave nothing running unless they mean to. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { isSameProcessAlive, processStart } from '../../../server/base/processes/processIdentity.ts';
import { runProcess, type ProcessOutcome, type RunProcessInput } from '../../../server/base/processes/runProcess.ts';
import { ClockWithTimeout, waitFor, whoMentions } from './hostileTrees.ts';

let folder = '';

interface Ran {
  readonly outcome: ProcessOutcome;
  readonly stdout: string;
  readonly stderr: string;
  readonly started: readonly { readonly pid: number; readonly start: string }[];
}

async function run(command: RunProcessInput['command'], more: Partial<RunProcessInput> = {}): Promise<Ran> {
  const printed = { stdout: '', stderr: '' };
  const started: { pid: number; start: string }[] = [];
  const outcome = await runProcess({
    command,
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    marker: randomUUID(),
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    clock: systemClock,
    onOutput: (chunk, stream) => {
      printed[stream] += chunk.toString();
    },
    onStarted: (pid, start) => started.push({ pid, start }),
    ...more,
  });
  return { outcome, ...printed, started };
}

describe('runProcess', () => {
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-run-')));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives a string to the shell and an array to nobody', async () => {
    const shell = await run('printf "%s|" a "b c" $(echo d); echo oops >&2; exit 3');
    assert.deepEqual([shell.outcome.kind, shell.stdout, shell.stderr], ['exited', 'a|b c|d|', 'oops\n']);
    assert.equal(shell.outcome.kind === 'exited' && shell.outcome.exitCode, 3);
    const plain = await run(['printf', '%s|', '$(echo d)', '; exit 3']);
    assert.equal(plain.stdout, '$(echo d)|; exit 3|');
    assert.equal(plain.outcome.kind === 'exited' && plain.outcome.exitCode, 0);
  });

  it('hands over exactly the environment given and the marker, and an empty input', async () => {
    const { stdout } = await run(['env'], {
      env: { PATH: process.env['PATH'], ONLY: 'this' },
      marker: 'marker-of-this-run',
    });
    assert.deepEqual(
      stdout.trim().split('\n').sort(),
      ['ONLY=this', `PATH=${process.env['PATH']}`, 'PHASEGATE_GATE_ID=marker-of-this-run'].sort(),
    );
    const nested = await run('echo $PHASEGATE_GATE_ID', {
      env: { PHASEGATE_GATE_ID: 'outer' },
      marker: 'inner-marker-of-this-run',
    });
    assert.equal(nested.stdout, 'outer:inner-marker-of-this-run\n');
    assert.equal((await run('cat; echo end')).stdout, 'end\n');
  });

  it('uses the shell of the person when it reads POSIX commands', async () => {
    const named = path.join(folder, 'bash');
    writeFileSync(named, '#!/bin/sh\necho "own shell: $1 $2"\n');
    chmodSync(named, 0o755);
    assert.equal((await run('true', { env: { SHELL: named } })).stdout, 'own shell: -c true\n');
    const fish = path.join(folder, 'fish');
    writeFileSync(fish, '#!/bin/sh\necho fish\n');
    chmodSync(fish, 0o755);
    assert.equal((await run('echo posix', { env: { SHELL: fish } })).stdout, 'posix\n');
    assert.equal((await run('echo posix', { env: { SHELL: path.join(folder, 'missing', 'zsh') } })).stdout, 'posix\n');
  });

  it('leads a session and a process group of its own', async () => {
    const { stdout, started } = await run('cat /proc/self/stat');
    if (process.platform !== 'linux') return;
    const [, parent, group, session] = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
    assert.equal(group, session);
    assert.ok([parent, group].includes(String(started[0]?.pid)));
    assert.notEqual(Number(group), process.pid);
  });

  it('says in words why a program did not start', async () => {
    const reason = async (command: RunProcessInput['command'], more: Partial<RunProcessInput> = {}) => {
      const { outcome, started } = await run(command, more);
      assert.deepEqual(started, []);
      return outcome.kind === 'not-started' ? outcome.reason : outcome.kind;
    };
    writeFileSync(path.join(folder, 'text'), 'no program');
    writeFileSync(path.join(folder, 'script'), '#!/nonexistent/interpreter\n');
    chmodSync(path.join(folder, 'script'), 0o755);
    assert.equal(await reason(['no-such-program', 'x']), 'command not found: no-such-program');
    assert.equal(await reason(['./text']), 'not allowed to execute: ./text');
    assert.match(await reason(['./script']), /interpreter that \.\/script names .* was not found/);
    assert.equal(await reason('  '), 'the command is empty');
    assert.equal(await reason([]), 'the command is empty');
    assert.equal(await reason(['']), 'the command is empty');
    assert.match(await reason(['echo', 'a\0b']), /null character/);
    assert.equal(
      await reason('true', { cwd: path.join(folder, 'gone') }),
      `folder not found: ${path.join(folder, 'gone')}`,
    );
    assert.equal(
      await reason('true', { cwd: path.join(folder, 'text') }),
      `not a folder: ${path.join(folder, 'text')}`,
    );
  });

  it('tells a signal from outside from an exit', async () => {
    const { outcome } = await run('kill -KILL $$');
    assert.equal(outcome.kind === 'signalled' && outcome.signal, 'SIGKILL');
  });

  it('does not spawn when it is cancelled before', async () => {
    const marker = path.join(folder, 'spawned');
    const { outcome, started } = await run(`touch ${marker}`, { signal: AbortSignal.abort() });
    assert.equal(outcome.kind, 'cancelled');
    assert.deepEqual(started, []);
    assert.throws(() => readFileSync(marker));
  });

  it('ends at once a program that listens to SIGTERM', async () => {
    const clock = new ClockWithTimeout();
    const running = run(`touch ${folder}/up; while :; do sleep 0.05; done`, { clock, timeoutMs: clock.timeoutMs });
    await waitFor(() => whoMentions(`${folder}/up`).length > 0, 'the program to run');
    const endedAt = performance.now();
    clock.timeOut();
    assert.equal((await running).outcome.kind, 'timed-out');
    assert.ok(performance.now() - endedAt < 4000);
  });

  it('lets a program clean up and keeps what it says last', async () => {
    const cancel = new AbortController();
    const running = run(`trap 'echo cleaned; exit 0' TERM; echo up > ${folder}/up; while :; do sleep 0.05; done`, {
      signal: cancel.signal,
    });
    await waitFor(() => whoMentions(`${folder}/up`).length > 0 && exists(`${folder}/up`), 'the program to run');
    cancel.abort();
    const { outcome, stdout } = await running;
    assert.deepEqual([outcome.kind, stdout], ['cancelled', 'cleaned\n']);
  });

  it('keeps the verdict of a program that had ended before the cancel came', async () => {
    const cancel = new AbortController();
    const shells: number[] = [];
    // A background child holds the pipe, so that the cancel comes between the exit and the answer.
    const running = run('sleep 60 & exit 4', { signal: cancel.signal, onStarted: (pid) => shells.push(pid) });
    await waitFor(() => processStart(shells[0] ?? 0) === null, 'the shell to be gone');
    await new Promise(setImmediate);
    cancel.abort();
    const { outcome } = await running;
    assert.equal(outcome.kind === 'exited' && outcome.exitCode, 4);
  });

  it('answers within two seconds of the exit although a background child holds the pipe, and ends that child', async () => {
    const began = performance.now();
    const { outcome, stdout } = await run(
      `sh -c 'trap "" TERM; echo $$ > ${folder}/pid; sleep 60 & wait; sleep 60' & while [ ! -s ${folder}/pid ]; do sleep 0.01; done; echo done`,
    );
    assert.deepEqual([outcome.kind, stdout], ['exited', 'done\n']);
    assert.ok(performance.now() - began < 4000, `${Math.round(performance.now() - began)} ms`);
    assert.equal(isRunning(Number(readFileSync(`${folder}/pid`, 'utf8'))), false);
  });

  it('waits for the output of what the program left for a moment', async () => {
    const { stdout } = await run('(sleep 0.2; echo later) & echo first');
    assert.equal(stdout, 'first\nlater\n');
  });

  it('ends what is left in the group after a normal exit, and leaves a daemon alone', async function () {
    if (process.platform !== 'linux') this.skip();
    const { outcome } = await run(
      `sleep 60 > /dev/null 2>&1 & echo $! > ${folder}/left; setsid sh -c 'echo $$ > ${folder}/daemon; exec sleep 60' > /dev/null 2>&1 & while [ ! -s ${folder}/daemon ]; do sleep 0.01; done`,
    );
    const daemon = Number(readFileSync(`${folder}/daemon`, 'utf8'));
    try {
      assert.equal(outcome.kind, 'exited');
      assert.equal(isRunning(Number(readFileSync(`${folder}/left`, 'utf8'))), false);
      assert.equal(isRunning(daemon), true);
    } finally {
      process.kill(daemon, 'SIGKILL');
    }
  });

  it('reads no output while the receiver is busy', async () => {
    const received: number[] = [];
    let busy = false;
    const { outcome } = await run('head -c 3000000 /dev/zero', {
      onOutput: (chunk) => {
        assert.equal(busy, false, 'two chunks at once');
        busy = true;
        received.push(chunk.length);
        return new Promise((resolve) => {
          setImmediate(() => {
            busy = false;
            resolve();
          });
        });
      },
    });
    assert.equal(outcome.kind, 'exited');
    assert.equal(
      received.reduce((sum, size) => sum + size, 0),
      3_000_000,
    );
  });

  it('says that output was lost when the receiver never takes it', async () => {
    const { outcome } = await run('head -c 3000000 /dev/zero & sleep 0.3', {
      onOutput: () => new Promise(() => undefined),
    });
    assert.equal(outcome.kind === 'exited' && outcome.outputLost, true);
  });

  for (const listener of ['onOutput', 'onStarted'] as const) {
    it(`ends the program when ${listener} throws, and throws it on`, async () => {
      const fault = new Error('thrown by the listener');
      await assert.rejects(
        run(`echo out; touch ${folder}/up; sleep 60`, {
          [listener]: () => {
            throw fault;
          },
        }),
        fault,
      );
      assert.deepEqual(whoMentions(folder), []);
    });
  }

  it('names the process that it started', async () => {
    const named: { pid: number; start: string; read: string | null }[] = [];
    await run('true', { onStarted: (pid, start) => named.push({ pid, start, read: processStart(pid) }) });
    const [{ pid, start, read } = { pid: 0, start: '', read: null }] = named;
    assert.equal(start, read);
    assert.equal(isSameProcessAlive(pid, start), false);
  });

  it('refuses a marker that could be found elsewhere by chance', async () => {
    await assert.rejects(run('true', { marker: 'm' }), RangeError);
  });

  it('keeps this process running until the program is done, although no timer of the clock does', () => {
    const script = `
      import { runProcess } from ${JSON.stringify(path.resolve('server/base/processes/runProcess.ts'))};
      import { systemClock } from ${JSON.stringify(path.resolve('server/base/clock.ts'))};
      const { kind } = await runProcess({ command: 'trap "sleep 0.3; exit" TERM; exec > /dev/null 2>&1; while :; do sleep 0.05; done', cwd: '/', env: process.env, marker: ${JSON.stringify(randomUUID())}, timeoutMs: 200,
        signal: new AbortController().signal, clock: systemClock, onOutput: () => undefined, onStarted: () => undefined });
      console.log(kind);`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    assert.equal(printed, 'timed-out\n');
  });
});

function exists(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  const start = processStart(pid);
  return start !== null && isSameProcessAlive(pid, start);
}
