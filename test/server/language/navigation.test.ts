/** Tests navigation, outlines and renames over LSP, against answers that a person has read. */
import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientCapabilities, Position, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { offsetOf, sampleFiles, withCarriageReturns } from '../../unit/language/samplePlan.ts';
import { PlainClient } from '../plainClient.ts';
import { TerminalWorkspace } from '../terminal.ts';
import { assertGolden } from './goldenFile.ts';

const walls = 'stages/phase-17a-walls.md';
const ground = 'stages/phase-00-ground.md';

/** One file with CRLF, one that is not saved, and emoji in all. */
const files: Readonly<Record<string, string>> = {
  ...sampleFiles,
  [walls]: withCarriageReturns(sampleFiles)[walls] ?? '',
  'docs/api.md': '# API\n',
};

const capabilities: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] } },
  textDocument: {
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
    foldingRange: { rangeLimit: 5000, lineFoldingOnly: true },
  },
};

describe('navigation over LSP', () => {
  let workspace: TerminalWorkspace;
  let client: PlainClient;

  before(async () => {
    workspace = new TerminalWorkspace({ ...files, 'ROADMAP.md': '# An older text\n' });
    client = new PlainClient(workspace);
    await client.connect(capabilities);
    for (const name of ['ROADMAP.md', walls, 'phasegate.yaml']) await client.open(name, files[name] ?? '');
  });

  after(async () => {
    await client.close();
    workspace.dispose();
  });

  const of = (name: string) => ({ textDocument: { uri: client.uri(name) } });
  const position = (name: string, place: string): Position => {
    const text = files[name] ?? '';
    return TextDocument.create('', '', 1, text).positionAt(offsetOf(text, place));
  };
  const at = (name: string, place: string) => ({ ...of(name), position: position(name, place) });
  /** The answer with URIs that do not depend on where the workspace is. */
  const ask = async (method: string, params: object): Promise<unknown> => {
    const answer = JSON.stringify(await client.ask(method, params));
    return JSON.parse(answer.replaceAll(client.uri(''), 'workspace:')) as unknown;
  };

  for (const [golden, method, params] of [
    ['definition-of-spec', 'textDocument/definition', () => at('ROADMAP.md', '**Spec:** stages/phase-17|a')],
    ['definition-of-phase', 'textDocument/definition', () => at(walls, 'phase: 1|7A')],
    ['definition-of-shared-gate', 'textDocument/definition', () => at(walls, '[typecheck, u|nit]')],
    ['definition-of-own-gate', 'textDocument/definition', () => at(walls, '["own| 🧱"]')],
    ['definition-of-checklist', 'textDocument/definition', () => at(walls, 'checklist: Acc|eptance')],
    ['definition-of-missing-spec', 'textDocument/definition', () => at('ROADMAP.md', 'stages/mis|sing.md')],
    [
      'references-of-phase',
      'textDocument/references',
      () => ({ ...at('ROADMAP.md', '## Phase 0|0'), context: { includeDeclaration: true } }),
    ],
    [
      'references-of-gate',
      'textDocument/references',
      () => ({ ...at('phasegate.yaml', '  type|check: {'), context: { includeDeclaration: false } }),
    ],
    ['highlights-of-gate', 'textDocument/documentHighlight', () => at(walls, "name: 'own| 🧱'")],
    ['links-of-roadmap', 'textDocument/documentLink', () => of('ROADMAP.md')],
    ['links-of-spec', 'textDocument/documentLink', () => of(walls)],
    ['symbols-of-roadmap', 'textDocument/documentSymbol', () => of('ROADMAP.md')],
    ['symbols-of-spec', 'textDocument/documentSymbol', () => of(walls)],
    ['symbols-of-config', 'textDocument/documentSymbol', () => of('phasegate.yaml')],
    ['symbols-of-workspace', 'workspace/symbol', () => ({ query: 'wn' })],
    ['folds-of-roadmap', 'textDocument/foldingRange', () => of('ROADMAP.md')],
    ['folds-of-spec', 'textDocument/foldingRange', () => of(walls)],
    [
      'selection-in-spec',
      'textDocument/selectionRange',
      () => ({ ...of(walls), positions: [position(walls, 'npm run b|uild')] }),
    ],
    ['prepare-rename-of-gate', 'textDocument/prepareRename', () => at(walls, '["own| 🧱"]')],
    ['rename-of-phase', 'textDocument/rename', () => ({ ...at('ROADMAP.md', '## Phase 0|0'), newName: '01B' })],
    ['rename-of-gate', 'textDocument/rename', () => ({ ...at(walls, '- type|check #'), newName: 'types' })],
  ] as const)
    it(`answers ${method} (${golden})`, async () => {
      assertGolden(`navigation/${golden}.json`, await ask(method, params()));
    });

  it('renames open documents in the version they have, and files that are not open in any', async () => {
    const edit = (await ask('textDocument/rename', {
      ...at('ROADMAP.md', '## Phase 0|0'),
      newName: '01B',
    })) as WorkspaceEdit;
    const changes = edit.documentChanges ?? [];
    const versions = changes.flatMap((change) =>
      'textDocument' in change ? [[change.textDocument.uri, change.textDocument.version]] : [],
    );
    assert.deepEqual(Object.fromEntries(versions), {
      'workspace:/ROADMAP.md': 1,
      [`workspace:/${walls}`]: 1,
      [`workspace:/${ground}`]: null,
    });
    // Texts are edited under their old names, so the move comes last.
    assert.deepEqual(changes.at(-1), {
      kind: 'rename',
      oldUri: `workspace:/${ground}`,
      newUri: 'workspace:/stages/phase-01b-ground.md',
      options: { overwrite: false, ignoreIfExists: false },
    });
  });

  it('says why an id cannot be had', async () => {
    await assert.rejects(
      client.ask('textDocument/rename', { ...at(walls, 'phase: 1|7A'), newName: '00' }),
      /Phase 00 exists already: Ground\. Choose another id\./,
    );
  });

  it('has nothing to say of other Markdown files', async () => {
    await client.open('README.md', '# Read me\n\n[a](ROADMAP.md)\n');
    for (const method of ['documentSymbol', 'foldingRange', 'documentLink'])
      assert.equal(await ask(`textDocument/${method}`, of('README.md')), null);
  });

  it('knows a spec that no phase names yet by its front matter', async () => {
    await client.open('stages/new.md', '---\nphase: 17A\ngates: [unit]\n---\n');
    const found = await ask('textDocument/definition', {
      ...of('stages/new.md'),
      position: { line: 2, character: 10 },
    });
    assert.match(JSON.stringify(found), /workspace:\/phasegate\.yaml/);
  });
});
