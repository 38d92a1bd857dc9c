/** Tests that fixes of problems reach any LSP editor as code actions, and that applying them mends the files. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { Editor } from './languageServer.ts';

const phase = (id: string, title: string, status: string, spec: string): string =>
  `## Phase ${id}: ${title} 🚀\r\n**Status:** ${status}\r\n**Spec:** ${spec}\r\n**Goal:** It stands\r\n\r\n`;

const gates = 'gates:\n  - { name: unit, run: "true" }\n';

describe('quick fixes over LSP', () => {
  let base: string;
  let root: string;
  let editor: Editor;
  const file = (name: string) => path.join(root, name);
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  };

  beforeEach(() => {
    base = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-fixes-')));
    root = path.join(base, 'workspace');
    mkdirSync(root);
  });
  afterEach(async () => {
    await editor.close();
    rmSync(base, { recursive: true, force: true });
  });

  const open = async (capabilities: object = { documentChanges: true, resourceOperations: ['create'] }) => {
    editor = await Editor.open({ root, home: path.join(base, 'home'), workspaceEdit: capabilities });
  };

  /** The texts after an edit, by name; files that it creates too. */
  function textsAfter(
    edit: WorkspaceEdit | undefined,
    before: Readonly<Record<string, string>>,
  ): Record<string, string> {
    assert.ok(edit);
    const texts: Record<string, string> = { ...before };
    const name = (uri: string) => path.relative(root, URI.parse(uri).fsPath);
    const change = (uri: string, edits: readonly { range: TextEditRange; newText: string }[]) => {
      const text = texts[name(uri)];
      assert.notEqual(text, undefined, `${uri} is no file`);
      texts[name(uri)] = TextDocument.applyEdits(TextDocument.create(uri, 'markdown', 1, text ?? ''), [...edits]);
    };
    for (const [uri, edits] of Object.entries(edit.changes ?? {})) change(uri, edits);
    for (const one of edit.documentChanges ?? []) {
      if ('textDocument' in one) {
        change(
          one.textDocument.uri,
          one.edits.map((edited) => ('newText' in edited ? edited : assert.fail('a snippet'))),
        );
      } else if (one.kind === 'create') {
        assert.equal(texts[name(one.uri)], undefined, 'the file is there');
        texts[name(one.uri)] = '';
      } else assert.fail(one.kind);
    }
    return texts;
  }

  const titled = (actions: readonly CodeAction[], title: string | RegExp): CodeAction =>
    actions.find((action) => (typeof title === 'string' ? action.title === title : title.test(action.title))) ??
    assert.fail(`no ${String(title)} among: ${actions.map((action) => action.title).join(' | ')}`);

  it('creates a missing spec, in an open and unsaved roadmap', async () => {
    const text = phase('1', 'Walls', 'TODO', 'stages/walls.md');
    write('ROADMAP.md', '');
    await open();
    const document = editor.openDocument(file('ROADMAP.md'), text);
    const actions = await editor.codeActions(file('ROADMAP.md'), 'stages/walls.md');
    const action = titled(actions, 'Create stages/walls.md from the template');
    assert.deepEqual(
      [action.kind, action.isPreferred, action.diagnostics?.[0]?.code],
      ['quickfix', true, 'spec-not-found'],
    );
    const after = textsAfter(action.edit, { 'ROADMAP.md': document.getText() });
    assert.match(after['stages/walls.md'] ?? '', /^---\nphase: 1\n/);
    assert.equal(after['ROADMAP.md'], text);
  });

  it('renames a duplicate id in the roadmap and in the spec, which is another document', async () => {
    const text = phase('1', 'Walls', 'TODO', 'stages/walls.md') + phase('1', 'Roof', 'TODO', 'stages/roof.md');
    const spec = `---\nphase: 1\n${gates}---\n`;
    write('ROADMAP.md', text);
    write('stages/walls.md', spec);
    write('stages/roof.md', spec);
    await open();
    editor.openDocument(file('stages/roof.md'), spec);
    const actions = await editor.codeActions(file('ROADMAP.md'), '1: Roof');
    const { edit } = titled(actions, 'Rename this phase to 2, in its spec too');
    const after = textsAfter(edit, { 'ROADMAP.md': text, 'stages/roof.md': spec });
    assert.equal(after['ROADMAP.md'], text.replace('1: Roof', '2: Roof'));
    assert.equal(after['stages/roof.md'], spec.replace('phase: 1', 'phase: 2'));
    const versions = edit?.documentChanges?.map((one) => ('textDocument' in one ? one.textDocument.version : 'none'));
    assert.deepEqual(versions, [null, 1]);
  });

  it('corrects a spec, at positions in UTF-16', async () => {
    const spec = `---\r\nphase: 1 # 🚀\r\ngates:\r\n  - { name: 🚀, run: x, tiemout: 5m }\r\n---\r\n`;
    write('ROADMAP.md', phase('1', 'Walls', 'TODO', 'stages/walls.md'));
    write('stages/walls.md', spec);
    await open();
    const actions = await editor.codeActions(file('stages/walls.md'), 'tiemout');
    const { edit } = titled(actions, 'Change to timeout');
    assert.equal(textsAfter(edit, { 'stages/walls.md': spec })['stages/walls.md'], spec.replace('tiemout', 'timeout'));
  });

  it('offers all fixes of a kind in a file, and all certain ones for codeActionsOnSave', async () => {
    const text =
      phase('1', 'Walls', 'in progress', 'stages/1.md') +
      phase('2', 'Roof', 'todo', 'stages/2.md') +
      phase('3', 'Door', 'done', 'stages/3.md').replace('**Goal:** It', '**Spec:** stages/3.md\r\n**Goal:** It');
    write('ROADMAP.md', text);
    for (const id of ['1', '2', '3']) write(`stages/${id}.md`, `---\nphase: ${id}\n${gates}---\n`);
    await open();
    const ofKind = titled(
      await editor.codeActions(file('ROADMAP.md'), 'todo'),
      /^Fix all 2 .*\(phase-status-unknown\)$/,
    );
    const corrected = text.replace('in progress', 'IN_PROGRESS').replace('** todo', '** TODO');
    assert.equal(textsAfter(ofKind.edit, { 'ROADMAP.md': text })['ROADMAP.md'], corrected);

    for (const only of ['source.fixAll', 'source.fixAll.phasegate', 'source']) {
      const actions = await editor.codeActions(file('ROADMAP.md'), '', [only]);
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        ['source.fixAll.phasegate'],
      );
      // A claim of a verdict is left to a person.
      assert.equal(
        textsAfter(actions[0]?.edit, { 'ROADMAP.md': text })['ROADMAP.md'],
        corrected.replace('**Spec:** stages/3.md\r\n**Spec:** stages/3.md\r\n', '**Spec:** stages/3.md\r\n'),
      );
    }
    assert.deepEqual(await editor.codeActions(file('ROADMAP.md'), 'todo', ['refactor']), []);
    const onlyQuick = await editor.codeActions(file('ROADMAP.md'), 'todo', ['quickfix']);
    assert.ok(onlyQuick.every(({ kind }) => kind === 'quickfix'));
  });

  it('offers a client that can neither create files nor take versions what it can apply', async () => {
    const text = phase('1', 'Walls', 'wip', 'stages/walls.md');
    write('ROADMAP.md', text);
    await open({});
    assert.deepEqual(await editor.codeActions(file('ROADMAP.md'), 'stages/walls.md'), []);
    const { edit } = titled(await editor.codeActions(file('ROADMAP.md'), 'wip'), 'Change the status to IN_PROGRESS');
    assert.equal(edit?.documentChanges, undefined);
    assert.equal(textsAfter(edit, { 'ROADMAP.md': text })['ROADMAP.md'], text.replace('wip', 'IN_PROGRESS'));
  });

  it('offers to verify a phase whose DONE was written by hand, or to set it back', async () => {
    const text = phase('1', 'Walls', 'TODO', 'stages/walls.md');
    write('ROADMAP.md', text);
    write('stages/walls.md', `---\nphase: 1\n${gates}---\n`);
    await open();
    await editor.overview();
    write('ROADMAP.md', text.replace('TODO', 'DONE'));
    await editor.overview();
    const actions = await editor.codeActions(file('ROADMAP.md'), 'DONE');
    const verify = titled(actions, 'Verify phase 1 now');
    assert.deepEqual(verify.command?.arguments, [{ folderUri: editor.folderUri, phase: '1' }]);
    const { edit, isPreferred } = titled(actions, 'Set phase 1 back to TODO');
    assert.equal(isPreferred, false);
    assert.equal(textsAfter(edit, { 'ROADMAP.md': text.replace('TODO', 'DONE') })['ROADMAP.md'], text);
  });

  it('links each diagnostic to the page of its code', async () => {
    write('ROADMAP.md', phase('1', 'Walls', 'wip', 'stages/walls.md'));
    await open();
    await editor.overview();
    const [first] = editor.diagnostics.get(URI.file(file('ROADMAP.md')).toString()) ?? [];
    const page = path.join(import.meta.dirname, '..', '..', 'docs', 'problems', 'phase-status-unknown.md');
    assert.equal(first?.codeDescription?.href, URI.file(page).toString());
  });
});

type TextEditRange = Parameters<typeof TextDocument.applyEdits>[1][number]['range'];
