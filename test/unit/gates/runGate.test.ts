/** A run gate says what its program said, in words, with a log that holds no secret. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ClockWithTimeout, waitFor } from '../processes/hostileTrees.ts';
import { whyNoTinyDisk, withTinyDisk } from '../base/tinyDisk.ts';
import { awaitFile, GateWorkspace, runGate } from './gateWorkspace.ts';

let workspace: GateWorkspace;

async function verdict(...parameters: Parameters<typeof runGate>): Promise<readonly [string, string, number | null]> {
  const { outcome, message, exitCode } = await workspace.runOne(runGate(...parameters));
  return [outcome, message, exitCode];
}

describe('run gate', () => {
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    workspace = new GateWorkspace();
  });
  afterEach(() => workspace.remove());

  it('passes on exit code 0 and fails on every other', async () => {
    assert.deepEqual(await verdict('a', 'true'), ['passed', '', 0]);
    assert.deepEqual(await verdict('a', 'exit 1'), ['failed', 'exit code 1', 1]);
    assert.deepEqual(await verdict('a', ['sh', '-c', 'exit 127']), ['failed', 'exit code 127', 127]);
    assert.deepEqual(await verdict('a', 'kill -SEGV $$'), ['failed', 'ended by SIGSEGV', null]);
  });

  it('tells a program that could not run from one that said no', async () => {
    workspace.write('text');
    assert.deepEqual(await verdict('a', 'no-such-command --x'), [
      'could-not-run',
      'command not found: no-such-command',
      127,
    ]);
    assert.deepEqual(await verdict('a', './text'), ['could-not-run', 'not allowed to execute: ./text', 126]);
    assert.deepEqual(await verdict('a', ['no-such-command']), [
      'could-not-run',
      'command not found: no-such-command',
      null,
    ]);
    assert.deepEqual(await verdict('a', ['./text']), ['could-not-run', 'not allowed to execute: ./text', null]);
    assert.deepEqual(await verdict('a', ''), ['could-not-run', 'the command is empty', null]);
    assert.deepEqual(await verdict('a', []), ['could-not-run', 'the command is empty', null]);
    assert.deepEqual(await verdict('a', 'exit 127'), ['could-not-run', 'a command was not found (exit code 127)', 127]);
  });

  it('is stopped when its time is over', async () => {
    const clock = new ClockWithTimeout();
    const running = workspace.runOne(runGate('a', `touch up; ${awaitFile('never')}`, { timeoutMs: clock.timeoutMs }), {
      clock,
    });
    await waitFor(() => workspace.has('up'), 'the gate to run');
    clock.timeOut();
    const { outcome, message, log } = await running;
    assert.equal(outcome, 'timed-out');
    assert.match(message, /^stopped after \d+ h/);
    assert.match(workspace.read(path.relative(workspace.root, log ?? '')), /\[timed out: stopped after .*\]\n$/);
  });

  it('runs where it is told, inside the workspace only', async () => {
    workspace.write('inner/file');
    symlinkSync('/', path.join(workspace.root, 'out'));
    symlinkSync('inner', path.join(workspace.root, 'in'));
    assert.deepEqual(await verdict('a', '[ -e file ]', { cwd: 'inner' }), ['passed', '', 0]);
    assert.deepEqual(await verdict('a', '[ -e file ]', { cwd: 'in' }), ['passed', '', 0]);
    for (const cwd of ['..', '/', 'inner/../..', 'out', 'out/tmp']) {
      const [outcome, message] = await verdict('a', 'touch ran', { cwd });
      assert.equal(outcome, 'could-not-run', cwd);
      assert.match(message, /outside the workspace/);
    }
    const [outcome, message] = await verdict('a', 'true', { cwd: 'missing' });
    assert.equal(outcome, 'could-not-run');
    assert.match(message, /^folder not found: .*missing$/);
  });

  it('gets the environment that is let through, its own on top, and no keys', async () => {
    const command = 'echo "$MINE|$PATH|$NAMED|$SECRET_KEY|$HIDDEN"';
    await workspace.runOne(runGate('a', command, { env: { MINE: 'mine', PATH: '/nowhere' } }), {
      baseEnvironment: { PATH: '/bin', NAMED: 'named', HIDDEN: 'hidden', SECRET_KEY: 'a-secret-key' },
      environmentNames: ['NAMED'],
    });
    assert.equal(workspace.output, 'mine|/nowhere|named||\n');
  });

  it('keeps a log that begins with the command and ends with the outcome', async () => {
    const gate = runGate('type check', ['sh', '-c', 'echo "out put"; echo err >&2; exit 2']);
    const { log } = await workspace.runOne(gate);
    assert.ok(log !== null);
    const text = workspace.read(path.relative(workspace.root, log));
    assert.ok(text.startsWith(`$ sh -c 'echo "out put"; echo err >&2; exit 2'\nin ${workspace.root}\n\n`), text);
    assert.match(text, /\nout put\n/);
    assert.match(text, /\nerr\n/);
    assert.match(text, /\n\n\[failed: exit code 2 after .*\]\n$/);
    assert.equal(statSync(log).mode & 0o777, 0o600);
    assert.equal(statSync(workspace.logDirectory).mode & 0o777, 0o700);
  });

  it('gives every gate a log of its own', async () => {
    const names = ['unit', 'Unit', 'a/b', 'a-b', '../../up', 'con', '.hidden', 'größe', 'x'.repeat(300), '...'];
    const results = await workspace.run(names.map((name) => runGate(name, 'true')));
    const logs = new Set(results.map(({ log }) => log?.toLowerCase()));
    assert.equal(logs.size, names.length);
    for (const { log } of results) assert.equal(path.dirname(log ?? ''), workspace.logDirectory);
    assert.equal(readdirSync(workspace.logDirectory).length, names.length);
    assert.ok(results[0]?.log?.endsWith(`${path.sep}unit.log`));
  });

  it('lets no secret into the log, the live text or the message, even when it comes in pieces', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const own = 'a-secret-of-the-gate';
    const inherited = 'a-secret-of-the-server';
    workspace.write('halves', `${token.slice(0, 17)}\u001b[31m${token.slice(17)}`);
    const command = [
      // The pieces are written one by one, and whoever reads them decides when the next one comes.
      `head -c 9 halves; sleep 0.05; tail -c +10 halves; echo`,
      `echo "$OWN_SECRET ${inherited}" >&2`,
      `${token} ${own}`,
    ].join('; ');
    const result = await workspace.runOne(runGate('a', command, { env: { OWN_SECRET: own } }), {
      baseEnvironment: { PATH: process.env['PATH'], SERVER_TOKEN: inherited },
    });
    assert.equal(result.outcome, 'could-not-run');
    const log = workspace.read(path.relative(workspace.root, result.log ?? ''));
    for (const text of [log, workspace.output.replace(/\u001b\[[\d;]*m/g, ''), result.message]) {
      assert.match(text, /\[redacted\]/);
      for (const secret of [token, own, inherited]) assert.ok(!text.includes(secret.slice(4, 14)), text);
    }
    assert.match(workspace.output, /\u001b\[31m/);
    assert.ok(!log.includes('\u001b'));
  });

  it('does not pass without the report that it was to write', async () => {
    assert.deepEqual(await verdict('a', 'true', { report: 'r.xml' }), [
      'could-not-run',
      'the report r.xml was not written',
      0,
    ]);
    const written = ['passed', '', 0] as const;
    workspace.write('full.xml', '<testsuite><testcase name="a"/></testsuite>');
    assert.deepEqual(await verdict('a', 'cat full.xml > r.xml', { report: 'r.xml' }), written);
    assert.deepEqual(await verdict('a', 'true', { report: 'r.xml' }), [
      'could-not-run',
      'the report r.xml was not written',
      0,
    ]);
    assert.deepEqual(await verdict('a', 'cp full.xml new && mv new r.xml', { report: 'r.xml' }), written);
    assert.deepEqual(await verdict('a', 'mkdir d.xml', { report: 'd.xml' }), [
      'could-not-run',
      'the report d.xml was not written',
      0,
    ]);
    assert.deepEqual(await verdict('a', 'exit 1', { report: 'none.xml' }), ['failed', 'exit code 1', 1]);
    workspace.write('sub/here');
    assert.deepEqual(await verdict('a', 'cp ../full.xml r.xml', { report: 'r.xml', cwd: 'sub' }), written);
    const [outcome, message] = await verdict('a', 'touch ran', { report: '../../etc/passwd' });
    assert.equal(outcome, 'could-not-run');
    assert.match(message, /outside the workspace/);
    assert.equal(workspace.has('ran'), false);
  });

  it('says that its log is not complete when it cannot be written', async () => {
    workspace.write('file');
    const { outcome, log, message } = await workspace.runOne(runGate('a', 'true'), {
      logDirectory: path.join(workspace.root, 'file', 'logs'),
    });
    assert.deepEqual([outcome, log], ['passed', null]);
    assert.match(message, /^its log is incomplete: /);
  });

  it('says that its log is not complete when the disk fills up', async function () {
    if (whyNoTinyDisk() !== null) this.skip();
    await withTinyDisk(64, async ({ folder }) => {
      const { outcome, message } = await workspace.runOne(
        runGate('a', 'head -c 1000000 /dev/zero | tr "\\\\0" x; exit 3'),
        {
          logDirectory: folder,
        },
      );
      assert.deepEqual(
        [outcome, message],
        ['failed', 'exit code 3; its log is incomplete: no space left on the device'],
      );
    });
  });

  it('uses the shell of the person', async () => {
    const shell = path.join(workspace.root, 'bash');
    writeFileSync(shell, '#!/bin/sh\necho "own shell $2"\n');
    chmodSync(shell, 0o755);
    await workspace.runOne(runGate('a', 'some command'), {
      baseEnvironment: { PATH: process.env['PATH'], SHELL: shell },
    });
    assert.equal(workspace.output, 'own shell some command\n');
  });
});
