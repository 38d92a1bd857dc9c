/** Tests of a run's state machine where the terminal and the editor cannot show it from outside. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import { RunWorkspace } from './runWorkspace.ts';

const roadmap = (spec = 'stages/1.md', title = 'Title', goal = 'Goal'): string =>
  `## Phase 1: ${title}\n**Status:** TODO\n**Spec:** ${spec}\n**Goal:** ${goal}\n`;
const spec = (gates: string): string => `---\nphase: 1\ngates:\n${gates}---\n`;

describe('runPhase', () => {
  let workspace: RunWorkspace;
  afterEach(() => workspace.dispose());

  it('records commit, tree and hashes', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec('  - { name: ok, run: "true" }\n'),
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: workspace.root,
        encoding: 'utf8',
      }).trim();
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    const clean = await workspace.run({ phase: '1', verb: 'verify' });
    assert.equal(clean.commit, git('rev-parse', 'HEAD'));
    assert.equal(clean.tree, git('rev-parse', 'HEAD^{tree}'));
    workspace.write('new file.txt', 'one');
    const dirty = await workspace.run({ phase: '1', verb: 'verify' });
    assert.match(dirty.tree ?? '', new RegExp(`^${clean.tree}\\+[0-9a-f]{40}$`));
    workspace.write('new file.txt', 'two');
    assert.notEqual((await workspace.run({ phase: '1', verb: 'verify' })).tree, dirty.tree);
    assert.equal(dirty.gatesHash, clean.gatesHash);
    assert.equal(git('status', '--porcelain'), '?? "new file.txt"');
  });

  it('tells its events in order, the last one with the finished run', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec('  - { name: ok, run: echo hello }\n'),
    });
    const run = await workspace.run({ phase: '1' });
    assert.deepEqual(
      workspace.events.map(({ kind }) => kind),
      ['run-started', 'gate-started', 'gate-output', 'gate-ended', 'run-ended'],
    );
    assert.deepEqual(workspace.events.at(-1), { kind: 'run-ended', run });
  });

  it('executes nothing once trust is gone, and asks again before each program', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec(
        '  - { name: first, run: touch first }\n  - { name: second, run: touch second, needs: [first] }\n',
      ),
    });
    await assert.rejects(workspace.run({ phase: '1' }, { isTrusted: () => false }), { code: 'not-trusted' });
    assert.deepEqual(
      await workspace.surroundings.runs.list({ workspace: workspace.root, roadmap: 'ROADMAP.md', limit: 9 }),
      [],
    );
    // Trust is withdrawn while the first gate runs.
    const isTrusted = () => !existsSync(path.join(workspace.root, 'first'));
    await assert.rejects(workspace.run({ phase: '1' }, { isTrusted }), { code: 'not-trusted' });
    assert.deepEqual(readdirSync(workspace.root).sort(), ['ROADMAP.md', 'first', 'stages']);
    assert.equal(workspace.read('ROADMAP.md'), roadmap());
  });

  it('gives its lease back and ends its record, whatever happens', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec('  - { name: ok, run: "true" }\n'),
    });
    const write = async (): Promise<void> => {
      throw new Failure('write-failed', 'The disk is full.');
    };
    await assert.rejects(workspace.run({ phase: '1' }, { writer: { write } }), { code: 'write-failed' });
    const key = { workspace: workspace.root, roadmap: 'ROADMAP.md' };
    assert.equal(await workspace.surroundings.leases.holder(key), null);
    assert.equal((await workspace.surroundings.runs.latestByPhase(key)).get('1')?.outcome, 'could-not-run');
    assert.equal((await workspace.run({ phase: '1' })).statusAfter, 'DONE');
  });

  it('stops without writing when another run took its lease over (reliability row 19)', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec('  - { name: long, run: touch began; sleep 300 }\n'),
    });
    const key = { workspace: workspace.root, roadmap: 'ROADMAP.md' };
    const { leases, clock, owner } = workspace.surroundings;
    // Heartbeats come at once, as if fifteen seconds passed with each look.
    const hasty: Clock = {
      nowMs: () => clock.nowMs(),
      after: (delayMs, action) => clock.after(Math.min(delayMs, 20), action),
    };
    let takenOver = false;
    const watch = (event: { readonly kind: string }): void => {
      if (event.kind !== 'gate-started' || takenOver) return;
      takenOver = true;
      void leases.acquire({
        key,
        owner: { ...owner, pid: 1 },
        runId: 'other',
        phase: '1',
        nowMs: clock.nowMs() + 60_000,
        isOwnerAlive: () => false,
      });
    };
    await assert.rejects(workspace.run({ phase: '1' }, { watch, clock: hasty }), { code: 'lease-lost' });
    assert.equal(workspace.read('ROADMAP.md'), roadmap());
    assert.equal((await leases.holder(key))?.runId, 'other');
  });

  it('is refused while another run holds the lease', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap(),
      'stages/1.md': spec('  - { name: wait, run: "while [ ! -e go ]; do sleep 0.02; done" }\n'),
    });
    const first = workspace.run(
      { phase: '1' },
      {
        watch: (event) => {
          if (event.kind !== 'gate-started') return;
          void assert
            .rejects(workspace.run({ phase: '1' }), {
              code: 'locked',
              message: /Another window is running phase 1 \(pid \d+, since \d\d:\d\d\)/,
            })
            .finally(() => workspace.write('go', ''));
        },
      },
    );
    assert.equal((await first).outcome, 'passed');
  });

  it('pastes no name into a shell: 200 hostile names (reliability row 1)', async function () {
    this.timeout(900_000);
    workspace = await RunWorkspace.open({});
    const payloads = [
      '$(touch PWNED)',
      '`touch PWNED`',
      '; touch PWNED #',
      '| touch PWNED',
      '&& touch PWNED',
      '"; touch PWNED; "',
      "'; touch PWNED; '",
      '{spec}',
      '$HOME',
      '%PATH%',
      '-rf',
      '--help',
      '..',
      '~',
      '*',
      '\u202e',
      '😀',
      'a\tb',
      '${IFS}touch${IFS}PWNED',
      '>PWNED',
    ];
    const names = Array.from({ length: 200 }, (_, index) => `${payloads[index % payloads.length]}${index}`);
    await workspace.dispose();
    for (const [index, name] of names.entries()) {
      if (index % 20 === 0) {
        if (index > 0) await workspace.dispose();
        workspace = await RunWorkspace.open(
          { 'phasegate.yaml': 'executor: { kind: command, run: "touch worked -- {goal} {phase} {spec}" }\n' },
          name.replaceAll('/', ' '),
        );
      }
      const file = `stages/${name.replaceAll('/', ' ').replaceAll('\t', ' ')}.md`;
      workspace.write('ROADMAP.md', roadmap(file, name, name));
      workspace.write(
        file,
        spec(
          `  - name: ${JSON.stringify(name)}\n    files: [worked]\n  - name: ${JSON.stringify(`run ${name}`)}\n    run: "true"\n`,
        ),
      );
      const run = await workspace.run({ phase: '1', verb: 'run' });
      assert.equal(run.outcome, 'passed', `${name}: ${run.message} ${JSON.stringify(run.gates)}`);
      const log = run.gates[1]?.log ?? '';
      assert.ok(log.startsWith(path.join(workspace.surroundings.dataDirectory, 'logs')), log);
      // Programs get the names as they are: the executor makes files of them. A file of any other name was made by a shell.
      const made = readdirSync(workspace.root).filter((entry) => !names.includes(entry));
      assert.deepEqual(made.sort(), ['1', 'ROADMAP.md', 'phasegate.yaml', 'stages', 'worked'], name);
    }
  });
});
