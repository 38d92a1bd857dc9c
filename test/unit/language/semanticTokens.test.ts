/** Which words have a token, of which type and with which modifiers. */
import assert from 'node:assert/strict';
import { roadmapTokens, yamlTokens } from '../../../server/language/semanticTokens.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';

const roadmap = `# 😀
## Phase 1: A
**Status:** DONE
## Phase 2A: B
**Status:** FAILED
## Phase 3: C
**Status:** done
## Phase 4: D
**Status:** IN_PROGRESS
**Status:** TODO
## Phase 5.1: E
**Status:** TODO
`;

function told(text: string, tokens: ReturnType<typeof roadmapTokens>): readonly string[] {
  return tokens.map(
    ({ range, type, modifiers }) => `${text.slice(range.start, range.end)} ${[type, ...modifiers].join('.')}`,
  );
}

describe('semantic tokens', () => {
  it('tell the four statuses apart, and ids', () => {
    for (const text of [roadmap, roadmap.replaceAll('\n', '\r\n')]) {
      assert.deepEqual(told(text, roadmapTokens(parseRoadmap(text).roadmap.phases, null)), [
        '1 class.declaration',
        'DONE enumMember.done',
        '2A class.declaration',
        'FAILED enumMember.failed',
        '3 class.declaration',
        '4 class.declaration',
        'IN_PROGRESS enumMember.inProgress',
        '5.1 class.declaration',
        'TODO enumMember.todo',
      ]);
    }
  });

  it('are those of the range alone, as the same slice of all', () => {
    const { phases } = parseRoadmap(roadmap).roadmap;
    const all = roadmapTokens(phases, null);
    for (let start = 0; start <= roadmap.length; start++) {
      for (const end of [start, start + 30, roadmap.length]) {
        const expected = all.filter(({ range }) => range.end >= start && range.start <= end);
        assert.deepEqual(roadmapTokens(phases, { start, end }), expected, `${start} to ${end}`);
      }
    }
  });

  it('name gates where they are defined and where they are used', () => {
    const text =
      '---\nphase: 00\ngates:\n  - typecheck\n  - { name: "unit 😀", run: x, needs: [typecheck] }\n---\n# x\n';
    assert.deepEqual(told(text, yamlTokens({ kind: 'spec', file: '/s.md', text, phases: [] })), [
      '00 class',
      'typecheck function',
      '"unit 😀" function.declaration',
      'typecheck function',
    ]);
    const config = 'gates:\n  unit: { run: x }\n  types: { run: y, needs: [unit] }\ndefault: [unit, types]\n';
    assert.deepEqual(told(config, yamlTokens({ kind: 'config', file: '/c', text: config })), [
      'unit function.declaration',
      'types function.declaration',
      'unit function',
      'unit function',
      'types function',
    ]);
  });

  it('of ten thousand phases take a moment, of a range of them none', () => {
    const text = Array.from(
      { length: 10_000 },
      (_, id) => `## Phase ${id}: X\n**Status:** TODO\n**Spec:** a.md\n**Goal:** b\n\n`,
    ).join('');
    const { phases } = parseRoadmap(text).roadmap;
    const start = performance.now();
    assert.equal(roadmapTokens(phases, null).length, 20_000);
    for (let round = 0; round < 1_000; round++) roadmapTokens(phases, { start: 300_000, end: 302_000 });
    assert.ok(performance.now() - start < 1_000, `${performance.now() - start} ms`);
  });
});
