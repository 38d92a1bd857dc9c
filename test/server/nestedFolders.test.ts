/** Tests that folders inside each other are told apart: each has its own roadmap, and its own lenses, runs and watches. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { URI } from 'vscode-uri';
import { runGates } from '../../protocol/phases.ts';
import { listFolders } from '../../protocol/roadmap.ts';
import { watchGates } from '../../protocol/watch.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const roadmap = (title: string, spec: string): string =>
  `# Roadmap\n\n## Phase 1: ${title}\n**Status:** TODO\n**Spec:** ${spec}\n**Goal:** ${title}\n`;
const spec = (command: string): string => `---\nphase: 1\ngates:\n  - name: unit\n    run: ${command}\n---\n# Spec\n`;

describe('nested folders over LSP', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;
  let inner: string;
  let innerUri: string;

  beforeEach(async () => {
    workspace = new TerminalWorkspace({
      'ROADMAP.md': roadmap('Outer', 'packages/web/outer.md'),
      'packages/web/outer.md': spec('test -f ROADMAP.md'),
      'packages/web/phasegate.yaml': 'roadmap: docs/ROADMAP.md\n',
      'packages/web/docs/ROADMAP.md': roadmap('Inner', 'stages/1.md'),
      'packages/web/docs/stages/1.md': spec('test -f phasegate.yaml'),
      'packages/web/src.txt': 'one',
    });
    inner = path.join(workspace.root, 'packages', 'web');
    innerUri = URI.file(inner).toString();
    editor = await Editor.open({ root: workspace.root, home: workspace.home, alsoOpen: [inner] });
  });

  afterEach(async () => {
    await editor.close();
    workspace.dispose();
  });

  it('shows each with its own roadmap', async () => {
    const { folders } = await editor.ask(listFolders, {});
    assert.deepEqual(
      folders.map(({ phases, roadmapUri }) => [phases[0]?.title, roadmapUri]),
      [
        ['Outer', `${editor.folderUri}/ROADMAP.md`],
        ['Inner', `${innerUri}/docs/ROADMAP.md`],
      ],
    );
  });

  it('runs each in its own folder, and side by side', async () => {
    const [outerRun, innerRun] = await Promise.all([
      editor.ask(runGates, { folderUri: editor.folderUri, phase: '1' }),
      editor.ask(runGates, { folderUri: innerUri, phase: '1' }),
    ]);
    assert.deepEqual([outerRun.run.outcome, innerRun.run.outcome], ['passed', 'passed']);
    assert.match(workspace.read('packages/web/docs/ROADMAP.md'), /DONE/);
  });

  it('puts lenses above a spec for the folder whose roadmap names it, wherever it lies', async () => {
    const targets = async (file: string): Promise<readonly unknown[]> => {
      const lenses = await editor.lenses(path.join(inner, file));
      return [
        ...new Set(lenses.flatMap(({ command }) => (command?.arguments as { folderUri: string }[])[0]?.folderUri)),
      ];
    };
    assert.deepEqual(await targets('outer.md'), [editor.folderUri]);
    assert.deepEqual(await targets('docs/stages/1.md'), [innerUri]);
    assert.deepEqual(await targets('docs/ROADMAP.md'), [innerUri]);
  });

  it('watches both, and a change in the inner folder concerns both', async () => {
    const watches = [editor.folderUri, innerUri].map((folderUri) =>
      editor.askCancellable(watchGates, { folderUri, watchId: folderUri, targets: [{}] }),
    );
    const waits = (id: string): number =>
      editor.watchReports.filter(({ kind, watchId }) => kind === 'waiting' && watchId === id).length;
    await editor.until(() => waits(editor.folderUri) === 1 && waits(innerUri) === 1);
    workspace.write('packages/web/src.txt', 'two');
    await editor.until(() => waits(editor.folderUri) === 2 && waits(innerUri) === 2);
    for (const watch of watches) {
      watch.cancel();
      await watch.answer;
    }
    assert.equal(editor.events.filter(({ kind }) => kind === 'run-ended').length, 4);
  });
});
