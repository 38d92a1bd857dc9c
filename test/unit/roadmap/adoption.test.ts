/** Roadmaps of other styles become phases with the right statuses, and nothing of the original is lost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import * as z from 'zod';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import type { Adoption } from '../../../server/roadmap/adopt/adoptionProposal.ts';
import { proposeAdoption } from '../../../server/roadmap/adopt/proposeAdoption.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/adoption');
const expected = z
  .record(
    z.string(),
    z.union([
      z.strictObject({ refused: z.string() }),
      z.strictObject({ phases: z.array(z.tuple([z.string(), z.string()])), conflicts: z.number().optional() }),
    ]),
  )
  .parse(JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')));

const read = (name: string): string => readFileSync(path.join(folder, `${name}.md`), 'utf8');

function adopt(text: string): Adoption {
  const proposal = proposeAdoption(text);
  if (proposal.kind === 'refusal') return assert.fail(`refused: ${proposal.reason}`);
  return proposal;
}

/** Takes the edits back: what was inserted goes, and what was replaced returns. */
function takeBack({ edits, text }: Adoption, original: string): string {
  let shift = 0;
  const inverse = edits.map(({ range, newText }) => {
    const start = range.start + shift;
    shift += newText.length - (range.end - range.start);
    return { range: { start, end: start + newText.length }, newText: original.slice(range.start, range.end) };
  });
  return applyTextEdits(text, inverse);
}

/** Letters and digits of a line, which a changed heading must keep in their order. */
const words = (line: string): readonly string[] => line.match(/[\p{L}\p{N}]+/gu) ?? [];

function assertNothingLost(original: string, adoption: Adoption): void {
  assert.equal(takeBack(adoption, original), original);
  for (const { range, newText } of adoption.edits) {
    const before = original.slice(range.start, range.end);
    assert.doesNotMatch(before, /[\r\n]/, 'an edit replaces more than one line');
    const rest = words(newText);
    let at = 0;
    for (const word of words(before)) {
      const found = rest.indexOf(word, at);
      const isLabel = /^phase$/i.test(word);
      assert.ok(found >= 0 || isLabel, `"${word}" of "${before}" is not in "${newText}"`);
      if (found >= 0) at = found;
    }
  }
}

describe('proposeAdoption', () => {
  for (const [name, wanted] of Object.entries(expected)) {
    if ('refused' in wanted) {
      it(`refuses ${name}`, () => {
        const proposal = proposeAdoption(read(name));
        assert.ok(proposal.kind === 'refusal');
        assert.ok(proposal.reason.includes(wanted.refused), proposal.reason);
      });
      continue;
    }
    it(`adopts ${name}`, () => {
      const original = read(name);
      const adoption = adopt(original);
      assert.deepEqual(
        adoption.phases.map(({ id, status }) => [id, status]),
        wanted.phases,
      );
      if (wanted.conflicts !== undefined) {
        assert.equal(adoption.conflicts.length, wanted.conflicts, JSON.stringify(adoption.conflicts, null, 1));
      }
      const { roadmap, problems } = parseRoadmap(adoption.text);
      assert.deepEqual(
        roadmap.phases.map(({ id, status }) => [id, status]),
        wanted.phases,
      );
      assert.deepEqual(
        problems.filter(({ severity, code }) => severity === 'error' && code !== 'phase-order-violation'),
        [],
      );
      for (const phase of roadmap.phases) assert.ok(phase.goal !== null && phase.spec !== null && phase.title !== '');
      assertNothingLost(original, adoption);
    });
  }

  it('takes goals from where people put them', () => {
    const goals = (name: string) => adopt(read(name)).phases.map(({ goal }) => goal);
    assert.deepEqual(goals('chinese'), ['立起来', '能织']);
    assert.deepEqual(goals('german'), ['Er trägt.', 'Es hält dicht.']);
    assert.deepEqual(goals('table-with-status'), ['It builds', 'It reads', 'It draws']);
    assert.equal(goals('phase-dash-emoji')[0], 'The repository builds.');
    assert.equal(adopt('# Plan\n\n## Phase 1: A\n\n_Goal: one\ntwo_\n\n## Phase 2: B\n').phases[0]?.goal, 'one two');
  });

  it('says in a goal what the phase is about, and not how far it is', () => {
    const goals = (name: string) => adopt(read(name)).phases.map(({ goal }) => goal);
    assert.deepEqual(goals('phases-in-index'), ['lay it down', 'bend them', '📋 DRAWINGS COMPLETE - not cut', 'Paint']);
    assert.deepEqual(goals('milestones-japanese'), ['枠', '糸', '布']);
    assert.equal(goals('parts-all-done')[1], 'Deck');
    const goal = (body: string) => adopt(`# Plan\n\n## Phase 1: A\n\n${body}\n\n## Phase 2: B\n`).phases[0]?.goal;
    assert.equal(goal('Even threads (see Weaver et al. 1910). More.'), 'Even threads (see Weaver et al. 1910).');
    assert.equal(goal('Fertig am 27. September. Mehr.'), 'Fertig am 27. September.');
    assert.equal(goal('- dig\n\nAll of this may change.'), 'A');
  });

  it('names a phase that a list names by the words of its link', () => {
    assert.deepEqual(
      adopt(read('phases-in-index')).phases.map(({ title, spec }) => `${title} ${spec}`),
      [
        'Keel stages/phase-1-keel.md',
        'Ribs stages/phase-1-5-ribs.md',
        'Planks stages/phase-2-planks.md',
        'Paint stages/phase-3-paint.md',
      ],
    );
  });

  it('makes criteria of acceptance text, of boxes, of parts and of lists, in this order', () => {
    const criteria = (body: string) =>
      adopt(`# Plan\n\n## Phase 1: A\n\n${body}\n\n## Phase 2: B\n\nx\n`).phases[0]?.criteria.map(
        ({ text, isTicked }) => (isTicked ? `x ${text}` : text),
      );
    assert.deepEqual(criteria('Work:\n\n- dig\n\n**Done when:** the hole\nis deep.'), ['the hole is deep.']);
    assert.deepEqual(criteria('### Exit criteria\n\n- deep\n- wide\n\n### Notes\n\n- muddy'), ['deep', 'wide']);
    assert.deepEqual(criteria('- [x] dig\n  deeper\n- [ ] pour'), ['x dig deeper', 'pour']);
    assert.deepEqual(criteria('### 1.1 Dig\n\na\n\n### 1.2 Pour\n\n- b'), ['1.1 Dig', '1.2 Pour']);
    assert.deepEqual(criteria('- dig\n- pour'), ['dig', 'pour']);
    assert.deepEqual(criteria('Nothing yet.'), []);
  });

  it('marks in the text what a person has to decide', () => {
    const { text } = adopt(read('thrice-told'));
    assert.match(text, /\*\*Notes:\*\* Adopted: the original says .*In progress.* do not agree/);
    assert.doesNotMatch(adopt(read('phase-dash-emoji')).text, /Notes/);
  });

  it('says of each doubt what the original has, where, and what is to be decided', () => {
    const messages = (name: string) =>
      adopt(read(name)).conflicts.map(({ line, message }) => `${line + 1}: ${message}`);
    assert.deepEqual(messages('table-in-one-bucket'), [
      '3: Phase 1 is TODO until a person decides: it stands below "Now" (line 3), which does not say whether it was begun.',
    ]);
    assert.deepEqual(messages('phases-in-index'), [
      '8: Phase 1.5 is TODO until a person decides: the original says "✅" (line 8) and "🔨" and "In progress" (line 18), which do not agree.',
    ]);
    assert.deepEqual(messages('parts-all-done'), [
      '3: Phase 1 is TODO until a person decides: all 2 parts of it are done, but nothing says that it is done as a whole.',
      '13: Phase 2 is TODO until a person decides: the original says "✅" (line 13), but of a part of it "🚧" (line 19).',
    ]);
    assert.deepEqual(messages('claim-in-prose'), [
      '3: Phase 1.0 is TODO until a person decides: its text begins "Erschienen als 1.0 am 3. Mai; mehr im Logbuch." (line 5), which may tell its status.',
    ]);
    assert.deepEqual(messages('done-after-open'), [
      '5: 3 phases from 2 to 4 are DONE, but phase 1 before them is TODO. Nothing after phase 1 can run until that one is DONE.',
    ]);
  });

  it('keeps a second heading in our form from becoming a phase', () => {
    const original = '# R\n\n## Phase 1: A\n\na\nb\nc\n\n## Phase 2: B\n\nb\n\n# Summary\n\n## Phase 1: A\n\nshort\n';
    const adoption = adopt(original);
    assert.deepEqual(
      adoption.phases.map(({ id }) => id),
      ['1', '2'],
    );
    assert.match(adoption.text, /^### Phase 1: A$/m);
    assertNothingLost(original, adoption);
  });

  it('loses nothing of any text, throws at none and invents no status', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '---',
        '```',
        '- [ ] a',
        '- [x] b',
        '- [~] c',
        '| Phase | Status |',
        '|---|---|',
        '| 1 | Done |',
      ),
      fc.constantFrom('# Roadmap', '> quote', '<!-- c -->', '<!--', '<details>', '**Status:** DONE', '**Goal:** g'),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
        .map(([l, n]) => `${'#'.repeat(l)} Phase ${n}: T${n}`),
      fc
        .tuple(fc.constantFrom('M', 'v0.', 'Stage ', 'Q'), fc.integer({ min: 0, max: 4 }))
        .map(([w, n]) => `## ${w}${n} — x`),
      fc.constantFrom(
        '**M1: bold**',
        '* **Bold** — text',
        '1. one',
        'Title',
        '=====',
        '## Next',
        '## Shipped ✅',
        '    code',
      ),
      fc.string({ maxLength: 12 }).map((text) => text.replace(/\0/g, '')),
    );
    const texts = fc.tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom('\n', '\r\n'), fc.boolean());
    fc.assert(
      fc.property(texts, ([lines, lineBreak, isMarked]) => {
        const original = (isMarked ? '\uFEFF' : '') + lines.join(lineBreak);
        const proposal = proposeAdoption(original);
        if (proposal.kind === 'refusal') return;
        assertNothingLost(original, proposal);
        assert.equal(parseRoadmap(proposal.text).roadmap.phases.length, proposal.phases.length);
        if (!/done|shipped|✅|\[x\]/i.test(original)) {
          assert.ok(proposal.phases.every(({ status }) => status !== 'DONE'));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('reads a plan of 170 KB in well under a second', () => {
    const phase = (n: number) =>
      `## Phase ${n} — Part ${n}\n\n${'Some prose about it, and more of it.\n'.repeat(100)}\n- [ ] task\n\n`;
    const original = `# Roadmap\n\n${Array.from({ length: 50 }, (_, n) => phase(n)).join('')}`;
    assert.ok(original.length > 170_000);
    const startMs = performance.now();
    assert.equal(adopt(original).phases.length, 50);
    assert.ok(performance.now() - startMs < 1000);
  });
});
