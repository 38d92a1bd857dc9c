/** What is offered where: in roadmaps, in the front matter of specs and in phasegate.yaml. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { completionList, type Choices } from '../../../server/language/completion.ts';
import { completeConfig, gateNamesOfConfig } from '../../../server/language/configCompletion.ts';
import { findFrontMatter } from '../../../server/language/frontMatter.ts';
import { completeRoadmap } from '../../../server/language/roadmapCompletion.ts';
import { mayBeRoadmapPlace, roadmapPlace } from '../../../server/language/roadmapPlace.ts';
import { completeSpec } from '../../../server/language/specCompletion.ts';
import { listHeadings } from '../../../server/phases/gates/listHeadings.ts';
import { documentKeys } from '../../../server/phases/keyDocumentation.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { atCursor } from './cursor.ts';

const folders: Readonly<Record<string, readonly string[]>> = {
  '': ['docs/', 'stages/', 'NOTES.md', 'ROADMAP.md', 'package.json'],
  'stages/': ['old/', 'one.md', 'phase-2-two.md'],
};

async function listFolder(folder: string) {
  return (folders[folder] ?? []).map((name) => ({ name: name.replace('/', ''), isFolder: name.endsWith('/') }));
}

const surroundings = {
  keys: documentKeys(),
  matchers: ['$tsc', '$go'],
  listFolder,
  packageCommands: async (folder: string) => [
    { command: 'npm test', script: `mocha ${folder}`.trim() },
    { command: 'npm run lint', script: 'eslint .' },
  ],
};

async function inRoadmap(marked: string): Promise<Choices | null> {
  const { text, offset } = atCursor(marked);
  const { phases } = parseRoadmap(text).roadmap;
  const place = roadmapPlace(text, phases, offset);
  const specs = { list: listFolder, namedBy: new Map([['stages/one.md', '1']]), roadmap: 'ROADMAP.md' };
  return place === null ? null : completeRoadmap(text, place, offset, specs);
}

async function inSpec(marked: string): Promise<Choices | null> {
  const { text, offset } = atCursor(marked);
  const region = findFrontMatter(text)?.yaml;
  assert.ok(region);
  return completeSpec(text, region, offset, {
    ...surroundings,
    phases: [
      { id: '1', title: 'One', namesSpec: false },
      { id: '2', title: 'Two', namesSpec: true },
      { id: '17A', title: 'Three', namesSpec: false },
    ],
    configGates: new Map([
      ['typecheck', 'npm run types'],
      ['unit', 'npm test'],
    ]),
    headings: listHeadings,
  });
}

async function inConfig(marked: string): Promise<Choices | null> {
  const { text, offset } = atCursor(marked);
  return completeConfig(text, offset, surroundings);
}

function labels(found: Choices | null): readonly string[] | null {
  return found === null ? null : found.choices.map(({ label }) => label);
}

/** The text once a choice was taken. */
function taken(marked: string, found: Choices | null, label: string): string {
  const { text } = atCursor(marked);
  const choice = found?.choices.find((one) => one.label === label);
  assert.ok(found && choice, `there is no ${label}`);
  return text.slice(0, found.range.start) + choice.newText + text.slice(found.range.end);
}

const head = '# Plan 😀\n\n## Phase 2: Two\n';
const kinds = ['name', 'run', 'checklist', 'files', 'absent', 'approve', 'timeout', 'needs', 'severity'];

describe('completion in a roadmap', () => {
  const statuses = ['TODO', 'IN_PROGRESS', 'DONE', 'FAILED'];
  const cases: readonly (readonly [marked: string, expected: readonly string[] | null])[] = [
    [`${head}**Status:** ¦`, statuses],
    [`${head}**Status:**¦\n`, statuses],
    [`${head}**Status:** DO¦NE\r\n`, statuses],
    [`${head}**Status:** ¦ DONE\n`, statuses],
    [`${head}**Status:** DONE <!-- ¦ -->\n`, null],
    [`${head}**Goal:** ¦\n`, null],
    [`${head}¦`, ['Status', 'Spec', 'Goal', 'Notes']],
    [`${head}**Status:** DONE\n**¦\n`, ['Spec', 'Goal', 'Notes']],
    [`${head}**Status:** DONE\nSp¦\n\nProse\n`, ['Spec', 'Goal', 'Notes']],
    [`${head}**St¦:** DONE\n**Goal:** x\n`, ['Status', 'Spec', 'Notes']],
    [`${head}**Status:** DONE\n\nProse goes here\n**¦\n`, null],
    [`${head}**Status:** DONE\nProse with **¦\n`, null],
    [`${head}\`\`\`\n**¦\n\`\`\`\n`, null],
    [`${head}<!--\n**¦\n-->\n`, null],
    [`# Plan\n\n**¦\n\n## Phase 2: Two\n`, null],
    [`## Phase 2: T¦wo\n`, null],
    [`${head}**Status:** DONE\n\n# Other\n**¦\n`, null],
    [`${head}**Spec:** ¦\n`, ['stages/phase-2-two.md', 'docs/', 'stages/', 'NOTES.md']],
    [`${head}**Spec:** stages/¦\n`, ['stages/old/', 'stages/phase-2-two.md', 'stages/one.md']],
    [`${head}**Spec:** nowhere/x¦\n`, ['stages/phase-2-two.md']],
  ];
  for (const [marked, expected] of cases)
    it(`${JSON.stringify(marked.replace(head, '…'))} offers ${expected?.join(', ') ?? 'nothing'}`, async () =>
      assert.deepEqual(labels(await inRoadmap(marked)), expected));

  it('looks no further than the line where nothing can be offered', () => {
    for (const line of ['Some prose ', '- **', '## Phase ', '```', '    **', '> **Status:** '])
      assert.ok(!mayBeRoadmapPlace(line), line);
    for (const line of ['', '*', '**', '**Sta', 'Sta', '  **Spec:** stages/', '**Status:**'])
      assert.ok(mayBeRoadmapPlace(line), line);
  });

  it('replaces what is typed, and only that', async () => {
    const taking = async (marked: string, label: string) => taken(marked, await inRoadmap(marked), label);
    assert.equal(await taking(`${head}**Status:**¦\r\nx`, 'TODO'), `${head}**Status:** TODO\r\nx`);
    assert.equal(await taking(`${head}**Status:** do¦ne  \nx`, 'DONE'), `${head}**Status:** DONE  \nx`);
    assert.equal(await taking(`${head}**Sta¦\nx`, 'Status'), `${head}**Status:** \nx`);
    assert.equal(await taking(`${head}**Sta¦:**\nx`, 'Status'), `${head}**Status:**\nx`);
    assert.equal(
      await taking(`${head}**Spec:** stages/o¦ld.md\nx`, 'stages/one.md'),
      `${head}**Spec:** stages/one.md\nx`,
    );
  });

  it('says of a spec which other phase names it', async () => {
    const found = await inRoadmap(`${head}**Spec:** stages/¦`);
    assert.equal(found?.choices.find(({ label }) => label === 'stages/one.md')?.detail, 'spec of phase 1');
  });
});

describe('completion in a spec', () => {
  const cases: readonly (readonly [yaml: string, expected: readonly string[] | null])[] = [
    ['¦', ['phase', 'gates']],
    ['phase: 2\ng¦', ['gates']],
    ['phase: ¦', ['2', '1', '17A']],
    ['gates:\n  - ¦', ['typecheck', 'unit', 'run gate', 'checklist gate', 'files gate', 'approval gate']],
    ['gates:\n  - unit\n  - t¦', ['typecheck', 'run gate', 'checklist gate', 'files gate', 'approval gate']],
    ['gates:\n  ¦', ['typecheck', 'unit', 'run gate', 'checklist gate', 'files gate', 'approval gate']],
    ['gates: [¦]', ['typecheck', 'unit']],
    ['gates: ¦', ['typecheck', 'unit']],
    ['gates:\n  - name: a\n    ¦', kinds.filter((key) => key !== 'name').concat('cwd', 'env', 'report', 'problems')],
    ['gates:\n  - name: a\n    run: x\n    ¦', ['timeout', 'needs', 'severity', 'cwd', 'env', 'report', 'problems']],
    ['gates:\n  - name: a\n    ¦\n    checklist: x', ['timeout', 'needs', 'severity']],
    ['gates:\n  - name: a\n    files: [x]\n    ab¦', ['absent', 'timeout', 'needs', 'severity']],
    ['gates:\n  - { name: a, run: x, ¦', ['timeout', 'needs', 'severity', 'cwd', 'env', 'report', 'problems']],
    ['gates:\n  - name: a\n    timeout: ¦', ['30s', '1m', '5m', '10m', '30m', '1h']],
    ['gates:\n  - { name: a, severity: ¦ }', ['error', 'warning']],
    ['gates:\n  - name: a\n    problems: $¦', ['$tsc', '$go']],
    ['gates:\n  - name: a\n    run: npm ¦', ['npm test', 'npm run lint']],
    ['gates:\n  - name: a\n    run: [npm, ¦]', null],
    ['gates:\n  - name: a\n    run: |\n      npm ¦', null],
    ['gates:\n  - name: ¦', null],
    ['gates:\n  - typecheck\n  - name: a\n    needs: [¦]\n  - name: b\n', ['typecheck', 'b']],
    ['gates:\n  - typecheck\n  - name: a\n    needs: [typecheck, ¦\n  - name: b\n', ['b']],
    ['gates:\n  - typecheck\n  - name: a\n    needs:\n      - ¦\n', ['typecheck']],
    ['gates:\n  - name: a\n    checklist: ¦', ['Acceptance: criteria', 'Walls']],
    ['gates:\n  - name: a\n    cwd: ¦', ['docs', 'stages']],
    ['gates:\n  - name: a\n    env: { ¦ }', null],
    ['# ¦', null],
    ['gates:\n  - name: a # ¦', null],
    ['other: ¦', null],
  ];
  const body = '---\n# Walls\n\n## Acceptance: criteria\n- [ ] a\n';
  for (const [yaml, expected] of cases)
    it(`${JSON.stringify(yaml)} offers ${expected?.join(', ') ?? 'nothing'}`, async () => {
      const marked = `---\n${yaml}\n${body}`;
      const found = labels(await inSpec(marked));
      assert.deepEqual(found, expected);
      assert.deepEqual(labels(await inSpec(marked.replaceAll('\n', '\r\n'))), expected);
    });

  it('writes what YAML reads as the same text', async () => {
    const taking = async (marked: string, label: string) => taken(marked, await inSpec(marked), label);
    const checklist = (value: string) => `---\ngates:\n  - name: a\n    checklist:${value}\n${body}`;
    assert.equal(await taking(checklist('¦'), 'Walls'), checklist(' Walls'));
    assert.equal(await taking(checklist(' ¦'), 'Acceptance: criteria'), checklist(" 'Acceptance: criteria'"));
    assert.equal(await taking(checklist(' "¦"'), 'Acceptance: criteria'), checklist(' "Acceptance: criteria"'));
    assert.equal(await taking('---\ngates:\n  ¦\n---\n', 'unit'), '---\ngates:\n  - unit\n---\n');
    assert.equal(await taking('---\ngates:¦\n---\n', 'unit'), '---\ngates: [unit]\n---\n');
    assert.equal(
      await taking('---\ngates:\n  - name: a\n    ti¦: 5m\n---\n', 'timeout'),
      '---\ngates:\n  - name: a\n    timeout: 5m\n---\n',
    );
    assert.equal(
      await taking('---\ngates:\n  - name: a\n    ti¦\n---\n', 'timeout'),
      '---\ngates:\n  - name: a\n    timeout: \n---\n',
    );
  });

  it('documents keys with what the schema says of them', async () => {
    const found = await inSpec('---\ngates:\n  - name: a\n    ¦\n---\n');
    for (const { label, documentation } of found?.choices ?? []) assert.ok((documentation ?? '').length > 10, label);
  });
});

describe('completion in phasegate.yaml', () => {
  const top = [...documentKeys().config.keys()];
  const cases: readonly (readonly [marked: string, expected: readonly string[] | null])[] = [
    ['¦', top],
    ['gates:\n  a: { run: x }\n\npar¦', top.filter((key) => key !== 'gates')],
    ['gates:\n  ¦', null],
    ['gates:\n  a:\n    ¦', kinds.slice(1).concat('cwd', 'env', 'report', 'problems')],
    ['gates:\n  a: { ¦ }', kinds.slice(1).concat('cwd', 'env', 'report', 'problems')],
    ['gates:\n  a: { run: npm run ¦', ['npm test', 'npm run lint']],
    ['gates:\n  a: { run: x }\n  b: { run: y, needs: [¦] }', ['a']],
    ['gates:\n  a: { run: x }\n  b: { run: y }\ndefault: [a, ¦', ['b']],
    ['gates:\n  a: { run: x }\n  default: [¦]', ['a']],
    ['gates:\n  a: { run: x }\ndefault:\n  - ¦', ['a']],
    ['parallel: ¦', ['1', '2', '4', '8']],
    ['executor: ¦', ['manual', 'command']],
    ['executor: { kind: ¦ }', ['manual', 'command']],
    ['executor:\n  kind: command\n  ¦', ['run']],
    ['executor:\n  kind: command\n  run: ¦', ['npm test', 'npm run lint']],
    ['roadmap: ¦', ['docs/', 'stages/', 'NOTES.md', 'ROADMAP.md']],
    ['environment: [¦]', null],
    ['# ¦', null],
  ];
  for (const [marked, expected] of cases)
    it(`${JSON.stringify(marked)} offers ${expected?.join(', ') ?? 'nothing'}`, async () =>
      assert.deepEqual(labels(await inConfig(marked)), expected));

  it('knows the gates of a file that is broken further down', () => {
    assert.deepEqual(gateNamesOfConfig('gates:\n  a: { run: x }\n  b: { run: [\n  default: [a]\nparallel: }{'), [
      'a',
      'b',
    ]);
  });
});

describe('completion as a list of the protocol', () => {
  it('counts in UTF-16, keeps the order, and uses snippets only where they are known', async () => {
    const marked = '---\ngates:\n  - { name: 😀, ¦ }\n---\n';
    const { text } = atCursor(marked);
    const document = TextDocument.create('file:///spec.md', 'markdown', 1, text);
    const found = await inSpec(marked);
    assert.ok(found);
    const plain = completionList(found, document, { snippets: false, askAgain: null });
    const needs = plain.items.find(({ label }) => label === 'needs');
    assert.deepEqual(needs?.textEdit, {
      range: { start: { line: 2, character: 16 }, end: { line: 2, character: 16 } },
      newText: 'needs: ',
    });
    const sorted = [...plain.items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    assert.deepEqual(sorted, plain.items);
    const rich = completionList(found, document, { snippets: true, askAgain: { title: 'x', command: 'y' } });
    const richNeeds = rich.items.find(({ label }) => label === 'needs');
    assert.equal(richNeeds?.textEdit?.newText, 'needs: [$0]');
    assert.equal(richNeeds.insertTextFormat, 2);
    assert.equal(richNeeds.command?.command, 'y');
  });

  it('never throws, whatever is typed', async () => {
    const piece = fc.constantFrom(
      ...[
        'gates:',
        'phase: ',
        '- ',
        'name: a',
        'needs: [',
        ']',
        '\n',
        '\n  ',
        '\n    ',
        '{ ',
        ' }',
        ', ',
        '"',
        'run: ',
        '# ',
        '😀',
        '**Status:**',
        '## Phase 1: x\n',
        '```\n',
        '**',
        '\r\n',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.nat(), async (pieces, at) => {
        const yaml = pieces.join('');
        const mark = (text: string) => `${text.slice(0, at % (text.length + 1))}¦${text.slice(at % (text.length + 1))}`;
        await inConfig(mark(yaml));
        await inRoadmap(mark(yaml));
        const front = `---\n${mark(yaml)}\n---\n`;
        if (findFrontMatter(front) !== null) await inSpec(front);
      }),
      { numRuns: 1_000 },
    );
  });
});
