/** Tests that the cursor is told what it is on, in every document of the plan and in broken ones. */
import assert from 'node:assert/strict';
import { symbolAt, type PlanSymbol } from '../../../server/language/symbolAt.ts';
import { documentOf, offsetOf, planOf, sampleFiles, textOf, withCarriageReturns } from './samplePlan.ts';

/** What the cursor is on, in short. */
function describeSymbol(symbol: PlanSymbol | null): string {
  switch (symbol?.kind) {
    case undefined:
      return 'nothing';
    case 'phase':
      return `phase ${symbol.id} ${symbol.part}${symbol.phase === null ? ', unknown' : `: ${symbol.phase.title}`}`;
    case 'field':
      return `${symbol.part} of ${symbol.field.name} of ${symbol.phase.id}`;
    case 'gate':
      return `${symbol.mention.role} of ${symbol.gate.home === 'config' ? 'shared' : 'own'} ${symbol.gate.name}`;
    case 'checklist':
      return `checklist ${symbol.heading}`;
    case 'path':
      return `${symbol.key} ${symbol.path} from ${symbol.from}`;
    case 'key':
    case 'value':
      return `${symbol.kind} ${symbol.path.join('.')}`;
    case 'link':
      return `link ${symbol.link.destination}`;
    case 'heading':
      return `heading ${symbol.heading.level} ${symbol.heading.text}`;
  }
}

const spec = 'stages/phase-17a-walls.md';

/** File, place, what is there, and its text. */
const places: readonly (readonly [string, string, string, string?])[] = [
  ['ROADMAP.md', '## Phase 1|7A', 'phase 17A id: Walls & doors', '17A'],
  ['ROADMAP.md', '## Phase 17A|:', 'phase 17A id: Walls & doors', '17A'],
  ['ROADMAP.md', 'Walls & d|oors', 'phase 17A heading: Walls & doors', '## Phase 17A: Walls & doors'],
  ['ROADMAP.md', '**Status:** DO|NE', 'value of Status of 00', 'DONE'],
  ['ROADMAP.md', '**Sp|ec:** stages/missing.md', 'name of Spec of 17B', 'Spec'],
  ['ROADMAP.md', '**Spec:** stages/|missing.md', 'value of Spec of 17B', 'stages/missing.md'],
  ['ROADMAP.md', '**Goal:** 🏗️ St|and', 'value of Goal of 00'],
  ['ROADMAP.md', '[the s|pec](', 'link stages/phase-00-ground.md#ground'],
  ['ROADMAP.md', '[the w|alls](', 'link #phase-17a-walls--doors', '[the walls](#phase-17a-walls--doors'],
  ['ROADMAP.md', '`[n|o](#phase', 'nothing'],
  ['ROADMAP.md', '[no](st|ages', 'nothing'],
  ['ROADMAP.md', 'Phase 9|9', 'nothing'],
  ['ROADMAP.md', '# Road|map 🚀', 'nothing'],
  [spec, 'phase: 1|7A', 'phase 17A mention: Walls & doors', '17A'],
  [spec, 'ph|ase: 17A', 'key phase', 'phase'],
  [spec, '- type|check #', 'use of shared typecheck', 'typecheck'],
  [spec, '# not u|nit', 'nothing'],
  [spec, "name: 'own| 🧱'", 'definition of own own 🧱', "'own 🧱'"],
  [spec, '["own 🧱|"]', 'need of own own 🧱', '"own 🧱"'],
  [spec, '[typecheck, u|nit]', 'need of shared unit', 'unit'],
  [spec, 'run: npm run b|uild', 'value gates.1.run', 'npm run build'],
  [spec, 'ru|n: npm run build', 'key gates.1.run', 'run'],
  [spec, 'checklist: Acc|eptance', 'checklist Acceptance criteria', 'Acceptance criteria'],
  [spec, 'report: reports/|own.xml', 'report reports/own.xml from server', 'reports/own.xml'],
  [spec, 'cwd: ser|ver', 'cwd server from .', 'server'],
  [spec, 'docs/|api.md', 'files docs/api.md from .', 'docs/api.md'],
  [spec, 'After [the gr|ound]', 'link ../ROADMAP.md#phase-00-ground'],
  [spec, '<../ROAD|MAP.md', 'link ../ROADMAP.md#phase-17b-roof'],
  [spec, '> and [gro|und]', 'link ./phase-00-ground.md'],
  [spec, '[hid|den]', 'nothing'],
  [spec, '# Wa|lls', 'heading 1 Walls', 'Walls'],
  [spec, 'Acceptance cri|teria\n---', 'heading 2 Acceptance criteria', 'Acceptance criteria'],
  [spec, 'd|ry', 'nothing'],
  ['phasegate.yaml', '  type|check: {', 'definition of shared typecheck', 'typecheck'],
  ['phasegate.yaml', 'needs: [type|check]', 'need of shared typecheck', 'typecheck'],
  ['phasegate.yaml', 'default: [typecheck, u|nit]', 'default of shared unit', 'unit'],
  ['phasegate.yaml', 'de|fault:', 'key default', 'default'],
  ['phasegate.yaml', 'out/ty|pes.xml', 'report out/types.xml from .', 'out/types.xml'],
  ['phasegate.yaml', '# The g|ates', 'nothing'],
];

describe('symbolAt', () => {
  for (const [ending, files] of [
    ['LF', sampleFiles],
    ['CRLF', withCarriageReturns(sampleFiles)],
  ] as const) {
    const plan = planOf(files);
    for (const [name, place, expected, written] of places)
      it(`finds ${expected} at ${JSON.stringify(place)} of ${name} with ${ending}`, () => {
        const document = documentOf(plan, name);
        const piece = ending === 'LF' ? place : place.replaceAll('\n', '\r\n');
        const symbol = symbolAt(plan, document, offsetOf(document.text, piece));
        assert.equal(describeSymbol(symbol), expected);
        if (written !== undefined && symbol !== null) assert.equal(textOf(document.text, symbol.range), written);
      });
  }

  const broken: readonly (readonly [string, string, string])[] = [
    ['gates:\n  - name: unit\n    needs: [type|check\n', 'need of shared typecheck', 'an open list'],
    ['gates:\n  - name: un|it\n    ru\n', 'definition of own unit', 'a key without a colon'],
    ['gates:\n  - name: "un|it\n', 'definition of own unit', 'an open quote'],
    ['phase: 1|7A\ngates: {\n', 'phase 17A mention: Walls & doors', 'an open mapping'],
    ['gates:\n\t- ty|pecheck\n', 'use of shared typecheck', 'a tab'],
    ['gates:\n  - type|check\n  - name: a\n    name: b\n', 'use of shared typecheck', 'a key that is there twice'],
  ];
  for (const [yaml, expected, fault] of broken)
    it(`finds ${expected} in front matter with ${fault}`, () => {
      const text = `---\n${yaml.replace('|', '')}---\n# Walls\n`;
      const plan = planOf({ ...sampleFiles, [spec]: text });
      const symbol = symbolAt(plan, documentOf(plan, spec), yaml.indexOf('|') + 4);
      assert.equal(describeSymbol(symbol), expected);
    });

  it('finds gates in front matter that is not closed yet', () => {
    const text = '---\nphase: 17A\ngates:\n  - typecheck\n\n# Walls\n';
    const plan = planOf({ ...sampleFiles, [spec]: text });
    const document = documentOf(plan, spec);
    assert.equal(describeSymbol(symbolAt(plan, document, offsetOf(text, '- type|check'))), 'use of shared typecheck');
  });
});
