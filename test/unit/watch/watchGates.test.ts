/** Tests that watched gates run again when, and only when, something that they depend on changed. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../../server/base/failure.ts';
import { workspaceFiles } from '../../server/terminal.ts';
import { WatchedWorkspace, type WatchedWorkspaceOptions } from './watchedWorkspace.ts';

const unit = '  - name: unit\n    run: "true"\n';

describe('watching gates', () => {
  let watched: WatchedWorkspace;

  async function watch(
    gates: string,
    files: Readonly<Record<string, string>> = {},
    options: WatchedWorkspaceOptions & { readonly statuses?: readonly string[]; readonly body?: string } = {},
  ): Promise<WatchedWorkspace> {
    const plan = workspaceFiles(options.statuses ?? ['TODO'], gates, options.body);
    watched = await WatchedWorkspace.open({ ...plan, 'src/app.ts': 'one', ...files }, options);
    return watched;
  }

  afterEach(() => watched.dispose());

  const write = (file: string, text: string): void => watched.workspace.write(file, text);

  it('runs at once, again after a change, and writes no verdict', async () => {
    await watch(unit);
    await watched.untilWaiting(1);
    assert.deepEqual(watched.ran, ['unit']);
    write('src/app.ts', 'two');
    await watched.untilWaiting(2);
    assert.deepEqual(watched.ran, ['unit', 'unit']);
    assert.deepEqual(watched.events, [
      { kind: 'waiting', gates: 1 },
      { kind: 'changed', files: ['src/app.ts'] },
      { kind: 'waiting', gates: 1 },
    ]);
    assert.match(watched.workspace.read('ROADMAP.md'), /\*\*Status:\*\* TODO/);
  });

  it('runs only the gates whose folder holds the change, and checklists for their spec alone', async () => {
    const gates = `  - name: web\n    run: "true"\n    cwd: web\n  - name: api\n    run: "true"\n    cwd: api\n  - name: boxes\n    checklist: Criteria\n`;
    await watch(gates, { 'web/a': '1', 'api/a': '1' }, { body: '# Spec\n\n## Criteria\n- [ ] one\n' });
    await watched.untilWaiting(1);
    write('web/a', '2');
    await watched.untilWaiting(2);
    write('stages/1.md', watched.workspace.read('stages/1.md').replace('[ ]', '[x]'));
    await watched.untilWaiting(3);
    assert.deepEqual(watched.ran, ['web api boxes', 'web', 'boxes']);
    assert.equal(watched.runs[2]?.outcome, 'passed');
  });

  it('runs a gate again whose definition changed, and none for a status in the roadmap', async () => {
    await watch('  - name: one\n    run: "true"\n  - name: two\n    run: "true"\n');
    await watched.untilWaiting(1);
    write('ROADMAP.md', watched.workspace.read('ROADMAP.md').replace('TODO', 'IN_PROGRESS'));
    write(
      'stages/1.md',
      watched.workspace.read('stages/1.md').replace('two\n    run: "true"', 'two\n    run: "false"'),
    );
    await watched.untilWaiting(2);
    assert.deepEqual(watched.ran, ['one two', 'two']);
    assert.equal(watched.runs[1]?.outcome, 'failed');
  });

  it('does not run for what git ignores, nor for a write that changes nothing', async () => {
    await watch(unit, { '.gitignore': 'made/\n', 'made/x': '1' });
    await watched.untilWaiting(1);
    write('made/x', '2');
    write('node_modules/p/index.js', '1');
    write('src/app.ts', 'one');
    utimesSync(path.join(watched.workspace.root, 'src/app.ts'), 1, 1);
    await watched.untilWaiting(2);
    write('src/app.ts', 'two');
    await watched.until('a run', () => watched.runs.length === 2);
    assert.deepEqual(
      watched.events.filter(({ kind }) => kind === 'changed'),
      [{ kind: 'changed', files: ['src/app.ts'] }],
    );
  });

  it('notices files in folders that appear later, that go, and that come back', async () => {
    await watch(unit);
    await watched.untilWaiting(1);
    mkdirSync(path.join(watched.workspace.root, 'new/deep/er'), { recursive: true });
    await watched.untilWaiting(2);
    write('new/deep/er/file', '1');
    await watched.until('a run for the new file', () => watched.runs.length === 2);
    await watched.untilWaiting(3);
    rmSync(path.join(watched.workspace.root, 'new'), { recursive: true });
    await watched.until('a run for the removal', () => watched.runs.length === 3);
    write('new/deep/er/file', '1');
    await watched.until('a run for the return', () => watched.runs.length === 4);
  });

  it('notices a file under a glob that git ignores', async () => {
    await watch('  - name: built\n    files: [dist/index.js]\n', { '.gitignore': 'dist\n' });
    await watched.untilWaiting(1);
    assert.equal(watched.runs[0]?.outcome, 'failed');
    write('dist/index.js', '');
    await watched.until('a run', () => watched.runs.length === 2);
    assert.equal(watched.runs[1]?.outcome, 'passed');
  });

  it('works without git, where what tools make does not count', async () => {
    await watch(unit, { 'dist/x': '1' }, { git: false });
    await watched.untilWaiting(1);
    write('dist/x', '2');
    write('src/app.ts', 'two');
    await watched.until('a run', () => watched.runs.length === 2);
    assert.deepEqual(watched.events[1], { kind: 'changed', files: ['src/app.ts'] });
  });

  it('runs again for a change that came while it ran', async () => {
    // The gate waits until it sees the change, so the change cannot come too late.
    await watch('  - name: unit\n    run: until test -f src/app.ts && grep -q two src/app.ts; do sleep 0.02; done\n');
    await watched.until('the start', () => watched.workspace.events.some(({ kind }) => kind === 'gate-started'));
    write('src/app.ts', 'two');
    await watched.untilWaiting(1);
    assert.deepEqual(watched.ran, ['unit', 'unit']);
  });

  it('comes to rest after a gate that writes the same again', async () => {
    await watch('  - name: format\n    run: echo formatted > src/app.ts\n');
    await watched.untilWaiting(1);
    assert.deepEqual(watched.ran, ['format', 'format']);
  });

  it('pauses for a gate that changes its own inputs each time, says which, and goes on with other changes', async () => {
    await watch('  - name: stamp\n    run: date +%s%N > src/stamp\n');
    await watched.untilWaiting(1);
    assert.equal(watched.runs.length, 4);
    const paused = watched.events.find((event) => event.kind === 'paused');
    assert.match(paused?.message ?? '', /^stamp ran 4 times, and each time src\/stamp changed meanwhile\./);
    write('src/app.ts', 'two');
    await watched.untilWaiting(2);
    // What is known to be its own writing is no reason any more.
    assert.equal(watched.runs.length, 5);
  });

  it('does not count the report that a gate writes', async () => {
    await watch('  - name: unit\n    run: date +%s%N > out/report.xml\n    report: out/report.xml\n', {
      'out/keep': '',
    });
    await watched.untilWaiting(1);
    assert.equal(watched.runs.length, 1);
  });

  it('watches every phase that may run, and runs a gate that they share once', async () => {
    await watch(unit, {}, { statuses: ['DONE', 'TODO', 'TODO'], targets: [{}] });
    await watched.untilWaiting(1);
    assert.deepEqual(
      watched.runs.map(({ phase }) => phase),
      ['2'],
    );
  });

  it('leaves approvals to people', async () => {
    await watch(`${unit}  - name: sign-off\n    approve: It is good\n`);
    await watched.untilWaiting(1);
    assert.deepEqual(watched.ran, ['unit']);
  });

  it('tells why a run could not begin, and tries again when the plan was mended', async () => {
    await watch(unit);
    await watched.untilWaiting(1);
    const spec = watched.workspace.read('stages/1.md');
    write('stages/1.md', spec.replace('run:', 'rnu:'));
    await watched.until('the hindrance', () => watched.events.some(({ kind }) => kind === 'hindered'));
    write('stages/1.md', spec.replace('"true"', 'exit 0'));
    await watched.until('a run', () => watched.runs.length === 2);
    assert.equal(watched.events.filter(({ kind }) => kind === 'hindered').length, 1);
  });

  it('asks again for a roadmap that another run holds, without a change', async () => {
    let attempts = 0;
    const run = async (): Promise<never> => {
      attempts++;
      if (attempts === 1) throw new Failure('locked', 'Another window is running phase 1.');
      throw new Failure('not-granted', 'Phase 1 was not run.');
    };
    await watch(unit, {}, { surroundings: { run } });
    await watched.untilWaiting(1);
    assert.equal(attempts, 2);
    assert.deepEqual(
      watched.events.map(({ kind }) => kind),
      ['hindered', 'hindered', 'waiting'],
    );
  });

  it('does not ask again what was refused, until something changes, and says so once', async () => {
    let attempts = 0;
    const run = async (): Promise<never> => {
      attempts++;
      throw new Failure('not-granted', 'Phase 1 was not run.');
    };
    await watch(unit, {}, { surroundings: { run } });
    await watched.untilWaiting(1);
    assert.equal(attempts, 1);
    write('src/app.ts', 'two');
    await watched.untilWaiting(2);
    write('ROADMAP.md', `${watched.workspace.read('ROADMAP.md')}\nProse.\n`);
    await watched.untilWaiting(3);
    assert.equal(attempts, 3);
    assert.equal(watched.events.filter(({ kind }) => kind === 'hindered').length, 1);
  });

  it('refuses at once what could never run', async () => {
    for (const [targets, code] of [
      [[{ phase: '7' }], 'unknown-phase'],
      [[{ phase: '2' }], 'order-violation'],
      [[{ phase: '1', gates: ['other'] }], 'unknown-gate'],
    ] as const) {
      await watch(unit, {}, { statuses: ['TODO', 'TODO'], targets });
      await assert.rejects(watched.ended, { code });
      await watched.dispose();
    }
    await watch('  - name: sign-off\n    approve: It is good\n');
    await assert.rejects(watched.ended, { code: 'no-gates' });
    await watched.dispose();
    await watch(unit, {}, { surroundings: { isTrusted: () => false } });
    await assert.rejects(watched.ended, { code: 'not-trusted' });
    assert.equal(watched.runs.length, 0);
  });

  it('ends the gate that is under way when it is stopped', async () => {
    await watch('  - name: long\n    run: echo $$ > pid; echo there; sleep 300\n', { '.gitignore': 'pid\n' });
    const file = path.join(watched.workspace.root, 'pid');
    await watched.until('the pid', () => existsSync(file) || watched.runs.length > 0);
    await watched.stop();
    assert.equal(watched.waits, 0);
    const pid = Number(readFileSync(file, 'utf8'));
    assert.throws(() => process.kill(pid, 0));
  });
});
