/** Gates run in the order of their needs, side by side where they may, and end however they end. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { Failure } from '../../../server/base/failure.ts';
import { waitFor, whoMentions } from '../processes/hostileTrees.ts';
import { approveGate, awaitFile, checklistGate, filesGate, GateWorkspace, outcomes, runGate } from './gateWorkspace.ts';

let workspace: GateWorkspace;

describe('runGates', () => {
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    workspace = new GateWorkspace();
  });
  afterEach(() => workspace.remove());

  it('runs as many side by side as it may, and no more', async () => {
    const meet = (own: string, other: string) => `touch ${own}; ${awaitFile(other)}; [ ! -e third ]`;
    const results = await workspace.run([
      runGate('one', `${meet('a', 'b')}; touch done-one`),
      runGate('two', meet('b', 'a')),
      runGate('three', 'touch third'),
    ]);
    assert.equal(outcomes(results), 'one passed, two passed, three passed');
  });

  it('runs one after the other, as they are written, when only one may run', async () => {
    const gates = ['a', 'b', 'c', 'd'].map((name) => runGate(name, `echo ${name} >> order`));
    await workspace.run(gates, { parallel: 1 });
    assert.equal(workspace.read('order'), 'a\nb\nc\nd\n');
    assert.deepEqual(workspace.events.slice(0, 4), ['start a', 'end a passed', 'start b', 'end b passed']);
  });

  it('starts a gate once its needs have passed, whatever the order in which they are written', async () => {
    const results = await workspace.run(
      [
        runGate('last', '[ -e first-done ] && [ -e second-done ]', { needs: ['first', 'second'] }),
        runGate('second', '[ -e first-done ] && touch second-done', { needs: ['first'] }),
        runGate('first', 'touch first-done'),
      ],
      { parallel: 4 },
    );
    assert.equal(outcomes(results), 'last passed, second passed, first passed');
  });

  it('skips what needs a gate that did not pass, and lets the others go on', async () => {
    const results = await workspace.run([
      runGate('no', 'exit 1'),
      runGate('after', 'touch ran', { needs: ['no'] }),
      runGate('later', 'touch ran', { needs: ['after'] }),
      runGate('other', 'true'),
    ]);
    assert.equal(outcomes(results), 'no failed, after skipped, later skipped, other passed');
    assert.match(results[1]?.message ?? '', /\bno\b/);
    assert.match(results[2]?.message ?? '', /\bafter\b/);
    assert.equal(workspace.has('ran'), false);
    assert.ok(!workspace.events.includes('start after'));
  });

  it('does not let a warning stand in the way', async () => {
    const results = await workspace.run([
      runGate('lint', 'exit 1', { severity: 'warning' }),
      runGate('after', 'true', { needs: ['lint'] }),
    ]);
    assert.equal(outcomes(results), 'lint failed, after passed');
  });

  it('asks a person last', async () => {
    const order: string[] = [];
    const gates = [
      approveGate('sign-off', 'It is good'),
      runGate('slow', `${awaitFile('go')}; exit 1`),
      runGate('quick', 'touch go'),
      runGate('publish', 'true', { needs: ['sign-off'] }),
    ];
    const results = await workspace.run(gates, {
      findApproval: () => {
        order.push(...workspace.events.filter((event) => event.startsWith('end')));
        return Promise.resolve({ by: 'Ada', atMs: Date.UTC(2026, 0, 2) });
      },
    });
    assert.deepEqual(order.sort(), ['end quick passed', 'end slow failed']);
    assert.equal(outcomes(results), 'sign-off passed, slow failed, quick passed, publish passed');
    assert.match(results[0]?.message ?? '', /Ada.*2026-01-02/);
  });

  it('waits for approvals that are not there, each of them', async () => {
    const results = await workspace.run([
      approveGate('a', 'A'),
      runGate('after-a', 'true', { needs: ['a'] }),
      approveGate('b', 'B', { needs: ['after-b'] }),
      runGate('after-b', 'true'),
    ]);
    assert.equal(outcomes(results), 'a awaiting-approval, after-a skipped, b awaiting-approval, after-b passed');
    assert.equal(results[0]?.message, 'A');
  });

  it('runs the other kinds, too', async () => {
    workspace.write('docs/api.md');
    const results = await workspace.run(
      [
        filesGate('documented', { files: ['docs/*.md'], absent: ['**/*.orig'] }),
        checklistGate('criteria', 'Done when'),
      ],
      { spec: { file: 'spec.md', text: '# Phase\n\n## Done when\n\n- [x] it works\n- [ ] it is documented\n' } },
    );
    assert.equal(outcomes(results), 'documented passed, criteria failed');
    assert.equal(results[1]?.message, '1 of 2 boxes is not ticked: it is documented (line 6)');
    assert.deepEqual(
      results.map(({ log }) => log),
      [null, null],
    );
  });

  it('ends what runs and starts nothing more when it is cancelled', async () => {
    const cancel = new AbortController();
    const running = workspace.run(
      [
        runGate('runs', 'touch up; while :; do sleep 0.05; done'),
        runGate('waits', 'touch ran', { needs: ['runs'] }),
        runGate('queued', 'touch ran'),
        approveGate('sign-off', 'x'),
      ],
      { signal: cancel.signal, parallel: 1 },
    );
    await waitFor(() => workspace.has('up'), 'the gate to run');
    cancel.abort();
    assert.equal(outcomes(await running), 'runs cancelled, waits cancelled, queued cancelled, sign-off cancelled');
    assert.equal(workspace.has('ran'), false);
    assert.deepEqual(whoMentions(workspace.root), []);
  });

  it('starts nothing when it was cancelled before', async () => {
    const results = await workspace.run([runGate('a', 'touch ran')], { signal: AbortSignal.abort() });
    assert.equal(outcomes(results), 'a cancelled');
    assert.equal(workspace.has('ran'), false);
    assert.deepEqual(workspace.recorded, []);
  });

  it('does not hang on needs that can never be met', async () => {
    const results = await workspace.run([
      runGate('a', 'true', { needs: ['b'] }),
      runGate('b', 'true', { needs: ['c'] }),
      runGate('c', 'true', { needs: ['a'] }),
      runGate('self', 'true', { needs: ['self'] }),
      runGate('lost', 'true', { needs: ['nowhere'] }),
      runGate('fine', 'true'),
    ]);
    assert.equal(outcomes(results.slice(3)), 'self could-not-run, lost could-not-run, fine passed');
    assert.ok(results.slice(0, 3).every(({ outcome }) => outcome === 'could-not-run'));
    assert.match(results[4]?.message ?? '', /nowhere/);
  });

  it('gives results for no gates, and for none side by side', async () => {
    assert.deepEqual(await workspace.run([]), []);
    assert.equal(outcomes(await workspace.run([runGate('a', 'true')], { parallel: 0 })), 'a passed');
  });

  describe('in a workspace where nothing may be executed', () => {
    const refuse = () => {
      throw new Failure('not-trusted', 'The workspace is not trusted.');
    };

    it('spawns nothing', async () => {
      const gates = [
        runGate('shell', 'touch spawned'),
        runGate('plain', ['touch', 'spawned']),
        runGate('after', 'touch spawned', { needs: ['shell'] }),
      ];
      const running = workspace.run(gates, { assertMayExecute: refuse, parallel: 3 });
      await assert.rejects(running, { code: 'not-trusted' });
      assert.equal(workspace.has('spawned'), false);
      assert.deepEqual(workspace.recorded, []);
    });

    it('ends what runs when the trust goes while gates run', async () => {
      const gates = [
        runGate('runs', `touch up; ${awaitFile('never')}`),
        runGate('starts-it', awaitFile('up')),
        runGate('too-late', 'touch spawned', { needs: ['starts-it'] }),
      ];
      const running = workspace.run(gates, {
        assertMayExecute: () => {
          if (workspace.events.includes('end starts-it passed')) refuse();
        },
      });
      await assert.rejects(running, { code: 'not-trusted' });
      assert.equal(workspace.has('spawned'), false);
      assert.deepEqual(whoMentions(workspace.root), []);
    });

    it('looks again right before the program is spawned', async () => {
      // The first look is when the gate begins, the second when everything else about it is known to be right.
      let looks = 0;
      const running = workspace.run([runGate('a', 'touch spawned')], {
        assertMayExecute: () => {
          if (++looks > 1) refuse();
        },
      });
      await assert.rejects(running, { code: 'not-trusted' });
      assert.equal(looks, 2);
      assert.equal(workspace.has('spawned'), false);
    });
  });

  it('records each program from its start to its end', async () => {
    await workspace.run([runGate('a', 'true'), runGate('b', ['no-such-program'])], { parallel: 1 });
    const [added, removed] = workspace.recorded;
    assert.match(added ?? '', /^add a \d+$/);
    assert.equal(removed, added?.replace('add', 'remove'));
    assert.equal(workspace.recorded.length, 2);
  });

  it('ends a program that cannot be recorded, and says why', async () => {
    const running = workspace.run([runGate('a', 'while :; do sleep 0.1; done')], {
      ledger: () => ({
        add: () => Promise.reject(new Failure('database-unavailable', 'The database is gone.')),
        remove: () => undefined,
      }),
    });
    await assert.rejects(running, { code: 'database-unavailable' });
    assert.deepEqual(whoMentions(workspace.root), []);
  });

  it('ends the other gates when the watcher fails', async () => {
    const surroundings = workspace.surroundings();
    const running = workspace.run([runGate('runs', awaitFile('never')), runGate('b', 'true')], {
      watch: {
        ...surroundings.watch,
        gateEnded: ({ name }) => {
          if (name === 'b') throw new Error('nobody watches');
        },
      },
    });
    await assert.rejects(running, /nobody watches/);
    assert.deepEqual(whoMentions(workspace.root), []);
  });
});
