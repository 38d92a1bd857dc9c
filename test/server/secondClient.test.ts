/** A second LSP client, made of the protocol alone, that uses everything the server announces: no feature needs VS Code. */
import assert from 'node:assert/strict';
import { PlainClient } from './plainClient.ts';
import { TerminalWorkspace } from './terminal.ts';

const files = {
  'ROADMAP.md': `# Plan

## Phase 1: Ground 🏗️
**Status:** done
**Spec:** stages/phase-1-ground.md
**Goal:** Stand, see [the next](#phase-2-walls)

## Phase 2: Walls
**Status:** TODO
**Spec:** stages/phase-2-walls.md
**Goal:**  Keep the rain out
`,
  'phasegate.yaml': 'gates:\n  unit: { run: exit 0 }\ndefault: [unit]\n',
  'stages/phase-1-ground.md': '---\nphase: 1\ngates:\n  - unit\n---\n# Ground\n',
  'stages/phase-2-walls.md': '---\nphase: 2\ngates:\n  - unit\n---\n# Walls\n',
};

/** A use of one thing that the server announces. */
interface Use {
  readonly method: string;
  readonly params: (client: PlainClient) => object | Promise<object>;
  /** A piece that must be in the answer as JSON. */
  readonly answers: RegExp;
}

const at = (name: string, line: number, character: number) => (client: PlainClient) => ({
  textDocument: { uri: client.uri(name) },
  position: { line, character },
});
const of = (name: string) => (client: PlainClient) => ({ textDocument: { uri: client.uri(name) } });

/** One or more uses of each capability, by its name in `ServerCapabilities`. */
const uses: Readonly<Record<string, readonly Use[]>> = {
  definitionProvider: [
    { method: 'textDocument/definition', params: at('ROADMAP.md', 4, 15), answers: /"uri":"[^"]+phase-1-ground\.md"/ },
  ],
  referencesProvider: [
    {
      method: 'textDocument/references',
      params: (client) => ({ ...at('phasegate.yaml', 1, 3)(client), context: { includeDeclaration: true } }),
      answers: /phase-1-ground\.md.*phase-2-walls\.md/,
    },
  ],
  documentHighlightProvider: [
    { method: 'textDocument/documentHighlight', params: at('phasegate.yaml', 1, 3), answers: /"line":1.*"line":2/ },
  ],
  documentLinkProvider: [
    { method: 'textDocument/documentLink', params: of('ROADMAP.md'), answers: /"target":"[^"]+phase-2-walls\.md"/ },
  ],
  renameProvider: [
    {
      method: 'textDocument/rename',
      params: (client) => ({ ...at('ROADMAP.md', 7, 9)(client), newName: '2B' }),
      // No versions, and no file that moves: this client can do neither.
      answers: /^\{"changes":\{.*"newText":"phase-2b-walls".*"newText":"2B".*\}\}$/,
    },
  ],
  documentSymbolProvider: [
    {
      method: 'textDocument/documentSymbol',
      params: of('ROADMAP.md'),
      // A list, because this client knows no tree.
      answers: /"name":"Goal","kind":\d+,"location":\{.*"containerName":"Phase 1: Ground 🏗️"/,
    },
  ],
  workspaceSymbolProvider: [
    { method: 'workspace/symbol', params: () => ({ query: 'wls' }), answers: /"name":"Phase 2: Walls"/ },
  ],
  foldingRangeProvider: [
    {
      method: 'textDocument/foldingRange',
      params: of('stages/phase-1-ground.md'),
      answers: /"startLine":0,"endLine":4/,
    },
  ],
  selectionRangeProvider: [
    {
      method: 'textDocument/selectionRange',
      params: (client) => ({ ...of('ROADMAP.md')(client), positions: [{ line: 10, character: 20 }] }),
      answers: /"parent":.*"parent":/,
    },
  ],
  codeLensProvider: [
    { method: 'textDocument/codeLens', params: of('ROADMAP.md'), answers: /"command":"phasegate\.runPhase"/ },
  ],
  codeActionProvider: [
    {
      method: 'textDocument/codeAction',
      params: async (client) => ({
        ...of('ROADMAP.md')(client),
        range: { start: { line: 3, character: 12 }, end: { line: 3, character: 16 } },
        context: { diagnostics: await client.diagnosticsOf('ROADMAP.md') },
      }),
      answers: /"newText":"DONE"/,
    },
  ],
  completionProvider: [
    { method: 'textDocument/completion', params: at('ROADMAP.md', 3, 12), answers: /"label":"IN_PROGRESS"/ },
  ],
  hoverProvider: [{ method: 'textDocument/hover', params: at('ROADMAP.md', 7, 5), answers: /Keep the rain out/ }],
  semanticTokensProvider: [
    { method: 'textDocument/semanticTokens/full', params: of('ROADMAP.md'), answers: /"data":\[\d/ },
  ],
  documentFormattingProvider: [
    {
      method: 'textDocument/formatting',
      params: (client) => ({ ...of('untidy/ROADMAP.md')(client), options: { tabSize: 2, insertSpaces: true } }),
      answers: /^(?:\[\]|null)$/,
    },
    {
      method: 'textDocument/formatting',
      params: (client) => ({ ...of('ROADMAP.md')(client), options: { tabSize: 2, insertSpaces: true } }),
      answers: /"newText":" "/,
    },
  ],
  documentRangeFormattingProvider: [
    {
      method: 'textDocument/rangeFormatting',
      params: (client) => ({
        ...of('ROADMAP.md')(client),
        range: { start: { line: 10, character: 0 }, end: { line: 11, character: 0 } },
        options: { tabSize: 2, insertSpaces: true },
      }),
      answers: /"newText":" "/,
    },
  ],
  executeCommandProvider: [
    {
      method: 'workspace/executeCommand',
      params: async (client) => {
        await client.retype('ROADMAP.md', files['ROADMAP.md'].replace('done', 'DONE'));
        return {
          command: 'phasegate.runGate',
          arguments: [{ folderUri: client.uri('.'), phase: '2', gate: 'unit' }],
        };
      },
      answers: /"outcome":"passed"/,
    },
  ],
};

/** Announced, and used by every test of this file rather than by a request. */
const usedThroughout = ['textDocumentSync', 'workspace'];

describe('a second client', () => {
  let workspace: TerminalWorkspace;
  let client: PlainClient;
  let announced: readonly string[];

  before(async () => {
    workspace = new TerminalWorkspace(files);
    client = new PlainClient(workspace);
    announced = Object.entries(await client.connect()).flatMap(([name, value]) => (value === false ? [] : [name]));
    for (const [name, text] of Object.entries(files)) await client.open(name, text);
  });

  after(async () => {
    await client.close();
    workspace.dispose();
  });

  it('uses everything that the server announces', () => {
    assert.deepEqual(announced.filter((name) => !usedThroughout.includes(name)).sort(), Object.keys(uses).sort());
  });

  it('is told what is wrong', async () => {
    assert.match(JSON.stringify(await client.diagnosticsOf('ROADMAP.md')), /"code":"phase-status-unknown"/);
  });

  for (const [capability, ways] of Object.entries(uses))
    for (const { method, params, answers } of ways)
      it(`gets an answer to ${method} (${capability})`, async () => {
        assert.match(JSON.stringify(await client.ask(method, await params(client))), answers);
      });

  it('was asked before anything ran, with the command in full', () => {
    assert.equal(client.questions.length, 1);
    assert.match(
      client.questions[0] ?? '',
      /^Run these commands for phase 2\?\n\nunit, in the workspace folder:\n {4}exit 0$/,
    );
  });

  it('gets the reason when nothing can be renamed', async () => {
    await assert.rejects(
      client.ask('textDocument/rename', { ...at('ROADMAP.md', 7, 9)(client), newName: 'two' }),
      /"two" is no id of a phase/,
    );
  });
});
