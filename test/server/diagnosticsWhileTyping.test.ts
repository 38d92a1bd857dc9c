/** Shows that diagnostics follow what is typed, saved and run, in the documents and on the disk. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as phases from '../../protocol/phases.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

const gates = '  - { name: unit, run: "exit 0" }\n';

describe('diagnostics while typing', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;
  let roadmap: string;
  const file = (name: string): string => path.join(workspace.root, name);

  const shows = (name: string, ...expected: readonly string[]): Promise<void> =>
    editor.until(() => JSON.stringify(editor.problemsOf(file(name))) === JSON.stringify(expected));

  before(async () => {
    workspace = new TerminalWorkspace(workspaceFiles(['TODO', 'TODO'], gates));
    roadmap = file('ROADMAP.md');
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
    editor.openDocument(roadmap, workspace.read('ROADMAP.md'));
  });
  after(async () => {
    await editor.close();
    workspace.dispose();
  });

  it('appear, move with the text and go', async () => {
    const line = workspace
      .read('ROADMAP.md')
      .split('\n')
      .findIndex((text) => text.startsWith('**Status:**'));
    editor.replaceText(roadmap, '**Status:** TODO', '**Status:** TO');
    await shows('ROADMAP.md', `${line}:12 phase-status-unknown`);
    editor.type(roadmap, 0, '\u{1f680} on top\r\n\n');
    await shows('ROADMAP.md', `${line + 2}:12 phase-status-unknown`);
    editor.replaceText(roadmap, '**Status:** TO\n', '**Status:** TODO\n');
    await shows('ROADMAP.md');
  });

  it('follow a spec that is typed into, and one that changes on the disk', async () => {
    const spec = workspace.read('stages/1.md');
    editor.openDocument(file('stages/1.md'), spec);
    editor.replaceText(file('stages/1.md'), 'run: "exit 0"', 'rum: "exit 0"');
    await editor.until(() =>
      editor.problemsOf(file('stages/1.md')).some((text) => text.endsWith('config-key-unknown')),
    );
    editor.closeDocument(file('stages/1.md'));
    await shows('stages/1.md');
    rmSync(file('stages/2.md'));
    editor.changedOnDisk(file('stages/2.md'));
    await editor.until(() => editor.problemsOf(roadmap).some((text) => text.endsWith('spec-not-found')));
    workspace.write('stages/2.md', spec.replace('phase: 1', 'phase: 2'));
    editor.changedOnDisk(file('stages/2.md'));
    await shows('ROADMAP.md');
  });

  it('tell of a DONE that nobody proved, until its gates have passed', async () => {
    editor.replaceText(roadmap, '**Status:** TODO', '**Status:** DONE');
    await editor.until(() => editor.problemsOf(roadmap).some((text) => text.endsWith('status-unproven')));
    const { runs } = await editor.ask(phases.verifyPhases, { folderUri: editor.folderUri, phase: '1' });
    assert.equal(runs[0]?.outcome, 'passed');
    await shows('ROADMAP.md');
  });

  it('tell of a spec that no phase names any more', async () => {
    editor.replaceText(roadmap, 'stages/2.md', 'stages/two.md');
    await editor.until(() => editor.problemsOf(file('stages/2.md')).some((text) => text.endsWith('spec-unnamed')));
    editor.replaceText(roadmap, 'stages/two.md', 'stages/2.md');
    await editor.until(() => editor.problemsOf(file('stages/2.md')).length === 0);
  });

  it('answer to a roadmap of 10 MB, and refuse a larger one clearly', async () => {
    const line = 'A line of prose that is there to make the roadmap large.\n';
    const text = editor.document(roadmap).getText();
    editor.replaceText(roadmap, text, text + line.repeat(Math.floor((10_000_000 - text.length) / line.length)));
    editor.replaceText(roadmap, '**Status:** TODO', '**Status:** TODO!');
    await editor.until(() => editor.problemsOf(roadmap).some((problem) => problem.endsWith('phase-status-unknown')));
    editor.type(roadmap, 0, line.repeat(20_000));
    await editor.until((overview) => overview?.failure?.includes('is larger than 10 MB') === true);
    editor.replaceText(roadmap, editor.document(roadmap).getText(), text);
    await shows('ROADMAP.md');
  });
});
