/** Tests that the built terminal program keeps the contract of its verbs: documents, statuses written, exit codes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const passing = '  - name: ok\n    run: "true"\n';
const failing = '  - name: no\n    run: echo wrong; exit 3\n';

describe('phasegate in a terminal', () => {
  let workspace: TerminalWorkspace;
  const open = (files: Readonly<Record<string, string>>) => (workspace = new TerminalWorkspace(files));
  afterEach(() => workspace.dispose());

  describe('status', () => {
    it('tells the phases of this project and the next one', async () => {
      const project = path.join(import.meta.dirname, '..', '..');
      open({});
      const { exitCode, document } = await workspace.json(documents.status, 'status', '-C', project);
      assert.equal(exitCode, 0);
      assert.equal(document.roadmap, 'ROADMAP.md');
      assert.deepEqual(
        document.phases.map(({ id }) => id),
        ['00', '17A', '17B', '17C', '17D', '18A', '18B', '19A', '20A', '20B', '20C'],
      );
      assert.deepEqual(document.phases[0], {
        id: '00',
        title: 'Runner Baseline',
        status: 'DONE',
        spec: 'stages/phase-00-runner-baseline.md',
        goal: 'Implement Phase Runner v1 with automated quality gates',
        line: 11,
      });
      const done = document.phases.filter(({ status }) => status === 'DONE').length;
      assert.equal(document.next, document.phases[done]?.id);
      assert.deepEqual(document.problems, []);
    });

    it('needs no database and makes none', async () => {
      open(workspaceFiles(['TODO'], passing));
      assert.equal((await workspace.run('status')).exitCode, 0);
      assert.equal(existsSync(workspace.home), false);
    });

    it('takes the workspace with -C, before or after the verb', async () => {
      open({ ...workspaceFiles(['TODO'], passing), 'other/ROADMAP.md': '## Phase 9: Other\n**Status:** TODO\n' });
      for (const args of [
        ['-C', 'other', 'status'],
        ['status', '-C', 'other'],
      ]) {
        const { document } = await workspace.json(documents.status, ...args);
        assert.equal(document.next, '9');
      }
    });
  });

  describe('check', () => {
    it('finds nothing in a sound plan', async () => {
      open(workspaceFiles(['DONE', 'TODO'], passing));
      const { exitCode, document } = await workspace.json(documents.check, 'check');
      assert.deepEqual([exitCode, document.problems], [0, []]);
    });

    it('finds problems of roadmap and specs at their places', async () => {
      const files = workspaceFiles(['TODO', 'DONE'], passing);
      open({ ...files, 'stages/1.md': '---\nphase: 1\ngates:\n  - name: [a\n---\n' });
      const { exitCode, document } = await workspace.json(documents.check, 'check');
      assert.equal(exitCode, 3);
      assert.deepEqual(
        document.problems.map(({ code, file, line, column }) => `${file}:${line}:${column} ${code}`),
        ['ROADMAP.md:9:13 phase-order-violation', 'stages/1.md:5:1 yaml-invalid'],
      );
    });

    it('tells problems of phasegate.yaml as configuration', async () => {
      open({ ...workspaceFiles(['TODO'], passing), 'phasegate.yaml': 'paralel: 3\n' });
      const { exitCode, document } = await workspace.json(documents.check, 'check');
      assert.equal(exitCode, 2);
      assert.deepEqual(
        document.problems.map(({ file, code }) => `${file} ${code}`),
        ['phasegate.yaml config-key-unknown'],
      );
    });
  });

  describe('gate', () => {
    it('writes DONE and exits with 0 when every gate passes', async () => {
      open(workspaceFiles(['TODO', 'TODO'], passing));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.equal(exitCode, 0);
      assert.deepEqual(
        [document.run.outcome, document.run.statusBefore, document.run.statusAfter],
        ['passed', 'TODO', 'DONE'],
      );
      assert.equal(workspace.read('ROADMAP.md'), before.replace('TODO', 'DONE'));
    });

    it('writes FAILED with a note, exits with 1, and takes the note back once it passes', async () => {
      open(workspaceFiles(['TODO'], failing));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.equal(exitCode, 1);
      const [gate] = document.run.gates;
      assert.deepEqual([gate?.outcome, gate?.exitCode, document.run.statusAfter], ['failed', 3, 'FAILED']);
      assert.match(readFileSync(gate?.log ?? '', 'utf8'), /wrong/);
      const note =
        /^\*\*Notes:\*\* Phasegate: Gate no failed: exit code 3 after .* \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Log: .*no\.log$/m;
      assert.match(workspace.read('ROADMAP.md'), note);

      workspace.write('stages/1.md', `---\ngates:\n${passing}---\n`);
      assert.equal((await workspace.run('gate', '1')).exitCode, 0);
      assert.equal(workspace.read('ROADMAP.md'), before.replace('TODO', 'DONE'));
    });

    it('keeps every other byte: CRLF, a BOM, no last newline', async () => {
      const files = workspaceFiles(['TODO'], failing);
      const text = `\uFEFF${(files['ROADMAP.md'] ?? '').replaceAll('\n', '\r\n')}`.trimEnd();
      open({ ...files, 'ROADMAP.md': text });
      await workspace.run('gate', '1');
      assert.match(workspace.read('ROADMAP.md'), /FAILED\r\n/);
      workspace.write('stages/1.md', `---\ngates:\n${passing}---\n`);
      await workspace.run('gate', '1');
      assert.equal(workspace.read('ROADMAP.md'), text.replace('TODO', 'DONE'));
    });

    it('exits with 124 when a gate times out', async () => {
      open(workspaceFiles(['TODO'], '  - name: slow\n    run: sleep 60\n    timeout: 300ms\n'));
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual([exitCode, document.run.outcome, document.run.statusAfter], [124, 'timed-out', 'FAILED']);
    });

    it('tells a command that does not exist from one that says no', async () => {
      open(workspaceFiles(['TODO'], '  - name: missing\n    run: no-such-command-here\n'));
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual([exitCode, document.run.outcome, document.run.statusAfter], [2, 'could-not-run', 'FAILED']);
      assert.match(document.run.gates[0]?.message ?? '', /no-such-command-here/);
    });

    it('treats a checklist without boxes as an error, not as passed', async () => {
      open(
        workspaceFiles(
          ['TODO'],
          '  - name: criteria\n    checklist: Acceptance criteria\n',
          '# S\n\n## Acceptance criteria\n\nNone.\n',
        ),
      );
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual([exitCode, document.run.outcome], [2, 'could-not-run']);
    });

    it('waits for an approval with 4, and is done with the name of the person', async () => {
      open(workspaceFiles(['TODO'], '  - name: sign-off\n    approve: It is good\n'));
      const waiting = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual(
        [waiting.exitCode, waiting.document.run.outcome, waiting.document.run.statusAfter],
        [4, 'awaiting-approval', 'IN_PROGRESS'],
      );
      const approved = await workspace.json(documents.gate, 'gate', '1', '--approve', 'Ada Lovelace');
      assert.deepEqual([approved.exitCode, approved.document.run.statusAfter], [0, 'DONE']);
      assert.match(approved.document.run.gates[0]?.message ?? '', /Ada Lovelace/);
      // The approval is kept: nobody is asked again for the same definition.
      assert.equal((await workspace.run('verify')).exitCode, 0);
    });

    it('does not fail a phase for a gate of severity warning', async () => {
      open(workspaceFiles(['TODO'], `${passing}  - name: style\n    run: exit 1\n    severity: warning\n`));
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual([exitCode, document.run.outcome, document.run.statusAfter], [0, 'passed', 'DONE']);
      assert.equal(document.run.gates[1]?.outcome, 'failed');
    });

    it('skips a gate whose need did not pass', async () => {
      open(workspaceFiles(['TODO'], `${failing}  - name: after\n    run: touch ran\n    needs: [no]\n`));
      const { document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual(
        document.run.gates.map(({ outcome }) => outcome),
        ['failed', 'skipped'],
      );
      assert.equal(existsSync(path.join(workspace.root, 'ran')), false);
    });

    it('refuses DONE when the spec changed while its gates ran', async () => {
      open(workspaceFiles(['TODO'], '  - name: sly\n    run: "echo more >> stages/1.md"\n'));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.equal(exitCode, 1);
      assert.match(document.run.message ?? '', /spec of phase 1 changed while its gates ran/i);
      assert.equal(workspace.read('ROADMAP.md'), before);
    });

    it('refuses DONE when the roadmap or the gate definitions changed while the gates ran', async () => {
      for (const [sly, what] of [
        ['sed -i s/Goal.1/Goal.less/ ROADMAP.md', /roadmap changed/i],
        ['sed -i s/Title.2/Other/ ROADMAP.md', /roadmap changed/i],
        ['printf "environment: [A]" > phasegate.yaml', /gates of phase 1 changed/i],
      ] as const) {
        open(workspaceFiles(['TODO', 'TODO'], `  - name: sly\n    run: ${JSON.stringify(sly)}\n`));
        const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
        assert.equal(exitCode, 1, sly);
        assert.match(document.run.message ?? '', what);
        assert.match(workspace.read('ROADMAP.md'), /\*\*Status:\*\* TODO/);
        workspace.dispose();
      }
    });

    it('keeps what is written into the roadmap while gates run', async () => {
      open(
        workspaceFiles(['TODO', 'TODO'], '  - name: writer\n    run: printf "\\nA late thought.\\n" >> ROADMAP.md\n'),
      );
      const before = workspace.read('ROADMAP.md');
      assert.equal((await workspace.run('gate', '1')).exitCode, 0);
      assert.equal(workspace.read('ROADMAP.md'), `${before.replace('TODO', 'DONE')}\nA late thought.\n`);
    });

    it('says what it would do with --dry-run, and does nothing', async () => {
      open(workspaceFiles(['TODO'], '  - name: touch\n    run: touch ran\n'));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1', '--dry-run');
      assert.deepEqual([exitCode, document.run.gates[0]?.outcome], [0, 'skipped']);
      assert.equal(workspace.read('ROADMAP.md'), before);
      assert.equal(existsSync(path.join(workspace.root, 'ran')), false);
      assert.equal(existsSync(workspace.home), false);
    });

    it('cancels on Ctrl+C with 130 and leaves no process and no verdict', async () => {
      open(workspaceFiles(['TODO'], '  - name: long\n    run: echo $$ > pid; echo begun; sleep 300\n'));
      const before = workspace.read('ROADMAP.md');
      const { child, ended } = workspace.start(['gate', '1']);
      await new Promise<void>((resolve) => {
        child.stderr.on('data', (text: string) => text.includes('long │ begun') && resolve());
      });
      child.kill('SIGINT');
      assert.equal((await ended).exitCode, 130);
      assert.equal(workspace.read('ROADMAP.md'), before);
      const pid = Number(workspace.read('pid'));
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
      const { document } = await workspace.json(documents.history, 'history');
      assert.equal(document.runs[0]?.outcome, 'cancelled');
    });
  });

  describe('run', () => {
    it('waits with 4 for work by hand', async () => {
      open(workspaceFiles(['TODO'], passing));
      const { exitCode, document, stderr } = await workspace.json(documents.runs, 'run');
      assert.deepEqual(
        [exitCode, document.runs[0]?.outcome, document.runs[0]?.statusAfter],
        [4, 'awaiting-work', 'IN_PROGRESS'],
      );
      assert.match(stderr, /phasegate gate 1/);
      assert.match(workspace.read('ROADMAP.md'), /IN_PROGRESS/);
    });

    it('lets a program do the work, with spec, phase and goal as arguments and environment', async () => {
      const goal = 'Say $(touch pwned) `touch pwned` "; touch pwned; # {phase}';
      const files = workspaceFiles(['TODO'], '  - name: worked\n    files: [done.txt]\n');
      open({
        ...files,
        'ROADMAP.md': (files['ROADMAP.md'] ?? '').replace('Goal 1', goal),
        'work.sh': 'printf "%s\\n" "$@" "$PHASEGATE_SPEC" "$PHASEGATE_PHASE" "$PHASEGATE_GOAL" > done.txt\n',
        'phasegate.yaml': 'executor: { kind: command, run: "sh work.sh {spec} {phase} --goal={goal}" }\n',
      });
      const { exitCode, document } = await workspace.json(documents.runs, 'run', '1');
      assert.deepEqual([exitCode, document.runs[0]?.statusAfter], [0, 'DONE']);
      assert.deepEqual(workspace.read('done.txt').trimEnd().split('\n'), [
        'stages/1.md',
        '1',
        `--goal=${goal}`,
        'stages/1.md',
        '1',
        goal,
      ]);
      assert.equal(existsSync(path.join(workspace.root, 'pwned')), false);
    });

    it('fails the phase when the program fails', async () => {
      open({
        ...workspaceFiles(['TODO'], passing),
        'phasegate.yaml': 'executor: { kind: command, run: [sh, -c, "exit 7"] }\n',
      });
      const { exitCode, document } = await workspace.json(documents.runs, 'run');
      assert.deepEqual([exitCode, document.runs[0]?.outcome, document.runs[0]?.statusAfter], [1, 'failed', 'FAILED']);
      assert.match(workspace.read('ROADMAP.md'), /Notes:\*\* Phasegate: The executor failed: exit code 7/);
    });

    it('lets the program tick boxes, and refuses when it loosens a gate', async () => {
      const gates = '  - name: criteria\n    checklist: Criteria\n';
      const executor = (script: string) => `executor: { kind: command, run: [sh, -c, ${JSON.stringify(script)}] }\n`;
      open({
        ...workspaceFiles(['TODO'], gates, '## Criteria\n\n- [ ] works\n'),
        'phasegate.yaml': executor("sed -i 's/\\[ \\]/[x]/' stages/1.md"),
      });
      assert.equal((await workspace.run('run')).exitCode, 0);
      workspace.dispose();
      open({
        ...workspaceFiles(['TODO'], failing),
        'phasegate.yaml': executor("sed -i 's/exit 3/exit 0/' stages/1.md"),
      });
      const { exitCode, document } = await workspace.json(documents.runs, 'run');
      assert.equal(exitCode, 1);
      assert.match(document.runs[0]?.message ?? '', /gates of phase 1 changed/i);
      assert.equal(document.runs[0]?.statusAfter, 'IN_PROGRESS');
    });

    it('goes on until a phase, and stops at the first that does not pass', async () => {
      const config = 'executor: { kind: command, run: "true" }\n';
      open({ ...workspaceFiles(['TODO', 'TODO', 'TODO'], passing), 'phasegate.yaml': config });
      const { exitCode, document } = await workspace.json(documents.runs, 'run', '--until', '2');
      assert.deepEqual([exitCode, document.runs.map(({ phase }) => phase)], [0, ['1', '2']]);
      const again = await workspace.json(documents.runs, 'run', '--until', '2');
      assert.deepEqual([again.exitCode, again.document.runs], [0, []]);
      workspace.write('stages/3.md', `---\ngates:\n${failing}---\n`);
      assert.equal((await workspace.run('run', '--until', '3')).exitCode, 1);
    });

    it('refuses to leave a phase out with 5', async () => {
      open(workspaceFiles(['TODO', 'TODO'], passing));
      for (const verb of ['run', 'gate']) {
        const { exitCode, document } = await workspace.json(documents.failure, verb, '2');
        assert.deepEqual([exitCode, document.failure.code], [5, 'order-violation']);
        assert.match(document.failure.message, /Phase 2 waits for 1/);
      }
    });

    it('lets nothing pass a failed phase until it is fixed', async () => {
      open(workspaceFiles(['FAILED', 'TODO'], passing));
      assert.equal((await workspace.run('gate', '2')).exitCode, 5);
      assert.equal((await workspace.run('gate', '1')).exitCode, 0);
      assert.equal((await workspace.run('gate', '2')).exitCode, 0);
    });
  });

  describe('verify', () => {
    it('reports regressions of DONE phases with 1 and writes nothing', async () => {
      open(workspaceFiles(['DONE', 'TODO'], failing));
      const before = workspace.read('ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.verify, 'verify');
      assert.equal(exitCode, 1);
      assert.deepEqual(
        document.regressions.map(({ phase, gate }) => [phase, gate]),
        [['1', 'no']],
      );
      assert.deepEqual(
        document.runs.map(({ phase, statusAfter }) => [phase, statusAfter]),
        [['1', 'DONE']],
      );
      assert.equal(workspace.read('ROADMAP.md'), before);
    });

    it('does not count a gate of severity warning', async () => {
      open(workspaceFiles(['DONE'], `${passing}  - name: style\n    run: exit 1\n    severity: warning\n`));
      const { exitCode, document } = await workspace.json(documents.verify, 'verify');
      assert.deepEqual([exitCode, document.regressions], [0, []]);
    });

    it('passes with 0, and refuses a phase that is not DONE', async () => {
      open(workspaceFiles(['DONE', 'TODO'], passing));
      assert.equal((await workspace.run('verify')).exitCode, 0);
      assert.equal((await workspace.run('verify', '1')).exitCode, 0);
      assert.equal((await workspace.run('verify', '2')).exitCode, 2);
      assert.equal((await workspace.run('verify', '9')).exitCode, 2);
    });
  });

  describe('history', () => {
    it('keeps every run, newest first, of one phase or of all', async () => {
      open(workspaceFiles(['TODO', 'TODO'], passing));
      await workspace.run('gate', '1');
      await workspace.run('gate', '2');
      await workspace.run('gate', '1');
      const { document } = await workspace.json(documents.history, 'history');
      assert.deepEqual(
        document.runs.map(({ phase }) => phase),
        ['1', '2', '1'],
      );
      const one = await workspace.json(documents.history, 'history', '2');
      assert.deepEqual(
        one.document.runs.map(({ phase }) => phase),
        ['2'],
      );
      const limited = await workspace.json(documents.history, 'history', '--limit', '1');
      assert.equal(limited.document.runs.length, 1);
      assert.equal((await workspace.run('history', '7')).exitCode, 2);
    });
  });

  describe('init', () => {
    it('starts a roadmap that its own check accepts', async () => {
      open({});
      const { exitCode, document } = await workspace.json(documents.init, 'init');
      assert.deepEqual([exitCode, document.phases], [0, ['1', '2']]);
      assert.deepEqual(document.created, [
        'ROADMAP.md',
        'stages/phase-1-first-phase.md',
        'stages/phase-2-second-phase.md',
      ]);
      assert.equal((await workspace.run('check')).exitCode, 0);
      assert.equal((await workspace.run('gate', '1')).exitCode, 1);
    });

    it('creates the specs that are missing and changes nothing that is there', async () => {
      const files = workspaceFiles(['TODO', 'TODO'], passing);
      open({ 'ROADMAP.md': files['ROADMAP.md'] ?? '', 'stages/1.md': 'mine\n' });
      const dry = await workspace.json(documents.init, 'init', '--dry-run');
      assert.deepEqual(dry.document.created, ['stages/2.md']);
      assert.equal(existsSync(path.join(workspace.root, 'stages/2.md')), false);
      await workspace.run('init');
      assert.equal(workspace.read('stages/1.md'), 'mine\n');
      assert.match(workspace.read('stages/2.md'), /^---\nphase: 2\n/);
      const again = await workspace.json(documents.init, 'init');
      assert.deepEqual([again.exitCode, again.document.created], [0, []]);
    });
  });

  describe('the command line', () => {
    it('is refused with 2 and a word on what to do', async () => {
      open(workspaceFiles(['TODO'], passing));
      for (const args of [
        [],
        ['frobnicate'],
        ['gate'],
        ['gate', '1', '2'],
        ['status', '--dry-run'],
        ['status', '--nonsense'],
        ['gate', '9'],
        ['run', '--until', '9'],
        ['history', '--limit', 'x'],
        ['status', '-C', 'nowhere'],
        ['gate', '1', '--approve', ''],
      ]) {
        const { exitCode, stdout, stderr } = await workspace.run(...args);
        assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '));
        assert.match(stderr, /^phasegate: .+\.\n$/, args.join(' '));
      }
    });

    it('explains itself', async () => {
      open({});
      const help = await workspace.run('--help');
      assert.equal(help.exitCode, 0);
      assert.match(help.stdout, /verify \[<id>\]/);
      assert.match((await workspace.run('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
    });
  });
});
