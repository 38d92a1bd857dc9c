/** Regulations over LSP against the built server: loaded, listed, found, removed and brought back, and linked from Markdown. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {
  CompletionRequest,
  DefinitionRequest,
  DocumentLinkRequest,
  DocumentLinkResolveRequest,
  HoverRequest,
  type CompletionItem,
  type Diagnostic,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import * as protocol from '../../protocol/regulations.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const rulebook = (retention: string): string =>
  `---\ntitle: AML Rulebook\nid: AML\nversion: "7"\n---\n\n# Diligence\n\n8.1.1 A Relevant Person must verify a customer before it opens an account.\n\n# Records\n\n8.1.2 Records must be kept for ${retention} *years*.\n`;
const fees = '{"id": "FEES", "title": "Fees", "sections": [{"ref": "1", "text": "A fee of 100 is due each year."}]}';

describe('regulations over LSP', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  let editor: Editor;

  before(async () => {
    workspace = new TerminalWorkspace({});
    workspace.write('regs/aml.md', rulebook('six'));
    workspace.write('regs/fees.json', fees);
    workspace.write('regs/broken.json', '{\n  "id": ');
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
  });
  after(async () => {
    await editor.close();
    workspace.dispose();
  });

  const fileUri = (name: string): string => URI.file(path.join(workspace.root, name)).toString();
  const ingest = (dataset = 'adgm', ...names: string[]) =>
    editor.ask(protocol.ingestRegulations, {
      dataset,
      fileUris: (names.length === 0 ? ['regs'] : names).map(fileUri),
    });
  const datasets = async () => (await editor.ask(protocol.listDatasets, {})).datasets;

  it('are loaded, with the files that failed by line and reason', async () => {
    assert.deepEqual(await datasets(), []);
    const outcome = await ingest();
    assert.deepEqual(outcome.dataset, { name: 'adgm', documents: 2, passages: 3 });
    assert.deepEqual([outcome.added, outcome.changed, outcome.unchanged, outcome.removed], [2, 0, 0, 0]);
    assert.deepEqual(
      outcome.failed.map((one) => [one.fileUri, one.line]),
      [[fileUri('regs/broken.json'), 2]],
    );
    assert.match(outcome.failed[0]?.message ?? '', /^line 2, column /);
    assert.equal((await ingest()).unchanged, 2);
    await editor.until(() => editor.regulationChanges > 0);
  });

  it('are listed by dataset, document, section and passage, a page at a time', async () => {
    const { documents, total } = await editor.ask(protocol.listDocuments, { dataset: 'adgm', from: 0, limit: 1 });
    assert.equal(total, 2);
    assert.deepEqual(documents, [
      { id: 'AML', title: 'AML Rulebook', version: '7', passages: 2, fileUri: fileUri('regs/aml.md') },
    ]);
    const whole = { dataset: 'adgm', document: 'AML', depth: 0, from: 0, limit: 10 };
    const top = await editor.ask(protocol.listPassages, whole);
    const [diligence, records] = top.entries;
    assert.ok(diligence?.kind === 'section' && records?.kind === 'section');
    assert.deepEqual([diligence.heading, records.heading], ['Diligence', 'Records']);
    const below = await editor.ask(protocol.listPassages, { ...whole, depth: 1, range: records });
    assert.deepEqual(
      below.entries.map((one) => (one.kind === 'passage' ? one.reference : one.kind)),
      ['8.1.2'],
    );
    assert.equal((await editor.ask(protocol.listPassages, { ...whole, from: 1 })).entries.length, 1);
  });

  it('are found, with rank and score of each leg', async () => {
    const { found, legs, vanished } = await editor.ask(protocol.findPassages, {
      query: 'How long must records be kept?',
      limit: 10,
    });
    assert.equal(found[0]?.passage.reference, '8.1.2');
    assert.equal(found[0].passage.address, 'regulation:adgm/AML#8.1.2');
    assert.ok(found[0].legs.some(({ leg, rank }) => leg === 'lexical' && rank === 1));
    assert.deepEqual(
      legs.map(({ leg, state }) => [leg, state]),
      [
        ['lexical', 'answered'],
        ['dense', 'answered'],
        ['references', 'answered'],
      ],
    );
    assert.equal(vanished, 0);
    assert.equal(
      await editor.askFailing(protocol.findPassages, { query: 'x', dataset: 'no', limit: 1 }),
      'unknown-dataset',
    );
  });

  it('are read at their place, also when the file was edited since', async () => {
    const read = async () =>
      editor.ask(protocol.readPassage, { dataset: 'adgm', document: 'AML', passage: 'Rule 8.1.2' });
    const { passage, source } = await read();
    assert.ok(passage);
    assert.equal(source, 'same');
    const text = workspace.read('regs/aml.md');
    assert.match(text.slice(passage.start, passage.end), /Records must be kept for six \*years\*\./);
    workspace.write('regs/aml.md', `A line above.\n\n${text.replace('six', 'six')}`);
    const moved = await read();
    assert.equal(moved.source, 'changed');
    workspace.write('regs/aml.md', text);
    const none = await editor.ask(protocol.readPassage, { dataset: 'adgm', document: 'AML', passage: '9.9' });
    assert.equal(none.passage, null);
  });

  it('are found in files with a byte order mark and ends of lines of two kinds, as editors count', async () => {
    workspace.write(
      'mixed/one.txt',
      '\uFEFF1.1 The first rule stands here.\r\n\r\n1.2 The second rule.\n\n1.3 The third.\n',
    );
    await ingest('mixed', 'mixed');
    const place = async (passage: string) =>
      (await editor.ask(protocol.readPassage, { dataset: 'mixed', document: 'one', passage })).range?.start;
    assert.deepEqual(await place('1.1'), { line: 0, character: 0 });
    assert.deepEqual(await place('1.2'), { line: 2, character: 0 });
    assert.deepEqual(await place('1.3'), { line: 4, character: 0 });
    await editor.ask(protocol.removeRegulations, { dataset: 'mixed' });
  });

  describe('in links of Markdown', () => {
    const text =
      '# Notes\n\nSee [records](regulation:adgm/AML#8.1.2 "as of 000000000000") and [nothing](regulation:adgm/AML#9.9),\n`[code](regulation:none/X#1)`.\n\n[new](regulation:adgm/AML#8.1';
    const file = (): string => path.join(workspace.root, 'notes.md');
    const position = (what: string, behind = false) => {
      const document = editor.document(file());
      return document.positionAt(document.getText().indexOf(what) + (behind ? what.length : 1));
    };
    const at = (what: string, behind = false) => ({
      textDocument: { uri: URI.file(file()).toString() },
      position: position(what, behind),
    });
    const problems = (): readonly Diagnostic[] => editor.diagnostics.get(URI.file(file()).toString()) ?? [];
    const complete = async (what: string): Promise<readonly CompletionItem[]> => {
      const list = await editor.request(CompletionRequest.type, at(what, true));
      return list === null ? [] : 'items' in list ? list.items : list;
    };
    const newText = (item: CompletionItem | undefined): string =>
      item?.textEdit !== undefined && 'newText' in item.textEdit ? item.textEdit.newText : '';

    before(() => {
      editor.openDocument(file(), text);
    });

    it('are told where they lead nowhere, and where the passage reads differently', async () => {
      await editor.until(() => problems().length === 2);
      assert.deepEqual(
        problems().map(({ code, severity }) => [code, severity]),
        [
          ['regulation-changed', 3],
          ['regulation-unresolved', 2],
        ],
      );
      assert.match(String(problems()[1]?.codeDescription?.href), /docs\/problems\/regulation-unresolved\.md$/);
    });

    it('show the passage as plain text, open it, and link to its place', async () => {
      const hover = await editor.request(HoverRequest.type, at('regulation:adgm/AML#8.1.2'));
      assert.match(JSON.stringify(hover?.contents), /AML Rulebook 8\.1\.2.*Records must be kept for six/);
      const definition = await editor.request(DefinitionRequest.type, at('regulation:adgm/AML#8.1.2'));
      assert.ok(definition !== null && !Array.isArray(definition));
      assert.deepEqual([definition.uri, definition.range.start.line], [fileUri('regs/aml.md'), 12]);
      const links = await editor.request(DocumentLinkRequest.type, { textDocument: at('# Notes').textDocument });
      const [link] = links ?? [];
      assert.ok(link);
      const { target } = await editor.request(DocumentLinkResolveRequest.type, link);
      assert.match(target ?? '', /regs\/aml\.md#L13,\d+$/);
      assert.equal(await editor.request(HoverRequest.type, at('# Notes')), null);
    });

    it('are completed part by part', async () => {
      const references = await complete('[new](regulation:adgm/AML#8.1');
      assert.deepEqual(
        references.map(({ label }) => label),
        ['8.1.1', '8.1.2'],
      );
      assert.match(newText(references[1]), /^regulation:adgm\/AML#8\.1\.2 "as of [0-9a-f]{12}"$/);
      const documents = await complete('[new](regulation:adgm/');
      assert.deepEqual(documents.map(newText), ['regulation:adgm/AML#', 'regulation:adgm/FEES#']);
      assert.equal(newText((await complete('[new](regulation:'))[0]), 'regulation:adgm/');
      assert.deepEqual((await complete('[new](re')).map(newText), ['regulation:']);
    });

    it('are looked at again when the regulations change', async () => {
      const { undo } = await editor.ask(protocol.removeRegulations, { dataset: 'adgm' });
      await editor.until(() => problems().filter(({ code }) => code === 'regulation-unresolved').length === 2);
      await editor.ask(protocol.restoreRegulations, { undo });
      await editor.until(() => problems().some(({ code }) => code === 'regulation-changed'));
    });
  });

  it('are removed by document or dataset, and brought back as they were', async () => {
    const removed = await editor.ask(protocol.removeRegulations, { dataset: 'adgm', document: 'FEES' });
    assert.equal(removed.documents, 1);
    assert.deepEqual(await datasets(), [{ name: 'adgm', documents: 1, passages: 2 }]);
    await editor.ask(protocol.restoreRegulations, { undo: removed.undo });
    assert.deepEqual(await datasets(), [{ name: 'adgm', documents: 2, passages: 3 }]);
    const { undo } = await editor.ask(protocol.removeRegulations, { dataset: 'adgm' });
    assert.deepEqual(await datasets(), []);
    const { found } = await editor.ask(protocol.findPassages, { query: 'records', limit: 5 });
    assert.deepEqual(found, []);
    // Loaded again meanwhile: what is there stays, the rest comes back.
    await ingest('adgm', 'regs/fees.json');
    assert.deepEqual(await editor.ask(protocol.restoreRegulations, { undo }), { dataset: 'adgm', documents: 1 });
    assert.deepEqual(await datasets(), [{ name: 'adgm', documents: 2, passages: 3 }]);
    assert.equal(await editor.askFailing(protocol.restoreRegulations, { undo }), 'unknown-dataset');
    assert.equal(
      await editor.askFailing(protocol.removeRegulations, { dataset: 'adgm', document: 'none' }),
      'unknown-dataset',
    );
  });

  it('go on where they were when loading was cancelled', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `many/rule${at}.md`);
    for (const [at, name] of names.entries()) workspace.write(name, `# Rule ${at}\n\n1.${at} Text of rule ${at}.\n`);
    const { answer, cancel } = editor.askCancellable(protocol.ingestRegulations, {
      dataset: 'many',
      fileUris: [fileUri('many')],
    });
    cancel();
    await assert.rejects(answer, /cancelled/i);
    const outcome = await ingest('many', 'many');
    assert.equal(outcome.dataset.documents, 200);
  });

  it('are only looked at in a workspace that is not trusted', async () => {
    const restricted = await Editor.open({ root: workspace.root, home: workspace.home, trusted: false });
    try {
      const order = { dataset: 'x', fileUris: [fileUri('regs')] };
      assert.equal(await restricted.askFailing(protocol.ingestRegulations, order), 'not-trusted');
      assert.equal(await restricted.askFailing(protocol.removeRegulations, { dataset: 'adgm' }), 'not-trusted');
      assert.notEqual((await restricted.ask(protocol.listDatasets, {})).datasets.length, 0);
    } finally {
      await restricted.close();
    }
  });
});
