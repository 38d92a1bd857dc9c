/** Commands run gates, and the runner writes what came of it, through the editor where the roadmap is open. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, readText, statusOf, target, until, uriOf, writePlan, writeText } from '../openFolder.ts';
import type { PlannedPhase } from '../openFolder.ts';

// Gates that start no program need no consent, and so no dialog, which a test host cannot show.
const checklist = 'gates:\n  - name: criteria\n    checklist: Acceptance criteria';

function phase(id: string, isTicked: boolean, status = 'TODO'): PlannedPhase {
  return { id, status, gates: checklist, body: `## Acceptance criteria\n- [${isTicked ? 'x' : ' '}] the only one\n` };
}

interface Run {
  readonly outcome: string;
  readonly statusAfter: string;
}

async function runGates(id: string): Promise<Run> {
  const runs = await vscode.commands.executeCommand<readonly Run[]>('phasegate.runGates', target(id));
  const [run] = runs;
  assert.ok(run, `the gates of phase ${id} did not run`);
  return run;
}

describe('running', () => {
  afterEach(closeEditors);

  it('writes DONE when the gates pass', async () => {
    await writePlan([phase('1', true), phase('2', false)]);
    assert.deepEqual(pick(await runGates('1')), { outcome: 'passed', statusAfter: 'DONE' });
    assert.equal(await statusOf('1'), 'DONE');
    assert.equal(await statusOf('2'), 'TODO');
  });

  it('writes FAILED with a note when a gate says no, and DONE without one when it passes at last', async () => {
    await writePlan([phase('1', false)]);
    assert.deepEqual(pick(await runGates('1')), { outcome: 'failed', statusAfter: 'FAILED' });
    assert.match(await readText('ROADMAP.md'), /\*\*Status:\*\* FAILED[\s\S]*\*\*Notes:\*\* [^\n]*criteria/);
    await writeText('stages/1.md', (await readText('stages/1.md')).replace('- [ ]', '- [x]'));
    assert.deepEqual(pick(await runGates('1')), { outcome: 'passed', statusAfter: 'DONE' });
    assert.doesNotMatch(await readText('ROADMAP.md'), /Notes/);
  });

  it('runs nothing out of order, and changes nothing then', async () => {
    await writePlan([phase('1', false), phase('2', true)]);
    const before = await readText('ROADMAP.md');
    const runs = await vscode.commands.executeCommand<readonly Run[]>('phasegate.runPhase', target('2'));
    assert.deepEqual(runs, []);
    assert.equal(await readText('ROADMAP.md'), before);
  });

  it('saves a roadmap that was open without unsaved edits', async () => {
    await writePlan([phase('1', true)]);
    const document = await vscode.workspace.openTextDocument(uriOf('ROADMAP.md'));
    await vscode.window.showTextDocument(document);
    await runGates('1');
    assert.equal(await statusOf('1'), 'DONE');
    await until('the editor to show it, saved', () => document.getText().includes('DONE') && !document.isDirty);
  });

  it('keeps unsaved edits: the status goes into the editor, and nothing is saved over them', async () => {
    await writePlan([phase('1', true), phase('2', false)]);
    const uri = uriOf('ROADMAP.md');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    const typed = 'Typed and not saved.';
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), `${typed}\n`));
    assert.equal(document.isDirty, true);
    await runGates('1');
    await until('the status in the editor', () => /Phase 1:[^\n]*\n\*\*Status:\*\* DONE/.test(document.getText()));
    assert.ok(document.getText().includes(typed), 'the typed text is gone');
    assert.equal(document.isDirty, true, 'the document was saved without being asked');
    assert.ok(!(await readText('ROADMAP.md')).includes(typed), 'the unsaved text reached the disk');
    assert.ok(await document.save());
    assert.equal(await statusOf('1'), 'DONE');
    assert.ok((await readText('ROADMAP.md')).includes(typed));
  });

  it('keeps every keystroke of a person who types while phases run', async () => {
    const rounds = 20;
    await writePlan([phase('1', true)]);
    const document = await vscode.workspace.openTextDocument(uriOf('ROADMAP.md'));
    const editor = await vscode.window.showTextDocument(document);
    let typedCount = 0;
    for (let round = 0; round < rounds; round++) {
      // A run that the typing kept from writing is shown as a conflict and has no result; nothing may be lost even then.
      const run = vscode.commands.executeCommand('phasegate.runGates', target('1'));
      let isRunning = true;
      const ended = Promise.resolve(run).finally(() => (isRunning = false));
      do {
        const isTyped = await editor.edit((edit) => edit.insert(document.lineAt(1).range.end, `k${typedCount} `));
        if (isTyped) typedCount++;
        // From as fast as the editor takes it to a quick typist's pace.
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 60));
      } while (isRunning);
      await ended;
    }
    const words = document.lineAt(1).text.trim().split(' ');
    assert.deepEqual(
      words,
      Array.from({ length: typedCount }, (_, index) => `k${index}`),
    );
    assert.ok(typedCount >= rounds);
    assert.deepEqual(pick(await runGates('1')), { outcome: 'passed', statusAfter: 'DONE' });
    await until('the status', () => document.getText().includes('**Status:** DONE'));
  }).timeout(90_000);
});

function pick({ outcome, statusAfter }: Run): Run {
  return { outcome, statusAfter };
}
