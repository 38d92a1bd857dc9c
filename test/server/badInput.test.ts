/** Tests that bad input gets a clear message with a code, that the exit code tells its kind, and that nothing is lost. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Sqlite from 'better-sqlite3';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const passing = '  - name: ok\n    run: touch ran\n';

describe('bad input', () => {
  let workspace: TerminalWorkspace;
  const open = (files: Readonly<Record<string, string>>) => (workspace = new TerminalWorkspace(files));
  afterEach(() => workspace.dispose());

  /** Asserts that gating fails with a code and a message, that nothing ran and that the roadmap kept its bytes. */
  async function refused(code: string, exitCode: number, message: RegExp, phase = '1'): Promise<void> {
    const file = path.join(workspace.root, 'ROADMAP.md');
    const before = existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;
    const result = await workspace.json(documents.failure, 'gate', phase);
    assert.deepEqual([result.exitCode, result.document.failure.code], [exitCode, code]);
    assert.match(result.document.failure.message, message);
    assert.match(result.stderr, /^phasegate: .+\n$/m);
    assert.equal(existsSync(path.join(workspace.root, 'ran')), false);
    if (before !== null) assert.deepEqual(readFileSync(file), before);
  }

  it('no roadmap', async () => {
    open({});
    await refused('roadmap-missing', 2, /no ROADMAP\.md in .*phasegate init/);
    for (const verb of ['status', 'check', 'run', 'verify', 'history']) {
      const { exitCode, document } = await workspace.json(documents.failure, verb);
      assert.deepEqual([verb, exitCode, document.failure.code], [verb, 2, 'roadmap-missing']);
    }
  });

  it('a roadmap that is a folder', async () => {
    open({});
    mkdirSync(path.join(workspace.root, 'ROADMAP.md'));
    await refused('read-failed', 2, /is a folder/);
  });

  it('a roadmap that is no UTF-8', async () => {
    open({});
    workspace.write('ROADMAP.md', '');
    execFileSync('sh', ['-c', 'printf "## Phase 1: \\377\\n" > ROADMAP.md'], { cwd: workspace.root });
    await refused('roadmap-not-utf8', 3, /not UTF-8.*Save it as UTF-8/);
  });

  it('a roadmap larger than 10 MB', async () => {
    open({ 'ROADMAP.md': `## Phase 1: a\n${'x'.repeat(10 * 1024 * 1024)}` });
    await refused('roadmap-too-large', 3, /larger than 10 MB/);
  });

  it('two phases with one id', async () => {
    const files = workspaceFiles(['TODO', 'TODO'], passing);
    open({ ...files, 'ROADMAP.md': (files['ROADMAP.md'] ?? '').replace('Phase 2', 'Phase 1') });
    await refused('plan-invalid', 3, /ROADMAP\.md: line 8, column \d+: .*phase-id-duplicate/);
    const { document } = await workspace.json(documents.check, 'check');
    assert.ok(document.problems.some(({ code, line }) => code === 'phase-id-duplicate' && line === 8));
  });

  it('a status that is none', async () => {
    const files = workspaceFiles(['Incomplete', 'TODO'], passing);
    open(files);
    await refused('plan-invalid', 3, /phase-status-unknown/);
    const { document } = await workspace.json(documents.status, 'status');
    assert.deepEqual([document.phases[0]?.status, document.next], [null, '1']);
  });

  for (const [name, spec] of [
    ['above the workspace', '../outside.md'],
    ['at an absolute path', '/etc/hostname'],
    ['behind a link', 'stages/link.md'],
  ] as const) {
    it(`a spec outside the workspace, ${name}`, async () => {
      const files = workspaceFiles(['TODO'], passing);
      open({ ...files, 'ROADMAP.md': (files['ROADMAP.md'] ?? '').replace('stages/1.md', spec) });
      symlinkSync('/etc/hostname', path.join(workspace.root, 'stages', 'link.md'));
      await refused('plan-invalid', 3, /outside the workspace.*spec-outside-workspace/);
    });
  }

  it('a spec that is a folder', async () => {
    const files = workspaceFiles(['TODO'], passing);
    open({ 'ROADMAP.md': files['ROADMAP.md'] ?? '', 'stages/1.md/x': '' });
    await refused('plan-invalid', 3, /is a folder.*spec-is-folder/);
  });

  it('a spec that does not exist', async () => {
    open({ 'ROADMAP.md': workspaceFiles(['TODO'], passing)['ROADMAP.md'] ?? '' });
    await refused('plan-invalid', 3, /stages\/1\.md of phase 1 does not exist.*spec-not-found/);
  });

  it('invalid YAML, with line and column', async () => {
    open({ ...workspaceFiles(['TODO'], passing), 'stages/1.md': '---\ngates:\n  - name: "ok\n---\n' });
    await refused('plan-invalid', 3, /^stages\/1\.md: line \d, column \d+: This is not valid YAML: .*yaml-invalid/);
  });

  it('a gate with two kinds', async () => {
    open(workspaceFiles(['TODO'], '  - name: both\n    run: touch ran\n    approve: yes\n'));
    await refused('plan-invalid', 3, /line 6, column 5: .*gate-kind-conflict/);
  });

  it('needs in a circle', async () => {
    open(
      workspaceFiles(
        ['TODO'],
        '  - name: a\n    run: touch ran\n    needs: [b]\n  - name: b\n    run: touch ran\n    needs: [a]\n',
      ),
    );
    await refused('plan-invalid', 3, /a needs b needs a.*gate-needs-cycle/);
  });

  it('no gate at all', async () => {
    open({ ...workspaceFiles(['TODO'], passing), 'stages/1.md': '# Spec\n' });
    await refused('no-gates', 3, /has no gates, so nothing could prove it done/);
  });

  it('a phasegate.yaml with a problem', async () => {
    open({ ...workspaceFiles(['TODO'], passing), 'phasegate.yaml': 'parallel: -1\n' });
    await refused('config-invalid', 2, /phasegate\.yaml: line 1, column 11/);
  });

  it('a command that does not exist, with and without a shell', async () => {
    for (const run of ['no-such-command', '[no-such-command, x]']) {
      open(workspaceFiles(['TODO'], `  - name: missing\n    run: ${run}\n`));
      const { exitCode, document } = await workspace.json(documents.gate, 'gate', '1');
      assert.deepEqual([exitCode, document.run.gates[0]?.outcome], [2, 'could-not-run']);
      assert.match(document.run.gates[0]?.message ?? '', /no-such-command/);
      workspace.dispose();
    }
  });

  it('a read-only roadmap', async () => {
    open(workspaceFiles(['TODO'], '  - name: ok\n    run: "true"\n'));
    chmodSync(path.join(workspace.root, 'ROADMAP.md'), 0o444);
    await refused('roadmap-read-only', 2, /ROADMAP\.md/);
    const { document } = await workspace.json(documents.history, 'history');
    assert.equal(document.runs[0]?.gates[0]?.outcome, 'passed');
  });

  it('a full disk while the status is written', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      console.log('      skipped: mounting a small disk needs root on Linux');
      this.skip();
    }
    open({});
    const disk = path.join(workspace.root, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    } catch {
      console.log('      skipped: this machine does not let a test mount a small disk');
      this.skip();
    }
    try {
      for (const [name, text] of Object.entries(
        workspaceFiles(['TODO'], '  - name: fill\n    run: cat /dev/zero > filler; "true"\n'),
      )) {
        workspace.write(path.join('disk', name), text);
      }
      const before = workspace.read('disk/ROADMAP.md');
      const { exitCode, document } = await workspace.json(documents.failure, 'gate', '1', '-C', disk);
      assert.deepEqual([exitCode, document.failure.code], [2, 'write-failed']);
      assert.equal(workspace.read('disk/ROADMAP.md'), before);
      assert.deepEqual(readdirSync(disk).sort(), ['ROADMAP.md', 'filler', 'stages']);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('a database of a newer version', async () => {
    open(workspaceFiles(['TODO'], passing));
    await workspace.run('gate', '1', '--dry-run');
    mkdirSync(workspace.home);
    const file = path.join(workspace.home, 'phasegate.db');
    const database = new Sqlite(file);
    database.pragma('user_version = 9999');
    database.close();
    const before = readFileSync(file);
    await refused('database-newer', 2, /newer/);
    assert.deepEqual(readFileSync(file), before);
  });

  it('a damaged database', async () => {
    open(workspaceFiles(['TODO'], passing));
    mkdirSync(workspace.home);
    workspace.write('../home/phasegate.db', 'this is no database, and long enough to be looked at\n'.repeat(40));
    await refused('database-damaged', 2, /phasegate\.db/);
    assert.match(workspace.read('../home/phasegate.db'), /^this is no database/);
  });

  it('a data directory that cannot be made', async () => {
    open({ ...workspaceFiles(['TODO'], passing), '../home': 'a file where the folder should be' });
    const result = await workspace.json(documents.failure, 'gate', '1');
    assert.equal(result.exitCode, 2);
    assert.ok(
      ['write-failed', 'database-unavailable'].includes(result.document.failure.code),
      result.document.failure.code,
    );
  });
});
