/** Tests that no feature of navigation throws or leaves the text, whatever the documents are, and that large ones take no long time. */
import assert from 'node:assert/strict';
import process from 'node:process';
import fc from 'fast-check';
import type { TextRange } from '../../../server/base/textRange.ts';
import { findDefinition } from '../../../server/language/definition.ts';
import { highlightMentions } from '../../../server/language/documentHighlights.ts';
import { documentLinks } from '../../../server/language/documentLinks.ts';
import { documentSymbols } from '../../../server/language/documentSymbols.ts';
import { foldingRanges } from '../../../server/language/foldingRanges.ts';
import { planDocuments, roadmapDocument } from '../../../server/language/planDocument.ts';
import { findReferences } from '../../../server/language/references.ts';
import { prepareRename, rename } from '../../../server/language/rename.ts';
import { selectionRanges } from '../../../server/language/selectionRanges.ts';
import { symbolAt } from '../../../server/language/symbolAt.ts';
import { searchSymbols } from '../../../server/language/workspaceSymbols.ts';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { offsetOf, planOf, sampleFiles } from './samplePlan.ts';

/** How many documents are tried; the long suite may ask for more. */
const runs = Number(process.env['PHASEGATE_FUZZED_DOCUMENTS'] ?? 100);

const pieces = [
  '---\n',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '# ',
  '## Phase 1: A\n',
  '## Phase 17A: B',
  '**Status:** DONE',
  '**Spec:** ',
  'stages/phase-17a-walls.md',
  '```',
  '~~~',
  '<!--',
  '-->',
  '> ',
  '- ',
  '  - name: x',
  'needs: [',
  ']',
  '{',
  '}',
  '"',
  "'",
  'gates:',
  'phase: 17A',
  'default: ',
  '&a ',
  '*a',
  '!!str ',
  '|\n',
  '[a](#phase-17a-b)',
  '](',
  '[x]: y#z',
  '`',
  '\\',
  '🧱',
  '\uFEFF',
  '\uD83E',
  'é',
  '%E0',
  '===\n',
  '? ',
  ': ',
];

/** A sample text in which pieces were put in, taken out and doubled. */
const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat({ max: 40 }),
        insert: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })),
      }),
      { maxLength: 8 },
    )
    .map((changes) =>
      changes.reduce((current, { at, cut, insert }) => {
        const offset = Math.floor(at * current.length);
        return current.slice(0, offset) + insert + current.slice(offset + cut);
      }, text),
    );

const anyText = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));
const documentText = (name: string) => fc.oneof(mutated(sampleFiles[name] ?? ''), anyText);

describe('navigation in any text', () => {
  it(`never throws, and stays inside the text, in ${runs} plans`, function () {
    this.timeout(20_000 + runs * 100);
    const walls = 'stages/phase-17a-walls.md';
    fc.assert(
      fc.property(
        documentText('ROADMAP.md'),
        documentText(walls),
        documentText('phasegate.yaml'),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (roadmap, spec, config, places) => {
          const plan = planOf({ ...sampleFiles, 'ROADMAP.md': roadmap, [walls]: spec, 'phasegate.yaml': config });
          searchSymbols(plan, 'p1', 10);
          for (const document of planDocuments(plan, roadmapDocument(plan))) {
            const inside = ({ start, end }: TextRange): void => {
              assert.ok(0 <= start && start <= end && end <= document.text.length, `${start}-${end}`);
            };
            documentSymbols(plan, document);
            foldingRanges(plan, document, 100);
            documentLinks(plan, document).forEach(({ range }) => inside(range));
            for (const place of places) {
              const offset = Math.floor(place * document.text.length);
              const symbol = symbolAt(plan, document, offset);
              if (symbol !== null) inside(symbol.range);
              selectionRanges(plan, document, offset).forEach((range, step, all) => {
                inside(range);
                const inner = all[step - 1];
                assert.ok(inner === undefined || (range.start <= inner.start && inner.end <= range.end));
              });
              highlightMentions(plan, document, offset).forEach(({ range }) => inside(range));
              findDefinition(plan, document, offset);
              findReferences(plan, document, offset, true);
              prepareRename(plan, document, offset);
              const renamed = rename(plan, document, offset, '42', { canMoveFiles: true, exists: () => false });
              // Edits that overlap are refused there.
              if (renamed?.kind === 'edits') renamed.files.forEach(({ text, edits }) => applyTextEdits(text, edits));
            }
          }
        },
      ),
      { numRuns: runs, seed: 3 },
    );
  });

  it('survives YAML that is nested without end', () => {
    for (const yaml of ['['.repeat(50_000), '{a: '.repeat(20_000), '- '.repeat(50_000)]) {
      const plan = planOf({ 'ROADMAP.md': '', 'phasegate.yaml': 'gates: {}\n' });
      const document = { kind: 'config', file: plan.configFile?.file ?? '', text: yaml } as const;
      symbolAt(plan, document, 100);
      documentSymbols(plan, document);
      selectionRanges(plan, document, 100);
    }
  });

  it('answers in a roadmap of 10,000 phases, and in one long line of brackets, without getting slow', function () {
    this.timeout(60_000);
    const phases = Array.from(
      { length: 10_000 },
      (_, at) =>
        `## Phase ${at}: Title ${at}\n**Status:** TODO\n**Spec:** stages/${at}.md\n**Goal:** See [${at}](#phase-${at}-title-${at}) 🧱\n\n---\n\n`,
    );
    const brackets = `${'['.repeat(30_000)}${'](a '.repeat(30_000)}\n${'```\n'.repeat(20_000)}`;
    const plan = planOf({ 'ROADMAP.md': phases.join('') + brackets });
    const document = roadmapDocument(plan);
    const offset = offsetOf(document.text, '## Phase 99|99:');
    const before = process.cpuUsage();
    assert.equal(documentSymbols(plan, document).length, 10_000);
    assert.ok(foldingRanges(plan, document, Number.POSITIVE_INFINITY).length >= 20_000 / 2);
    documentLinks(plan, document);
    selectionRanges(plan, document, offset);
    searchSymbols(plan, 'title 9', 100);
    assert.equal(highlightMentions(plan, document, offset).length, 2);
    assert.equal(findReferences(plan, document, offset, true).length, 2);
    const renamed = rename(plan, document, offset, '99999', { canMoveFiles: true, exists: () => false });
    assert.equal(renamed?.kind === 'edits' && renamed.files[0]?.edits.length, 2);
    // Time of the processor, because the machine may be busy with other things.
    const tookMs = process.cpuUsage(before).user / 1000;
    // Eight answers; anything quadratic takes minutes.
    assert.ok(tookMs < 10_000, `${tookMs} ms`);
  });
});
