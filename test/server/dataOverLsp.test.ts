/** Tests that the built server keeps backups by itself, and mends a damaged database as the person in the editor wants. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { URI } from 'vscode-uri';
import * as data from '../../protocol/data.ts';
import * as phases from '../../protocol/phases.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

describe('care for the data in an editor', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor | null = null;
  beforeEach(
    () => (workspace = new TerminalWorkspace(workspaceFiles(['TODO', 'TODO'], '  - name: ok\n    run: "true"\n'))),
  );
  afterEach(async () => {
    await editor?.close();
    editor = null;
    workspace.dispose();
  });
  const open = async (): Promise<Editor> => {
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
    return editor;
  };
  const runs = async (at: Editor): Promise<number> =>
    (await at.ask(phases.listRuns, { folderUri: at.folderUri })).runs.length;
  const database = (): string => path.join(workspace.home, 'phasegate.db');
  const letter = 'A letter to my grandmother.';

  it('has a backup of the day made, writes others, examines, and restores while it is open', async () => {
    const at = await open();
    await at.ask(phases.runGates, { folderUri: at.folderUri, phase: '1' });
    const { checks } = await at.ask(data.examineData, {});
    assert.deepEqual(
      checks.filter(({ ok, name }) => !ok && name !== 'git'),
      [],
    );
    const file = path.join(workspace.root, 'backup.db');
    const made = await at.ask(data.backUpData, { fileUri: URI.file(file).toString() });
    assert.ok(made.isWritten && existsSync(file));
    await assert.rejects(at.ask(data.backUpData, { fileUri: URI.file(database()).toString() }), /database itself/);

    await at.ask(phases.runGates, { folderUri: at.folderUri, phase: '2' });
    assert.equal(await runs(at), 2);
    const { setAside } = await at.ask(data.restoreData, { fileUri: URI.file(file).toString() });
    assert.ok(setAside !== null && existsSync(setAside));
    assert.equal(await runs(at), 1);
    await assert.rejects(at.ask(data.restoreData, { fileUri: URI.file(workspace.root).toString() }));
    assert.equal(await runs(at), 1);

    const daily = async () => (await at.ask(data.listBackups, {})).backups;
    for (let deadline = Date.now() + 40_000; (await daily()).length === 0 && Date.now() < deadline;) {
      await at.ask(phases.listRuns, { folderUri: at.folderUri });
    }
    assert.deepEqual(
      (await daily()).map(({ reason }) => reason),
      ['daily'],
    );
  });

  it('tells of a damaged database, and restores its newest backup', async () => {
    await workspace.run('gate', '1');
    await workspace.run('backup', '--daily');
    writeFileSync(database(), letter);
    const at = await open();
    await at.until(() => at.damages.length > 0);
    const [damage] = at.damages;
    assert.match(damage?.message ?? '', /is damaged .* left as it is/);
    assert.equal(readFileSync(database(), 'utf8'), letter);
    assert.ok(damage?.backup !== null && damage?.backup !== undefined);
    const { setAside } = await at.ask(data.restoreData, { fileUri: damage.backup.fileUri });
    assert.equal(readFileSync(setAside ?? '', 'utf8'), letter);
    assert.equal(await runs(at), 1);
    assert.equal(at.damages.length, 1);
  });

  it('begins with an empty database where there is no backup', async () => {
    await workspace.run('gate', '1');
    writeFileSync(database(), letter);
    const at = await open();
    await at.until(() => at.damages.length > 0);
    assert.equal(at.damages[0]?.backup, null);
    const { setAside } = await at.ask(data.startEmpty, {});
    assert.equal(readFileSync(setAside ?? '', 'utf8'), letter);
    assert.equal(await runs(at), 0);
    await at.ask(phases.runGates, { folderUri: at.folderUri, phase: '1' });
    assert.equal(await runs(at), 1);
    // Also while this server has it open.
    await at.ask(data.startEmpty, {});
    assert.equal(await runs(at), 0);
  });
});
