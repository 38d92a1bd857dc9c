/** Tests that the built terminal program backs up, restores and checks the data, and says so as the contract wants. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const checks = z.object({
  schemaVersion: z.literal(1),
  kind: z.enum(['backup', 'restore', 'doctor']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), message: z.string() })),
});

const copied = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('database-copy'),
  outcome: z.enum(['copied', 'equal', 'would-copy']),
  changes: z.number(),
  tables: z.array(z.object({ name: z.string(), rows: z.number(), checksum: z.string().nullable() })),
});

describe('care for the data in a terminal', () => {
  let workspace: TerminalWorkspace;
  beforeEach(() => (workspace = new TerminalWorkspace(workspaceFiles(['TODO'], '  - name: ok\n    run: "true"\n'))));
  afterEach(() => workspace.dispose());
  const database = (): string => path.join(workspace.home, 'phasegate.db');
  const backup = (): string => path.join(workspace.root, 'backup.db');

  it('backs up and brings back, and touches nothing with --dry-run', async () => {
    assert.equal((await workspace.run('backup', 'backup.db')).exitCode, 2);
    await workspace.run('gate', '1');
    await workspace.run('backup', 'backup.db', '--dry-run');
    assert.equal(existsSync(backup()), false);
    const made = await workspace.json(checks, 'backup', 'backup.db');
    assert.equal(made.exitCode, 0);
    assert.ok(made.document.checks.length > 3 && made.document.checks.every(({ ok }) => ok));

    await workspace.run('gate', '1');
    await workspace.run('restore', 'backup.db', '--dry-run');
    const runs = async () => (await workspace.json(documents.history, 'history')).document.runs.length;
    assert.equal(await runs(), 2);
    assert.equal((await workspace.json(checks, 'restore', 'backup.db')).exitCode, 0);
    assert.equal(await runs(), 1);
  });

  it('names the command for a damaged database, which restore then keeps', async () => {
    await workspace.run('gate', '1');
    await workspace.run('backup', 'backup.db');
    writeFileSync(database(), 'A letter to my grandmother.');
    const history = await workspace.run('history');
    assert.equal(history.exitCode, 2);
    assert.match(history.stderr, /phasegate restore <backup>/);
    assert.equal((await workspace.json(checks, 'doctor')).exitCode, 1);
    const { stdout } = await workspace.run('restore', 'backup.db');
    const kept = /kept as (.*)\.\n/.exec(stdout)?.[1] ?? '';
    assert.equal(readFileSync(kept, 'utf8'), 'A letter to my grandmother.');
    const doctor = await workspace.json(checks, 'doctor');
    assert.deepEqual(
      doctor.document.checks.filter(({ ok }) => !ok),
      [],
    );
    assert.equal(doctor.exitCode, 0);
  });

  it('keeps one backup a day, names it for a damaged database, and begins anew when told to', async () => {
    await workspace.run('gate', '1');
    const daily = z.object({ kind: z.literal('backup'), file: z.string().nullable(), written: z.boolean() });
    const made = await workspace.json(daily, 'backup', '--daily');
    assert.deepEqual([made.exitCode, made.document.written], [0, true]);
    assert.equal((await workspace.json(daily, 'backup', '--daily')).document.written, false);
    writeFileSync(database(), 'A letter to my grandmother.');
    const { stderr } = await workspace.run('history');
    const [, command = ''] = /phasegate (restore \S+daily-\S+\.db)/.exec(stderr) ?? [];
    assert.equal((await workspace.run(...command.split(' '))).exitCode, 0, stderr);
    const runs = async () => (await workspace.json(documents.history, 'history')).document.runs.length;
    assert.equal(await runs(), 1);
    const emptied = await workspace.run('restore', '--empty');
    assert.match(emptied.stdout, /empty now.*kept as .*phasegate\.db/s);
    assert.equal(await runs(), 0);
    assert.equal((await workspace.run('restore', '--empty', 'backup.db')).exitCode, 2);
  });

  it('refuses what is no backup, and PostgreSQL', async () => {
    await workspace.run('gate', '1');
    const refused = await workspace.json(documents.failure, 'restore', 'ROADMAP.md');
    assert.deepEqual([refused.exitCode, refused.document.failure.code], [2, 'backup-invalid']);
    const postgres = workspace.start(['backup', 'b.db'], { PHASEGATE_DATABASE_URL: 'postgres://somewhere/phasegate' });
    assert.match((await postgres.ended).stderr, /pg_dump/);
  });

  it('copies everything to another database, once, and says what was copied', async () => {
    assert.equal((await workspace.json(documents.failure, 'database', 'copy', '--to', 'c.db')).exitCode, 2);
    await workspace.run('gate', '1');
    const planned = await workspace.json(copied, 'database', 'copy', '--to', 'c.db', '--dry-run');
    assert.deepEqual([planned.document.outcome, existsSync(path.join(workspace.root, 'c.db'))], ['would-copy', false]);
    const made = await workspace.json(copied, 'database', 'copy', '--to', 'sqlite:c.db');
    assert.equal(made.document.outcome, 'copied', made.stderr);
    assert.match(made.stderr, /^Copying\.$/m);
    assert.equal(made.document.tables.find(({ name }) => name === 'phase_run')?.rows, 1);
    const again = await workspace.run('database', 'copy', '--to', 'c.db');
    assert.match(again.stdout, /nothing was copied/);
    for (const wrong of [
      ['database'],
      ['database', 'copy'],
      ['database', 'move', '--to', 'x'],
      ['database', 'copy', '--to', 'http://x/y'],
    ]) {
      assert.equal((await workspace.run(...wrong)).exitCode, 2, wrong.join(' '));
    }
  });
});
