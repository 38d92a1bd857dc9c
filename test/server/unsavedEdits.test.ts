/** Tests that nothing typed into an open roadmap is lost while the runner writes a status (reliability row 17). */
import assert from 'node:assert/strict';
import path from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import * as phases from '../../protocol/phases.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

/** How many interleavings of typing and writing are tried; the long suite asks for 1,000. */
const interleavings = Number(process.env['PHASEGATE_INTERLEAVINGS'] ?? 60);

describe('a roadmap that is open with unsaved edits', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;
  let roadmap: string;

  beforeEach(async () => {
    workspace = new TerminalWorkspace(
      workspaceFiles(['TODO', 'TODO'], '  - name: criteria\n    checklist: Criteria\n', '## Criteria\n\n- [x] done\n'),
    );
    roadmap = path.join(workspace.root, 'ROADMAP.md');
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
  });

  afterEach(async () => {
    await editor.close();
    workspace.dispose();
  });

  const gate = async () => editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });

  it('is written through the editor, and stays unsaved', async () => {
    const onDisk = workspace.read('ROADMAP.md');
    editor.openDocument(roadmap, onDisk);
    editor.type(roadmap, onDisk.length, '\nNot saved yet.\n');
    assert.equal((await gate()).run.statusAfter, 'DONE');
    assert.equal(editor.document(roadmap).getText(), `${onDisk.replace('TODO', 'DONE')}\nNot saved yet.\n`);
    assert.equal(workspace.read('ROADMAP.md'), onDisk);
  });

  it('is saved after the write when it had no unsaved edits', async () => {
    const onDisk = workspace.read('ROADMAP.md');
    editor.openDocument(roadmap, onDisk);
    await gate();
    assert.equal(workspace.read('ROADMAP.md'), onDisk.replace('TODO', 'DONE'));
    assert.equal(editor.document(roadmap).getText(), workspace.read('ROADMAP.md'));
  });

  it('keeps what is typed at the very moment of the write', async () => {
    const onDisk = workspace.read('ROADMAP.md');
    editor.openDocument(roadmap, onDisk);
    let typed = 0;
    editor.beforeApply = () => {
      if (typed++ < 3) editor.type(roadmap, editor.document(roadmap).getText().length, `${typed}`);
    };
    assert.equal((await gate()).run.statusAfter, 'DONE');
    assert.equal(editor.document(roadmap).getText(), `${onDisk.replace('TODO', 'DONE')}123`);
  });

  it('tells a conflict when typing never pauses, and changes nothing', async () => {
    const onDisk = workspace.read('ROADMAP.md');
    editor.openDocument(roadmap, onDisk);
    editor.beforeApply = () => editor.type(roadmap, editor.document(roadmap).getText().length, 'x');
    assert.equal(
      await editor.askFailing(phases.runGates, { folderUri: editor.folderUri, phase: '1' }),
      'roadmap-changed',
    );
    assert.match(editor.document(roadmap).getText().slice(onDisk.length), /^x+$/);
    assert.equal(workspace.read('ROADMAP.md'), onDisk);
  });

  it(`keeps every keystroke or shows a conflict in ${interleavings} interleavings`, async function () {
    this.timeout(20_000 + interleavings * 500);
    const onDisk = workspace.read('ROADMAP.md');
    const step = fc.record({
      before: fc.integer({ min: 0, max: 2 }),
      atApply: fc.integer({ min: 0, max: 3 }),
      save: fc.boolean(),
    });
    for (const [index, { before, atApply, save }] of fc.sample(step, { numRuns: interleavings, seed: 17 }).entries()) {
      workspace.write('ROADMAP.md', onDisk);
      editor.openDocument(roadmap, onDisk);
      let keys = '';
      const press = (): void => {
        const key = String.fromCharCode(97 + (keys.length % 26));
        keys += key;
        editor.type(roadmap, editor.document(roadmap).getText().length, key);
      };
      for (let key = 0; key < before; key++) press();
      if (save) editor.save(editor.document(roadmap).uri);
      let left = atApply;
      editor.beforeApply = () => {
        if (left-- > 0) press();
      };
      const { run } = await gate();
      assert.equal(run.statusAfter, 'DONE', `interleaving ${index}`);
      assert.equal(editor.document(roadmap).getText(), onDisk.replace('TODO', 'DONE') + keys, `interleaving ${index}`);
      editor.closeDocument(roadmap);
    }
  });
});
