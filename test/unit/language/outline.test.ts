/** Tests the outline, the search for symbols, folds and growing selections. */
import assert from 'node:assert/strict';
import type { DocumentSymbol } from 'vscode-languageserver';
import { documentSymbols } from '../../../server/language/documentSymbols.ts';
import { foldingRanges } from '../../../server/language/foldingRanges.ts';
import { selectionRanges } from '../../../server/language/selectionRanges.ts';
import { searchSymbols } from '../../../server/language/workspaceSymbols.ts';
import { documentOf, offsetOf, planOf, sampleFiles, textOf, withCarriageReturns } from './samplePlan.ts';

const walls = 'stages/phase-17a-walls.md';

/** Name, detail and lines from 1, children indented. */
function linesOf(symbols: readonly DocumentSymbol[], indent = ''): readonly string[] {
  return symbols.flatMap(({ name, detail = '', range, children = [] }) => [
    `${indent}${name} [${detail}] ${range.start.line + 1}-${range.end.line + 1}`,
    ...linesOf(children, `${indent}  `),
  ]);
}

for (const [ending, files] of [
  ['LF', sampleFiles],
  ['CRLF', withCarriageReturns(sampleFiles)],
] as const) {
  const plan = planOf(files);

  describe(`outline with ${ending}`, () => {
    it('shows phases with their fields, to the end of their text', () => {
      assert.deepEqual(linesOf(documentSymbols(plan, documentOf(plan, 'ROADMAP.md'))), [
        'Phase 00: Ground [DONE] 5-8',
        '  Status [DONE] 6-6',
        '  Spec [stages/phase-00-ground.md] 7-7',
        '  Goal [🏗️ Stand, as [the spec](stages/phase-00-ground.md#ground) says] 8-8',
        'Phase 17A: Walls & doors [TODO] 12-20',
        '  Status [TODO] 13-13',
        '  Spec [stages/phase-17a-walls.md] 14-14',
        '  Goal [Keep the rain out] 15-15',
        'Phase 17B: Roof [TODO] 22-25',
        '  Status [TODO] 23-23',
        '  Spec [stages/missing.md] 24-24',
        '  Goal [Keep dry] 25-25',
      ]);
    });

    it('shows the gates and headings of a spec, and the gates of phasegate.yaml', () => {
      assert.deepEqual(linesOf(documentSymbols(plan, documentOf(plan, walls))), [
        'typecheck [phasegate.yaml] 4-4',
        'own 🧱 [run: npm run build] 5-9',
        'criteria [checklist: Acceptance criteria] 10-12',
        'files [files: docs/api.md src/**] 13-14',
        'Walls [] 16-27',
        '  Acceptance criteria [] 25-27',
      ]);
      assert.deepEqual(linesOf(documentSymbols(plan, documentOf(plan, 'phasegate.yaml'))), [
        'typecheck [run: npm run types] 3-3',
        'unit [run: npm test] 4-8',
      ]);
    });

    it('keeps the name of each symbol inside its range', () => {
      for (const name of ['ROADMAP.md', walls, 'phasegate.yaml'])
        for (const { range, selectionRange } of documentSymbols(plan, documentOf(plan, name))) {
          assert.ok(range.start.line <= selectionRange.start.line && selectionRange.end.line <= range.end.line);
        }
    });

    const folds = (name: string, most = Number.POSITIVE_INFINITY): readonly string[] =>
      foldingRanges(plan, documentOf(plan, name), most).map(
        ({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind === undefined ? '' : ` ${kind}`}`,
      );

    it('folds phases, fences, front matter, gates, sections and comments', () => {
      assert.deepEqual(folds('ROADMAP.md'), ['5-8', '12-20', '17-20', '22-25']);
      assert.deepEqual(folds(walls), ['1-15', '3-14', '5-9', '10-12', '13-14', '16-27', '22-23 comment', '25-27']);
      assert.deepEqual(folds('phasegate.yaml'), ['2-8', '4-8']);
    });

    it('leaves the innermost folds out when the editor takes few', () => {
      assert.deepEqual(folds('ROADMAP.md', 3), ['5-8', '12-20', '22-25']);
    });

    const grows = (name: string, place: string): readonly string[] => {
      const document = documentOf(plan, name);
      return selectionRanges(plan, document, offsetOf(document.text, place)).map((range) =>
        textOf(document.text, range).replaceAll(/\r\n?/g, '\n'),
      );
    };

    it('grows from a word of a field to its value, line, fields and phase', () => {
      const [word, value, line, fields, phase, , whole] = grows('ROADMAP.md', 'Keep the r|ain');
      assert.deepEqual([word, value, line], ['rain', 'Keep the rain out', '**Goal:** Keep the rain out']);
      assert.match(fields ?? '', /^\*\*Status:\*\* TODO\n.*\n\*\*Goal:\*\* Keep the rain out$/);
      assert.match(phase ?? '', /^## Phase 17A: [^]*```$/);
      assert.match(whole ?? '', /^# Roadmap/);
    });

    it('grows from a word of a gate to its value, pair, gate, gates and front matter', () => {
      const steps = grows(walls, 'run: npm run b|uild');
      assert.deepEqual(steps.slice(0, 4), ['build', 'npm run build', 'run: npm run build', '    run: npm run build']);
      assert.match(steps[4] ?? '', /^name: 'own 🧱'[^]*own\.xml$/);
      assert.match(steps[5] ?? '', /^- typecheck[^]*"src\/\*\*"\]$/);
      assert.match(steps[6] ?? '', /^gates:/);
      assert.match(steps[7] ?? '', /^phase: 17A/);
      assert.match(steps[8] ?? '', /^---\nphase[^]*\n---$/);
      assert.match(steps[9] ?? '', /^---[^]*dry\n$/);
      assert.equal(steps.length, 10);
    });
  });
}

describe('search for symbols', () => {
  const plan = planOf();
  const names = (query: string, most = 100): readonly string[] =>
    searchSymbols(plan, query, most).map(({ name, container }) => `${name} (${container})`);

  it('finds phases and gates by letters in order, and those that stand together first', () => {
    assert.deepEqual(names('roof'), ['Phase 17B: Roof (TODO)']);
    assert.deepEqual(names('p17'), ['Phase 17A: Walls & doors (TODO)', 'Phase 17B: Roof (TODO)']);
    assert.deepEqual(names('tyc'), ['typecheck (phasegate.yaml)']);
    assert.deepEqual(names('🧱'), ['own 🧱 (Phase 17A: Walls & doors)']);
    assert.deepEqual(names('UNIT'), ['unit (phasegate.yaml)']);
    assert.deepEqual(names('zzz'), []);
    assert.equal(names('o')[0], 'own 🧱 (Phase 17A: Walls & doors)');
  });

  it('lists everything for no letters, shared gates once, and no more than asked for', () => {
    assert.deepEqual(names(''), [
      'Phase 00: Ground (DONE)',
      'Phase 17A: Walls & doors (TODO)',
      'Phase 17B: Roof (TODO)',
      'typecheck (phasegate.yaml)',
      'unit (phasegate.yaml)',
      'own 🧱 (Phase 17A: Walls & doors)',
      'criteria (Phase 17A: Walls & doors)',
      'files (Phase 17A: Walls & doors)',
    ]);
    assert.equal(names('', 2).length, 2);
  });
});
