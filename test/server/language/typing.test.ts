/** Completion, hover, semantic tokens and formatting through the built server, as golden files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CompletionRequest,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  HoverRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type CompletionItem,
  type Position,
  type TextDocumentClientCapabilities,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import * as phases from '../../../protocol/phases.ts';
import { Editor, type EditorSettings } from '../languageServer.ts';
import { TerminalWorkspace } from '../terminal.ts';
import { assertGolden } from './goldenFile.ts';

const fixture = path.join(import.meta.dirname, '..', '..', 'fixtures', 'language', 'typing', 'plan');

const files: Readonly<Record<string, string>> = Object.fromEntries(
  globSync('**/*', { cwd: fixture }).map((name) => [name, readFileSync(path.join(fixture, name), 'utf8')]),
);

/** Everything that the features ask of a client. */
const able: TextDocumentClientCapabilities = {
  completion: { completionItem: { snippetSupport: true } },
  hover: { contentFormat: ['markdown', 'plaintext'] },
  formatting: { dynamicRegistration: true },
  rangeFormatting: { dynamicRegistration: true },
};

const formatOptions = { tabSize: 2, insertSpaces: true, trimTrailingWhitespace: true };

describe('typing in the documents of a plan', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;

  async function open(texts: Readonly<Record<string, string>>, settings: Partial<EditorSettings> = {}): Promise<void> {
    workspace = new TerminalWorkspace(texts);
    editor = await Editor.open({ root: workspace.root, home: workspace.home, textDocument: able, ...settings });
  }

  /** Opens a document of the workspace in the editor, with other text than on the disk where it is given. */
  function show(name: string, text = workspace.read(name)): TextDocument {
    return editor.openDocument(path.join(workspace.root, name), text);
  }

  function uriOf(name: string): string {
    return URI.file(path.join(workspace.root, name)).toString();
  }

  /** Types at the end of a piece of the text; answers with the place behind what was typed. */
  function typeAfter(name: string, piece: string, typed: string): Position {
    const file = path.join(workspace.root, name);
    const offset = editor.document(file).getText().indexOf(piece) + piece.length;
    assert.ok(offset >= piece.length, `there is no ${piece}`);
    editor.type(file, offset, typed);
    return editor.document(file).positionAt(offset + typed.length);
  }

  async function itemsAt(name: string, position: Position): Promise<readonly CompletionItem[]> {
    const answer = await editor.request(CompletionRequest.type, { textDocument: { uri: uriOf(name) }, position });
    return Array.isArray(answer) ? answer : (answer?.items ?? []);
  }

  async function hoverOn(name: string, piece: string, at = 0): Promise<unknown> {
    const file = path.join(workspace.root, name);
    const offset = editor.document(file).getText().indexOf(piece);
    assert.ok(offset >= 0, `there is no ${piece}`);
    const position = editor.document(file).positionAt(offset + at);
    return editor.request(HoverRequest.type, { textDocument: { uri: uriOf(name) }, position });
  }

  afterEach(async () => {
    await editor.close();
    workspace.dispose();
  });

  for (const lineBreak of ['\n', '\r\n'])
    describe(`with ${JSON.stringify(lineBreak)}`, () => {
      const texts = Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, text.replaceAll('\n', lineBreak)]),
      );

      it('completes what is being typed', async () => {
        await open(texts);
        for (const name of ['ROADMAP.md', 'stages/phase-2a-walls.md', 'phasegate.yaml']) show(name);
        const spec = 'stages/phase-2a-walls.md';
        const answers = {
          status: await itemsAt('ROADMAP.md', { line: 21, character: 12 }),
          spec: await itemsAt('ROADMAP.md', { line: 22, character: 17 }),
          field: await itemsAt('ROADMAP.md', typeAfter('ROADMAP.md', 'missing.md', `${lineBreak}**`)),
          prose: await itemsAt('ROADMAP.md', { line: 8, character: 12 }),
          phase: await itemsAt(spec, { line: 1, character: 8 }),
          needs: await itemsAt(spec, typeAfter(spec, 'needs: [typecheck', ', ')),
          key: await itemsAt(spec, typeAfter(spec, 'Acceptance criteria', `${lineBreak}    `)),
          item: await itemsAt(spec, typeAfter(spec, 'gates:', `${lineBreak}  - `)),
          broken: await itemsAt(
            'phasegate.yaml',
            typeAfter('phasegate.yaml', 'cwd: server', `${lineBreak}    needs: [`),
          ),
          run: await itemsAt(
            'phasegate.yaml',
            typeAfter('phasegate.yaml', 'parallel: 2', `${lineBreak}executor: { kind: command, run: `),
          ),
        };
        assertGolden('typing/completion.json', answers);
      });

      it('tells what is under the pointer', async () => {
        await open(texts);
        for (const name of ['ROADMAP.md', 'stages/phase-2a-walls.md', 'phasegate.yaml']) show(name);
        const spec = 'stages/phase-2a-walls.md';
        assertGolden('typing/hover.json', {
          heading: await hoverOn('ROADMAP.md', 'Ground 🏗️'),
          id: await hoverOn('ROADMAP.md', '2A', 1),
          status: await hoverOn('ROADMAP.md', 'IN_PROGRESS'),
          spec: await hoverOn('ROADMAP.md', 'stages/phase-2a-walls.md', 5),
          missingSpec: await hoverOn('ROADMAP.md', 'stages/missing.md'),
          fieldName: await hoverOn('ROADMAP.md', 'Goal:**'),
          code: await hoverOn('ROADMAP.md', '```', 1),
          mention: await hoverOn(spec, '2A'),
          ownGate: await hoverOn(spec, 'own 🧱'),
          namedGate: await hoverOn(spec, '- typecheck', 4),
          checklist: await hoverOn(spec, 'Acceptance criteria'),
          key: await hoverOn(spec, 'severity'),
          value: await hoverOn(spec, 'warning'),
          prose: await hoverOn(spec, 'dry'),
          configGate: await hoverOn('phasegate.yaml', 'unit'),
          configKey: await hoverOn('phasegate.yaml', 'parallel'),
        });
      });

      it('marks statuses, ids and gates', async () => {
        await open(texts);
        const names = ['ROADMAP.md', 'stages/phase-2a-walls.md', 'phasegate.yaml'];
        const answers: Record<string, unknown> = { legend: editor.capabilities.semanticTokensProvider };
        for (const name of names) {
          const document = show(name);
          const { data } = (await editor.request(SemanticTokensRequest.type, {
            textDocument: { uri: document.uri },
          })) ?? {
            data: [],
          };
          answers[name] = markedWords(document, data);
        }
        assertGolden('typing/semanticTokens.json', answers);
      });

      it('formats field lines, and them alone', async () => {
        await open(texts);
        const document = show('ROADMAP.md');
        const textDocument = { uri: document.uri };
        const edits =
          (await editor.request(DocumentFormattingRequest.type, { textDocument, options: formatOptions })) ?? [];
        const expected = texts['ROADMAP.md']
          ?.replace('**Status:**  IN_PROGRESS ', '**Status:** IN_PROGRESS')
          .replace('**Spec:**\t', '**Spec:** ')
          .replace(`**Status:** ${lineBreak}`, `**Status:**${lineBreak}`);
        assert.equal(TextDocument.applyEdits(document, edits), expected);
        const range = { start: { line: 12, character: 0 }, end: { line: 12, character: 5 } };
        const ofLine = await editor.request(DocumentRangeFormattingRequest.type, {
          textDocument,
          range,
          options: formatOptions,
        });
        assert.deepEqual(ofLine, edits.slice(0, 2));
        const spec = show('stages/phase-2a-walls.md', '---\nphase:   2A  \n---\n**Status:**  DONE  \n');
        assert.deepEqual(
          await editor.request(DocumentFormattingRequest.type, {
            textDocument: { uri: spec.uri },
            options: formatOptions,
          }),
          [],
        );
      });
    });

  it('tells what came of gates, with the last lines of the log', async () => {
    const plan = '## Phase 2A: Walls\n**Status:** TODO\n**Spec:** stages/phase-2a-walls.md\n**Goal:** Keep dry\n';
    await open({ ...files, 'ROADMAP.md': plan, 'phasegate.yaml': 'gates: { typecheck: { run: "true" } }\n' });
    show('ROADMAP.md');
    show('stages/phase-2a-walls.md');
    const { run } = await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '2A', gate: 'own 🧱' });
    assert.equal(run.outcome, 'passed');
    const gate = JSON.stringify(await hoverOn('stages/phase-2a-walls.md', 'own 🧱'));
    assert.match(gate, /Last outcome: passed in [\d\\.]+ m?s, just now/);
    assert.match(gate, /```text\\n.*\\n1\\ntwo\\n\[passed after .*\]\\n```/);
    const phase = JSON.stringify(await hoverOn('ROADMAP.md', 'Walls'));
    assert.match(phase, /Last run: Passed in .*Time to pass: /);
    assert.match(phase, /own 🧱: passed in /);
    assert.match(phase, /criteria: not run yet/);
  });

  it('tells only what changed of the tokens, and those of a range', async () => {
    await open(files);
    const document = show('ROADMAP.md');
    const textDocument = { uri: document.uri };
    const all = await editor.request(SemanticTokensRequest.type, { textDocument });
    assert.ok(all?.resultId !== undefined);
    editor.type(path.join(workspace.root, 'ROADMAP.md'), 0, '\n');
    const delta = await editor.request(SemanticTokensDeltaRequest.type, {
      textDocument,
      previousResultId: all.resultId,
    });
    assert.ok(delta !== null && 'edits' in delta);
    assert.deepEqual(delta.edits, [{ start: 0, deleteCount: 1, data: [3] }]);
    const range = { start: { line: 12, character: 0 }, end: { line: 14, character: 0 } };
    const part = await editor.request(SemanticTokensRangeRequest.type, { textDocument, range });
    assert.deepEqual(
      markedWords(editor.document(path.join(workspace.root, 'ROADMAP.md')), part?.data ?? []).map(
        (word) => word.split(' ')[0],
      ),
      ['2A', 'IN_PROGRESS'],
    );
  });

  it('offers formatting for roadmaps alone where the editor can be told so, otherwise for all it is asked for', async () => {
    await open(files);
    assert.equal(editor.capabilities.documentFormattingProvider, undefined);
    show('ROADMAP.md');
    await editor.until(() => editor.registrations.some(({ method }) => method === 'textDocument/rangeFormatting'));
    const offered = editor.registrations.filter(({ method }) => method.endsWith('ormatting'));
    assert.deepEqual(
      offered.map(({ method, registerOptions }) => [method, JSON.stringify(registerOptions)]),
      ['textDocument/formatting', 'textDocument/rangeFormatting'].map((method) => [
        method,
        '{"documentSelector":[{"scheme":"file","language":"markdown","pattern":"**/ROADMAP.md"}]}',
      ]),
    );
    await editor.close();
    editor = await Editor.open({ root: workspace.root, home: workspace.home, companion: false });
    assert.equal(editor.capabilities.documentFormattingProvider, true);
  });

  it('keeps to plain text and to what is known where the editor knows no more', async () => {
    await open(files, { textDocument: {}, companion: false });
    show('ROADMAP.md');
    show('phasegate.yaml');
    const hover = JSON.stringify(await hoverOn('ROADMAP.md', 'Ground 🏗️'));
    assert.match(hover, /"kind":"plaintext","value":"Phase 1: Ground 🏗️ \(DONE\)\\n\\nStand \[still\]/);
    const items = await itemsAt('phasegate.yaml', typeAfter('phasegate.yaml', 'cwd: server', '\n    '));
    assert.ok(items.length > 3);
    assert.ok(items.every(({ command, insertTextFormat }) => command === undefined && insertTextFormat === undefined));
  });

  it('completes phasegate.yaml while there is no roadmap, and nothing elsewhere', async () => {
    await open({ 'phasegate.yaml': '\n', 'notes.md': '**Status:** \n' });
    show('phasegate.yaml');
    show('notes.md');
    assert.ok((await itemsAt('phasegate.yaml', { line: 0, character: 0 })).some(({ label }) => label === 'gates'));
    assert.deepEqual(await itemsAt('notes.md', { line: 0, character: 12 }), []);
  });
});

/** Tokens as the words that they mark, with type and modifiers as numbers of the legend. */
function markedWords(document: TextDocument, data: readonly number[]): readonly string[] {
  const words: string[] = [];
  let line = 0;
  let character = 0;
  for (let index = 0; index < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + 5);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    const text = document.getText({ start: { line, character }, end: { line, character: character + length } });
    words.push(`${text} at ${line}:${character}, type ${type}, modifiers ${modifiers}`);
  }
  return words;
}
