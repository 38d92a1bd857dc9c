/** Tests that definitions, references, highlights and links lead from each name of the plan to the right places. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { LineIndex } from '../../../server/base/lineIndex.ts';
import type { TextRange } from '../../../server/base/textRange.ts';
import { findDefinition } from '../../../server/language/definition.ts';
import { highlightMentions } from '../../../server/language/documentHighlights.ts';
import { documentLinks } from '../../../server/language/documentLinks.ts';
import { findReferences } from '../../../server/language/references.ts';
import { documentOf, offsetOf, planOf, root, sampleFiles, textOf, withCarriageReturns } from './samplePlan.ts';

const ground = 'stages/phase-00-ground.md';
const walls = 'stages/phase-17a-walls.md';

/** File, line from 1, and what stands there. */
function placeOf(file: string, text: string | null, range: TextRange): string {
  const name = path.relative(root, file).replaceAll('\\', '/');
  if (text === null) return name;
  return `${name}:${new LineIndex(text).positionAt(range.start).line + 1} ${textOf(text, range)}`.trim();
}

const definitions: readonly (readonly [string, string, readonly string[]])[] = [
  ['ROADMAP.md', '**Spec:** stages/phase-00|-ground.md', [`${ground}:1`]],
  ['ROADMAP.md', '**Spec:** stages/mis|sing.md', ['stages/missing.md']],
  ['ROADMAP.md', '## Phase 1|7A', ['ROADMAP.md:12 17A']],
  ['ROADMAP.md', 'See [the w|alls]', ['ROADMAP.md:12 17A']],
  ['ROADMAP.md', 'as [the s|pec]', [`${ground}:4 Ground`]],
  ['ROADMAP.md', '**Status:** DO|NE', []],
  [walls, 'phase: 1|7A', ['ROADMAP.md:12 17A']],
  [walls, '- type|check #', ['phasegate.yaml:3 typecheck']],
  [walls, '[typecheck, u|nit]', ['phasegate.yaml:4 unit']],
  [walls, '["own| 🧱"]', [`${walls}:5 own 🧱`]],
  [walls, 'checklist: Acc|eptance', [`${walls}:25 Acceptance criteria`]],
  [walls, 'docs/a|pi.md', ['docs/api.md']],
  [walls, 'src|/**', []],
  [walls, 'reports/o|wn.xml', ['server/reports/own.xml']],
  [walls, 'After [the gr|ound]', ['ROADMAP.md:5 00']],
  [walls, 'ROADMAP.md#phase-17b-r|oof', ['ROADMAP.md:22 17B']],
  [walls, '> and [gro|und]', [`${ground}:1`]],
  ['phasegate.yaml', 'default: [type|check', ['phasegate.yaml:3 typecheck']],
  ['phasegate.yaml', 'needs: [type|check', ['phasegate.yaml:3 typecheck']],
];

const references: readonly (readonly [string, string, readonly string[]])[] = [
  ['ROADMAP.md', '## Phase 0|0', ['ROADMAP.md:5 00', `${ground}:2 00`, `${walls}:18 ../ROADMAP.md#phase-00-ground`]],
  ['ROADMAP.md', '## Phase 1|7A', ['ROADMAP.md:3 #phase-17a-walls--doors', 'ROADMAP.md:12 17A', `${walls}:2 17A`]],
  [walls, 'phase: 1|7A', ['ROADMAP.md:3 #phase-17a-walls--doors', 'ROADMAP.md:12 17A', `${walls}:2 17A`]],
  [
    'phasegate.yaml',
    '  type|check: {',
    [
      'phasegate.yaml:3 typecheck',
      'phasegate.yaml:8 typecheck',
      'phasegate.yaml:9 typecheck',
      `${walls}:4 typecheck`,
      `${walls}:8 typecheck`,
    ],
  ],
  [walls, "name: 'own| 🧱'", [`${walls}:5 own 🧱`, `${walls}:12 own 🧱`]],
  [
    ground,
    '# Gro|und',
    [
      'ROADMAP.md:7 stages/phase-00-ground.md',
      'ROADMAP.md:8 stages/phase-00-ground.md#ground',
      `${walls}:20 ./phase-00-ground.md`,
    ],
  ],
  [walls, 'Acceptance cri|teria\n---', [`${walls}:11 Acceptance criteria`, `${walls}:25 Acceptance criteria`]],
  [walls, '- [ ] d|ry', []],
];

for (const [ending, files] of [
  ['LF', sampleFiles],
  ['CRLF', withCarriageReturns(sampleFiles)],
] as const) {
  const plan = planOf(files);
  const at = (name: string, place: string) => {
    const document = documentOf(plan, name);
    return { document, offset: offsetOf(document.text, ending === 'LF' ? place : place.replaceAll('\n', '\r\n')) };
  };

  describe(`navigation with ${ending}`, () => {
    for (const [name, place, expected] of definitions)
      it(`goes from ${JSON.stringify(place)} of ${name} to ${expected.join(', ') || 'nowhere'}`, () => {
        const { document, offset } = at(name, place);
        const targets = findDefinition(plan, document, offset)?.targets ?? [];
        assert.deepEqual(
          targets.map(({ file, text, range }) => placeOf(file, text, range)),
          expected,
        );
        for (const { range, whole } of targets) assert.ok(whole.start <= range.start && range.end <= whole.end);
      });

    for (const [name, place, expected] of references)
      it(`finds what names ${JSON.stringify(place)} of ${name}`, () => {
        const { document, offset } = at(name, place);
        const found = findReferences(plan, document, offset, true);
        assert.deepEqual(
          found.map((mention) => placeOf(mention.document.file, mention.document.text, mention.range)),
          expected,
        );
        const others = findReferences(plan, document, offset, false);
        assert.deepEqual(
          others,
          found.filter(({ isDefinition }) => !isDefinition),
        );
      });

    it('highlights every mention of a gate in the document, the definition as such', () => {
      const { document, offset } = at(walls, '["own| 🧱"]');
      assert.deepEqual(
        highlightMentions(plan, document, offset).map(({ range, isDefinition }) => [
          textOf(document.text, range),
          isDefinition,
        ]),
        [
          ['own 🧱', true],
          ['own 🧱', false],
        ],
      );
    });

    it('links what a roadmap, a spec and the configuration name', () => {
      const links = (name: string): readonly string[] => {
        const document = documentOf(plan, name);
        return documentLinks(plan, document).map(({ range, file, heading, isKnown }) => {
          const line = heading === null ? '' : `#${new LineIndex(heading.text).positionAt(heading.offset).line + 1}`;
          return `${textOf(document.text, range)} → ${placeOf(file, null, range)}${line}${isKnown ? '' : '?'}`;
        });
      };
      assert.deepEqual(links('ROADMAP.md'), [
        '#phase-17a-walls--doors → ROADMAP.md#12',
        'stages/phase-00-ground.md → stages/phase-00-ground.md',
        'stages/phase-00-ground.md#ground → stages/phase-00-ground.md#4',
        'stages/phase-17a-walls.md → stages/phase-17a-walls.md',
      ]);
      assert.deepEqual(links(walls), [
        'server → server?',
        'reports/own.xml → server/reports/own.xml?',
        'docs/api.md → docs/api.md?',
        '../ROADMAP.md#phase-00-ground → ROADMAP.md#5',
        '../ROADMAP.md#phase-17b-roof → ROADMAP.md#22',
        './phase-00-ground.md → stages/phase-00-ground.md?',
      ]);
      assert.deepEqual(links('phasegate.yaml'), [
        'out/types.xml → out/types.xml?',
        'server → server?',
        'reports/unit.xml → server/reports/unit.xml?',
      ]);
    });
  });
}

describe('navigation', () => {
  it('leads from a shared checklist to the heading in each spec that has the gate', () => {
    const plan = planOf({
      'phasegate.yaml': 'gates:\n  criteria: { checklist: acceptance  criteria }\n',
      'ROADMAP.md':
        '## Phase 1: A\n**Status:** TODO\n**Spec:** a.md\n**Goal:** g\n## Phase 2: B\n**Status:** TODO\n**Spec:** b.md\n**Goal:** g\n',
      'a.md': '---\ngates: [criteria]\n---\n## Acceptance criteria ##\n- [ ] a\n',
      'b.md': '---\ngates:\n  - name: x\n    run: y\n---\n## Acceptance criteria\n',
    });
    const document = documentOf(plan, 'phasegate.yaml');
    const targets = findDefinition(plan, document, offsetOf(document.text, 'acc|eptance'))?.targets ?? [];
    assert.deepEqual(
      targets.map(({ file, text, range }) => placeOf(file, text, range)),
      ['a.md:4 Acceptance criteria'],
    );
  });

  it('follows anchors that editors make, and numbers of headings that are the same', () => {
    const plan = planOf({
      'ROADMAP.md':
        '[a](#phase-1-the-🚀-end) [b](#phase-2-same-1) [c](#phase-3)\n\n## Phase 1: The 🚀 end\n## Phase 2: Same\n## Phase 2: Same\n',
    });
    const document = documentOf(plan, 'ROADMAP.md');
    const target = (place: string): string | undefined => {
      const [found] = findDefinition(plan, document, offsetOf(document.text, place))?.targets ?? [];
      return found && placeOf(found.file, found.text, found.whole);
    };
    assert.equal(target('[a|]'), 'ROADMAP.md:3 ## Phase 1: The 🚀 end');
    assert.equal(target('[b|]'), 'ROADMAP.md:5 ## Phase 2: Same');
    assert.equal(target('[c|]'), 'ROADMAP.md:1');
  });

  it('leaves addresses of the web and files outside the workspace alone', () => {
    const plan = planOf({
      'ROADMAP.md':
        '[a](https://example.org/b.md) [c](../../outside.md) [d](%E0%A4%A.md) [e](/docs/f.md) [g](mailto:h@i.j)\n',
    });
    const document = documentOf(plan, 'ROADMAP.md');
    assert.deepEqual(
      documentLinks(plan, document).map(({ file }) => placeOf(file, null, { start: 0, end: 0 })),
      ['docs/f.md'],
    );
  });
});
