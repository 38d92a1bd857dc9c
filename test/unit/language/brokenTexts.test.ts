/** Tests places in texts that are half written: what a storm of fuzzed documents once found wrong. */
import assert from 'node:assert/strict';
import { findDefinition } from '../../../server/language/definition.ts';
import { documentSymbols } from '../../../server/language/documentSymbols.ts';
import { prepareRename } from '../../../server/language/rename.ts';
import { selectionRanges } from '../../../server/language/selectionRanges.ts';
import { documentOf, offsetOf, planOf, sampleFiles } from './samplePlan.ts';

const walls = 'stages/phase-17a-walls.md';

describe('places in a half-written text', () => {
  it('hold the whole name of a gate whose quote is not closed', () => {
    const plan = planOf({ ...sampleFiles, [walls]: "---\ngates:\n  - name: 'o🧱" });
    const document = documentOf(plan, walls);
    const offset = offsetOf(document.text, "name: '|o");
    const start = prepareRename(plan, document, offset);
    assert.ok(start !== null && 'range' in start);
    assert.deepEqual(start.range, { start: offset, end: offset + 3 });
  });

  it('lead to no folder that a Spec field names', () => {
    const plan = planOf({
      ...sampleFiles,
      'ROADMAP.md': '## Phase 1: A\n**Status:** TODO\n**Spec:** stages/\n**Goal:** G\n',
    });
    const document = documentOf(plan, 'ROADMAP.md');
    const offset = offsetOf(document.text, 'stag|es/');
    assert.notEqual(findDefinition(plan, document, offset), null);
    const specs = plan.specs.map(({ phase, loaded }) =>
      loaded.kind === 'spec'
        ? { phase, loaded }
        : { phase, loaded: { ...loaded, problem: { ...loaded.problem, code: 'spec-is-folder' as const } } },
    );
    assert.equal(findDefinition({ ...plan, specs }, document, offset), null);
  });

  it('grow at each step of a selection, also where lines end with CRLF', () => {
    const plan = planOf({
      ...sampleFiles,
      [walls]: "---\r\nphase: 17A\r\ngates:\r\n  - typecheck # not\r\n  - name: 'o",
    });
    const document = documentOf(plan, walls);
    const ranges = selectionRanges(plan, document, offsetOf(document.text, 'phas|e'));
    for (const { start, end } of ranges) {
      for (const at of [start, end])
        assert.ok(at === 0 || !document.text.startsWith('\r\n', at - 1), `${start}-${end}`);
    }
    assert.equal(new Set(ranges.map(({ start, end }) => `${start}-${end}`)).size, ranges.length);
  });

  it('hold a field with blanks at the end of its phase', () => {
    const plan = planOf({ ...sampleFiles, 'ROADMAP.md': '## Phase 1: A\n**Status:** TODO\n**Goal:**  \n' });
    const [phase] = documentSymbols(plan, documentOf(plan, 'ROADMAP.md'));
    const goal = phase?.children?.find(({ name }) => name === 'Goal');
    assert.ok(phase !== undefined && goal !== undefined);
    assert.ok(goal.range.end.line < phase.range.end.line || goal.range.end.character <= phase.range.end.character);
  });

  it('hold a heading that ends with a line separator', () => {
    const plan = planOf({ ...sampleFiles, [walls]: '# Walls\n\n## Accept\u2028\n' });
    const accept = documentSymbols(plan, documentOf(plan, walls))[0]?.children?.[0];
    assert.deepEqual(accept?.selectionRange.end, { line: 2, character: 10 });
    assert.deepEqual(accept.range.end, accept.selectionRange.end);
  });

  it('hold a last heading whose line below looks like a rule', () => {
    const plan = planOf({ ...sampleFiles, [walls]: '# Walls\n\nAccept\n------\n' });
    const [whole] = documentSymbols(plan, documentOf(plan, walls));
    assert.deepEqual(whole?.range.end, { line: 3, character: 6 });
    assert.deepEqual(whole.children?.[0]?.range.end, { line: 3, character: 6 });
  });

  it('hold no section that a heading without a name has ended', () => {
    const plan = planOf({ ...sampleFiles, [walls]: '# Walls\n#\n## Accept\n' });
    const outline = documentSymbols(plan, documentOf(plan, walls)).map(({ name, children }) => [
      name,
      children?.length,
    ]);
    assert.deepEqual(outline, [
      ['Walls', 0],
      ['Accept', 0],
    ]);
  });

  it('show no field without a name', () => {
    const plan = planOf({ ...sampleFiles, 'ROADMAP.md': '## Phase 1: A\n** :** DONE\n**Status:** TODO\n' });
    const [phase] = documentSymbols(plan, documentOf(plan, 'ROADMAP.md'));
    assert.deepEqual(
      phase?.children?.map(({ name }) => name),
      ['Status'],
    );
  });
});
