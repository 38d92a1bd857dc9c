/** Every problem code of the parser: when it is raised, where, with which fix, and when it is not. */
import assert from 'node:assert/strict';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { roadmapProblemCodes, type RoadmapProblemCode } from '../../../server/roadmap/roadmap.ts';
import { listedProblemsLimit } from '../../../server/roadmap/roadmapProblems.ts';

const rest = '**Spec:** a.md\n**Goal:** b\n';
const sound = `## Phase 1: One\n**Status:** DONE\n${rest}`;
const soundSecond = sound.replace('Phase 1', 'Phase 2');

interface Case {
  readonly code: RoadmapProblemCode;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly text: string;
  /** What the range covers. */
  readonly at: string;
  /** The text after the fix; null where there is none. */
  readonly fixed: string | null;
  /** A text much like it without the problem. */
  readonly without: string;
}

const cases: readonly Case[] = [
  {
    code: 'roadmap-no-phases',
    severity: 'error',
    title: 'no heading that opens a phase',
    text: '# Plan\n\n### Phase 1: One\n',
    at: '# Plan',
    fixed: null,
    without: `# Plan\n\n${sound}`,
  },
  {
    code: 'roadmap-no-phases',
    severity: 'error',
    title: 'an empty file',
    text: '',
    at: '',
    fixed: null,
    without: sound,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'a dash for the colon',
    text: `${sound}## Phase 2 — Two ✅\n`,
    at: '## Phase 2 — Two ✅',
    fixed: `${sound}## Phase 2: Two ✅\n`,
    without: `${sound}## Phases\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'no colon at all',
    text: `${sound}  ## Phase 2 Two\n`,
    at: '## Phase 2 Two',
    fixed: null,
    without: `${sound}### Phase 2 Two\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'two phases in one heading',
    text: `${sound}## Phase 2 & 3: Both\n`,
    at: '## Phase 2 & 3: Both',
    fixed: null,
    without: `${sound}## Phased rollout\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'a range of phases',
    text: `${sound}## Phase 2-3: Both\n`,
    at: '## Phase 2-3: Both',
    fixed: null,
    without: `${sound}## phase diagrams\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'the wrong case',
    text: `${sound}## PHASE 2b: Two\n`,
    at: '## PHASE 2b: Two',
    fixed: `${sound}## Phase 2b: Two\n`,
    without: `${sound}## PHASE OVERVIEW\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'no space after the hashes',
    text: `${sound}##Phase 2: Two\n`,
    at: '##Phase 2: Two',
    fixed: `${sound}## Phase 2: Two\n`,
    without: `${sound}##Phases\n`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'a full-width colon',
    text: `${sound}## Phase 2：二\n`,
    at: '## Phase 2：二',
    fixed: `${sound}## Phase 2: 二\n`,
    without: `${sound}${soundSecond}`,
  },
  {
    code: 'phase-heading-malformed',
    severity: 'warning',
    title: 'no title',
    text: sound.replace('One', ' '),
    at: '## Phase 1:  ',
    fixed: null,
    without: sound,
  },
  {
    code: 'phase-id-duplicate',
    severity: 'error',
    title: 'one id twice',
    text: `${sound}${sound}`,
    at: '1',
    fixed: null,
    without: `${sound}${sound.replace('Phase 1', 'Phase 01')}`,
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'no status line',
    text: `## Phase 1: One\r\n\r\n${rest}`,
    at: '## Phase 1: One',
    fixed: `## Phase 1: One\r\n**Status:** TODO\r\n\r\n${rest}`,
    without: sound,
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'no status line below a heading that ends the file',
    text: '# Plan\r\n## Phase 1: One',
    at: '## Phase 1: One',
    fixed: '# Plan\r\n## Phase 1: One\r\n**Status:** TODO',
    without: '# Plan\r\n## Phase 1: One\r\n**Status:** TODO',
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'no status line above indented code, which must stay code',
    text: '## Phase 1: One\n    <!-- code\n',
    at: '## Phase 1: One',
    fixed: '## Phase 1: One\n**Status:** TODO\n\n    <!-- code\n',
    without: '## Phase 1: One\n**Status:** TODO\n\n    <!-- code\n',
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'no status line in a list item, which must not end',
    text: '- item\n  ## Phase 1: One\n  ```\n## Phase 2: Two\n**Status:** TODO\n',
    at: '  ## Phase 1: One',
    fixed: '- item\n  ## Phase 1: One\n  **Status:** TODO\n\n  ```\n## Phase 2: Two\n**Status:** TODO\n',
    without: '- item\n  ## Phase 1: One\n  **Status:** TODO\n\n  ```\n## Phase 2: Two\n**Status:** TODO\n',
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'a status line without a value',
    text: `## Phase 1: One\n**Status:**\n${rest}`,
    at: '**Status:**',
    fixed: `## Phase 1: One\n**Status:** TODO\n${rest}`,
    without: sound,
  },
  {
    code: 'phase-status-missing',
    severity: 'error',
    title: 'a heading that a comment runs on from',
    text: `## Phase 1: One <!-- and\nmore -->\n${rest}`,
    at: '## Phase 1: One <!-- and',
    fixed: null,
    without: `## Phase 1: One <!-- and\nmore -->\n**Status:** TODO\n${rest}`,
  },
  ...(
    [
      ['**status:** DONE', '**status:**', '**Status:** DONE'],
      ['**Status**: DONE', '**Status**:', '**Status:** DONE'],
      ['__Status:__ DONE', '__Status:__', '**Status:** DONE'],
      ['- **Status:** DONE', '- **Status:**', '**Status:** DONE'],
      ['Status: DONE', 'Status:', '**Status:** DONE'],
      ['  ** STATUS : **  DONE', '** STATUS : **', '**Status:** DONE'],
      ['     **Status:** DONE', '**Status:**', '**Status:** DONE'],
      ['**Status：** DONE', '**Status：**', '**Status:** DONE'],
      ['**status:**', '**status:**', '**Status:**'],
    ] as const
  ).map(([line, at, fixed]): Case => ({
    code: 'phase-status-missing',
    severity: 'error',
    title: `the spelling ${line}`,
    text: `## Phase 1: One\n${rest}${line}\n`,
    at,
    fixed: `## Phase 1: One\n${rest}${fixed}\n`,
    without: `## Phase 1: One\n${rest}**Status:** DONE\n`,
  })),
  ...(
    [
      ['done', 'DONE'],
      ['Completed', 'DONE'],
      ['complete', 'DONE'],
      ['DONE ✅', 'DONE'],
      ['✅ Done', 'DONE'],
      ['`DONE`', 'DONE'],
      ['in progress', 'IN_PROGRESS'],
      ['IN-PROGRESS', 'IN_PROGRESS'],
      ['🚧 WIP', 'IN_PROGRESS'],
      ['Not started', 'TODO'],
      ['To do', 'TODO'],
      ['failed', 'FAILED'],
      ['Incomplete', null],
      ['Not complete', null],
      ['not done', null],
      ['❌ Done', null],
      ['✅', null],
      ['[x] done', null],
      ['DONE?', null],
      ['~~DONE~~', null],
      ['Blocked', null],
      ['DONE (May)', null],
    ] as const
  ).map(([word, suggestion]): Case => ({
    code: 'phase-status-unknown',
    severity: 'error',
    title: `the word ${word}`,
    text: `## Phase 1: One\n**Status:**  ${word}\t\n${rest}`,
    at: word,
    fixed: suggestion === null ? null : `## Phase 1: One\n**Status:**  ${suggestion}\t\n${rest}`,
    without: sound,
  })),
  {
    code: 'phase-spec-missing',
    severity: 'error',
    title: 'no spec line',
    text: sound.replace('**Spec:** a.md\n', ''),
    at: '## Phase 1: One',
    fixed: null,
    without: sound,
  },
  {
    code: 'phase-spec-missing',
    severity: 'error',
    title: 'another spelling of it',
    text: sound.replace('**Spec:**', '**spec**:'),
    at: '**spec**:',
    fixed: sound,
    without: sound,
  },
  {
    code: 'phase-goal-missing',
    severity: 'error',
    title: 'no goal line',
    text: sound.replace('**Goal:** b\n', ''),
    at: '## Phase 1: One',
    fixed: null,
    without: sound,
  },
  {
    code: 'phase-goal-missing',
    severity: 'error',
    title: 'a goal line without a goal',
    text: sound.replace('**Goal:** b', '**Goal:** <!-- later -->'),
    at: '**Goal:** ',
    fixed: null,
    without: sound,
  },
  {
    code: 'phase-field-duplicate',
    severity: 'warning',
    title: 'two status lines',
    text: `${sound}**Status:** TODO\n`,
    at: '**Status:** TODO',
    fixed: null,
    without: `${sound}### Earlier\n**Status:** TODO\n`,
  },
  {
    code: 'phase-field-duplicate',
    severity: 'warning',
    title: 'two goal lines, but not two notes or owners',
    text: `${sound}**Goal:** c\n`,
    at: '**Goal:** c',
    fixed: null,
    without: `${sound}**Notes:** a\n**Notes:** b\n**Owner:** c\n**Owner:** d\n`,
  },
  {
    code: 'phase-order-violation',
    severity: 'error',
    title: 'a DONE phase after one that is not',
    text: `${sound.replace('DONE', 'FAILED')}${soundSecond}`,
    at: 'DONE',
    fixed: null,
    without: `${sound}${soundSecond}`,
  },
  {
    code: 'phase-order-violation',
    severity: 'error',
    title: 'a DONE phase after one without a status',
    text: `## Phase 1: One\n${rest}${soundSecond}`,
    at: 'DONE',
    fixed: null,
    without: `${sound}## Phase 2: Two\n${rest}`,
  },
  {
    code: 'roadmap-fence-unclosed',
    severity: 'warning',
    title: 'a fence that nothing closes',
    text: `${sound}  ~~~~ js\n~~~\n${soundSecond}`,
    at: '~~~~',
    fixed: null,
    without: `${sound}  ~~~~ js\n~~~~\n${soundSecond}`,
  },
  {
    code: 'roadmap-fence-unclosed',
    severity: 'warning',
    title: 'a fence that ends with its list item',
    text: `- \`\`\`\n  code\n\n${sound}`,
    at: '```',
    fixed: null,
    without: `- \`\`\`\n  code\n  \`\`\`\n\n${sound}`,
  },
  {
    code: 'roadmap-comment-unclosed',
    severity: 'warning',
    title: 'a comment that nothing closes',
    text: `${sound}<!-- later\n${soundSecond}`,
    at: '<!--',
    fixed: null,
    without: `${sound}<!-- later\n${soundSecond}-->\n`,
  },
  {
    code: 'roadmap-comment-unclosed',
    severity: 'warning',
    title: 'a comment that only the next comment closes',
    text: `${sound}<!-- later\n${soundSecond}<!-- note -->\n`,
    at: '<!--',
    fixed: null,
    without: `${sound}<!-- later <!-- and <!-- note -->\n`,
  },
  {
    code: 'roadmap-comment-unclosed',
    severity: 'warning',
    title: 'an opener in a sentence',
    text: `${sound}Write <!-- to begin.\n${soundSecond}`,
    at: '<!--',
    fixed: null,
    without: `${sound}Write \`<!--\` to begin.\n${soundSecond}`,
  },
  {
    code: 'roadmap-comment-unclosed',
    severity: 'warning',
    title: 'a comment that ends with its list item',
    text: `- <!-- later\n\n${sound}`,
    at: '<!--',
    fixed: null,
    without: `- <!-- later\n  -->\n\n${sound}`,
  },
];

describe('problems of a roadmap', () => {
  it('are all tried here', () => {
    assert.deepEqual([...new Set(cases.map(({ code }) => code))].sort(), [...roadmapProblemCodes].sort());
  });

  for (const { code, severity, title, text, at, fixed, without } of cases) {
    it(`${code}: ${title}`, () => {
      const found = parseRoadmap(text).problems.filter((problem) => problem.code === code);
      assert.equal(found.length, 1);
      const [problem] = found;
      assert.ok(problem !== undefined);
      assert.equal(problem.severity, severity);
      assert.equal(text.slice(problem.range.start, problem.range.end), at);
      assert.match(problem.message, /^[A-Z].+\.$/s);
      assert.equal(problem.fix === undefined ? null : applyTextEdits(text, problem.fix.edits), fixed);
      assert.deepEqual(
        parseRoadmap(without).problems.filter((other) => other.code === code),
        [],
      );
    });
  }

  it('of two phases with one id stand at the second', () => {
    const [problem] = parseRoadmap(`${sound}${sound}`).problems;
    assert.equal(problem?.range.start, sound.length + '## Phase '.length);
  });

  it('look for misspellings near the heading only, and never at half a line', () => {
    const filler = 'x'.repeat(65_536 - '## Phase 1: One\n'.length - 1 - '**spec:**'.length);
    for (const [far, hasFix] of [
      ['', true],
      [`${filler}\n`, false],
    ] as const) {
      const { problems } = parseRoadmap(`## Phase 1: One\n${far}**spec:** a.md\n`);
      const spec = problems.find(({ code }) => code === 'phase-spec-missing');
      assert.equal(spec?.fix !== undefined, hasFix);
    }
  });

  it('name the first unfinished phase before a DONE one', () => {
    const todo = sound.replace('DONE', 'TODO');
    const text = `${todo}${todo.replace('Phase 1', 'Phase 2')}${sound.replace('Phase 1', 'Phase 3')}`;
    assert.match(parseRoadmap(text).problems[0]?.message ?? '', /^Phase 3 is DONE, but phase 1 before it is not\./);
  });

  it('count seven hashes as no subsection', () => {
    const { problems } = parseRoadmap(`${sound}####### seven\n**Status:** DONE\n`);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['phase-field-duplicate'],
    );
  });

  it('come in file order', () => {
    const text = `## Phase 1: One\n**Status:** x\n<!-- a\n`;
    const { problems } = parseRoadmap(`## Phase\n${text}`);
    const starts = problems.map(({ range }) => range.start);
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
    assert.equal(problems.length, 5);
  });

  it('are listed up to a limit, errors and warnings apart, and the last says how many more there are', () => {
    const text = '## Phase\n'.repeat(listedProblemsLimit + 7) + '## Phase 1: One\n'.repeat(listedProblemsLimit);
    const { problems } = parseRoadmap(text);
    const errors = problems.filter(({ severity }) => severity === 'error');
    const warnings = problems.filter(({ severity }) => severity === 'warning');
    assert.deepEqual([errors.length, warnings.length], [listedProblemsLimit, listedProblemsLimit]);
    assert.match(warnings.at(-1)?.message ?? '', /\(7 more are not listed\.\)$/);
    assert.match(errors.at(-1)?.message ?? '', /\(2999 more are not listed\.\)$/);
  });

  it('quote no more of the file than a message can hold, and no half characters', () => {
    const text = `## Phase 1: One\n**Status:** ${'🚀'.repeat(1000)}\n${rest}`;
    const message = parseRoadmap(text).problems[0]?.message ?? '';
    assert.ok(message.length < 200 && !/\p{Cs}/u.test(message), message);
  });
});
