/** Tests that a rename changes every place that means the same, none that does not, and refuses clearly. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { prepareRename, rename } from '../../../server/language/rename.ts';
import type { RenameSurroundings } from '../../../server/language/renameResult.ts';
import { documentOf, offsetOf, planOf, root, sampleFiles, textOf, withCarriageReturns } from './samplePlan.ts';

const ground = 'stages/phase-00-ground.md';
const walls = 'stages/phase-17a-walls.md';
const movingFiles: RenameSurroundings = { canMoveFiles: true, exists: () => false };
const editingOnly: RenameSurroundings = { canMoveFiles: false, exists: () => false };

/** The texts that a rename changes, the moves, and the refusal. */
function renamed(
  files: Readonly<Record<string, string>>,
  name: string,
  place: string,
  newName: string,
  surroundings = editingOnly,
): {
  readonly refusal: string | null;
  readonly texts: Readonly<Record<string, string>>;
  readonly moves: readonly (readonly string[])[];
} {
  const plan = planOf(files);
  const document = documentOf(plan, name);
  const result = rename(plan, document, offsetOf(document.text, place), newName, surroundings);
  assert.ok(result, 'nothing is renamed there');
  if (result.kind === 'refused') return { refusal: result.message, texts: {}, moves: [] };
  const nameOf = (file: string): string => path.relative(root, file).replaceAll('\\', '/');
  return {
    refusal: null,
    texts: Object.fromEntries(result.files.map(({ file, text, edits }) => [nameOf(file), applyTextEdits(text, edits)])),
    moves: result.moves.map(({ from, to }) => [nameOf(from), nameOf(to)]),
  };
}

/** The files with some pieces replaced; only those that changed. */
function changed(
  files: Readonly<Record<string, string>>,
  replacements: Readonly<Record<string, readonly (readonly [string, string])[]>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(replacements).map(([name, pairs]) => {
      let text = files[name] ?? '';
      for (const [from, to] of pairs) {
        assert.ok(text.includes(from), from);
        text = text.replace(from, to);
      }
      return [name, text];
    }),
  );
}

describe('renaming a phase', () => {
  for (const [ending, files] of [
    ['LF', sampleFiles],
    ['CRLF', withCarriageReturns(sampleFiles)],
  ] as const) {
    const expected = changed(files, {
      'ROADMAP.md': [
        ['(#phase-17a-', '(#phase-18c2-'],
        ['## Phase 17A:', '## Phase 18C.2:'],
      ],
      [walls]: [['phase: 17A', 'phase: 18C.2']],
    });
    for (const [name, place] of [
      ['ROADMAP.md', '## Phase 1|7A'],
      [walls, 'phase: 17A|'],
    ] as const)
      it(`changes heading, spec and links from ${name} with ${ending}`, () => {
        assert.deepEqual(renamed(files, name, place, ' 18C.2 ').texts, expected);
      });
  }

  it('moves the spec with the conventional name where the editor can, and what names it', () => {
    const { texts, moves } = renamed(sampleFiles, 'ROADMAP.md', '## Phase 0|0', '01B', movingFiles);
    assert.deepEqual(moves, [[ground, 'stages/phase-01b-ground.md']]);
    assert.deepEqual(
      texts,
      changed(sampleFiles, {
        'ROADMAP.md': [
          ['## Phase 00:', '## Phase 01B:'],
          ['**Spec:** stages/phase-00-', '**Spec:** stages/phase-01b-'],
          ['(stages/phase-00-ground.md#', '(stages/phase-01b-ground.md#'],
        ],
        [ground]: [['phase: 00', 'phase: 01B']],
        [walls]: [
          ['#phase-00-ground "', '#phase-01b-ground "'],
          ['./phase-00-ground.md', './phase-01b-ground.md'],
        ],
      }),
    );
  });

  it('leaves the file where its new name is taken, where another phase uses it, and where its name says another id', () => {
    const taken = { canMoveFiles: true, exists: (file: string) => file.endsWith('phase-01-ground.md') };
    assert.deepEqual(renamed(sampleFiles, 'ROADMAP.md', '## Phase 0|0', '01', taken).moves, []);
    const shared = {
      ...sampleFiles,
      'ROADMAP.md': `${sampleFiles['ROADMAP.md'] ?? ''}\n## Phase 18: Shared\n**Status:** TODO\n**Spec:** ${ground}\n**Goal:** g\n`,
    };
    assert.deepEqual(renamed(shared, 'ROADMAP.md', '## Phase 0|0', '01', movingFiles).moves, []);
    const other = { 'ROADMAP.md': '## Phase 1: A\n**Spec:** phase-10-a.md\n', 'phase-10-a.md': '# A\n' };
    assert.deepEqual(renamed(other, 'ROADMAP.md', '## Phase 1|: A', '2', movingFiles).moves, []);
  });

  it('keeps quotes around the id of a spec', () => {
    const files = { 'ROADMAP.md': '## Phase 1: A\n**Spec:** a.md\n', 'a.md': '---\nphase: "1"\n---\n' };
    assert.equal(renamed(files, 'a.md', 'phase: "1|"', '2.10').texts['a.md'], '---\nphase: "2.10"\n---\n');
  });

  it('renames one of two phases with the same id, and the links to it, also where their number changes', () => {
    const files = {
      'ROADMAP.md':
        '[a](#phase-1-same) [b](#phase-1-same-1)\n\n## Phase 1: Same\n**Spec:** a.md\n\n## Phase 1: Same\n**Spec:** b.md\n',
      'a.md': '---\nphase: 1\n---\n',
      'b.md': '---\nphase: 1\n---\n',
    };
    const { texts } = renamed(files, 'ROADMAP.md', '## Phase |1: Same\n**Spec:** a', '2');
    assert.deepEqual(texts, {
      'ROADMAP.md':
        '[a](#phase-2-same) [b](#phase-1-same)\n\n## Phase 2: Same\n**Spec:** a.md\n\n## Phase 1: Same\n**Spec:** b.md\n',
      'a.md': '---\nphase: 2\n---\n',
    });
    assert.match(renamed(files, 'a.md', 'phase: |1', '2').refusal ?? '', /Several phases have the id 1/);
  });

  it('changes the beginning of an anchor that an editor made', () => {
    const files = { 'ROADMAP.md': '[a](#phase-1-the-🚀-end)\n\n## Phase 1: The 🚀 end\n' };
    assert.deepEqual(renamed(files, 'ROADMAP.md', '## Phase |1', '2A').texts, {
      'ROADMAP.md': '[a](#phase-2a-the-🚀-end)\n\n## Phase 2A: The 🚀 end\n',
    });
  });

  for (const [id, reason] of [
    ['', /"" is no id of a phase/],
    ['A1', /"A1" is no id/],
    ['1AB', /digits with an optional letter/],
    ['1 2', /is no id/],
    ['00', /Phase 00 exists already: Ground/],
  ] as const)
    it(`refuses the id ${JSON.stringify(id)}`, () => {
      assert.match(renamed(sampleFiles, walls, 'phase: 1|7A', id).refusal ?? '', reason);
    });

  it('says what is wrong with an id that the roadmap does not have, before the person types', () => {
    const plan = planOf({ ...sampleFiles, [walls]: '---\nphase: 77\n---\n' });
    const start = prepareRename(plan, documentOf(plan, walls), 12);
    assert.equal(start?.kind, 'refused');
    assert.match(start.message, /no phase 77/);
  });
});

describe('renaming a gate', () => {
  it('changes a shared gate in phasegate.yaml and in every spec that names it', () => {
    for (const [name, place] of [
      ['phasegate.yaml', '  type|check: {'],
      ['phasegate.yaml', 'default: [type|check'],
      [walls, '- type|check #'],
      [walls, '[type|check, unit]'],
    ] as const)
      assert.deepEqual(
        renamed(sampleFiles, name, place, 'types').texts,
        changed(sampleFiles, {
          'phasegate.yaml': [
            ['typecheck: {', 'types: {'],
            ['needs: [typecheck]', 'needs: [types]'],
            ['default: [typecheck', 'default: [types'],
          ],
          [walls]: [
            ['- typecheck #', '- types #'],
            ['[typecheck, unit]', '[types, unit]'],
          ],
        }),
      );
  });

  it('changes a spec’s own gate there alone, and quotes what needs quotes', () => {
    assert.deepEqual(
      renamed(sampleFiles, walls, '["own| 🧱"]', "it's: new").texts,
      changed(sampleFiles, {
        [walls]: [
          ["name: 'own 🧱'", "name: 'it''s: new'"],
          ['["own 🧱"]', '["it\'s: new"]'],
        ],
      }),
    );
    assert.match(renamed(sampleFiles, walls, 'name: crit|eria', 'true').texts[walls] ?? '', /name: "true"/);
    assert.match(renamed(sampleFiles, walls, 'name: crit|eria', 'a, b').texts[walls] ?? '', /name: "a, b"/);
  });

  for (const [name, place, newName, reason] of [
    [walls, '- type|check #', 'own 🧱', /phase-17a-walls\.md has a gate own 🧱 already/],
    [walls, 'name: crit|eria', 'files', /has a gate files already/],
    ['phasegate.yaml', '  type|check: {', 'unit', /phasegate\.yaml has a gate unit already/],
    ['phasegate.yaml', '  type|check: {', 'default', /"default" under "gates"/],
    ['phasegate.yaml', '  type|check: {', '  ', /needs a name/],
    ['phasegate.yaml', '  type|check: {', 'a\nb', /one line/],
  ] as const)
    it(`refuses ${JSON.stringify(newName)} for ${place} of ${name}`, () => {
      assert.match(renamed(sampleFiles, name, place, newName).refusal ?? '', reason);
    });

  it('refuses what is defined nowhere, twice, or needed by name from a shared gate', () => {
    const files = (spec: string, config = 'gates: { a: { run: x, needs: [b] } }\n') => ({
      'ROADMAP.md': '## Phase 1: A\n**Spec:** s.md\n',
      's.md': `---\n${spec}---\n`,
      'phasegate.yaml': config,
    });
    assert.match(renamed(files('gates: [z]\n'), 's.md', '[z|]', 'y').refusal ?? '', /Gate z is not defined/);
    const twice = 'gates:\n  - name: b\n    run: x\n  - name: b # again\n    run: y\n';
    assert.match(renamed(files(twice), 's.md', 'b| # again', 'y').refusal ?? '', /defined 2 times/);
    const needed = 'gates:\n  - a\n  - name: b\n    run: x\n';
    assert.match(renamed(files(needed), 's.md', 'name: b|', 'y').refusal ?? '', /Gate a of phasegate\.yaml needs b/);
  });

  it('offers the name without its quotes, and nothing in prose', () => {
    const plan = planOf();
    const document = documentOf(plan, walls);
    const start = prepareRename(plan, document, offsetOf(document.text, "name: 'own| 🧱'"));
    assert.equal(start?.kind, 'name');
    assert.equal(start.name, 'own 🧱');
    assert.equal(textOf(document.text, start.range), 'own 🧱');
    for (const place of ['# Wa|lls', 'run: npm run b|uild', '- [ ] d|ry'])
      assert.equal(prepareRename(plan, document, offsetOf(document.text, place)), null);
  });
});
