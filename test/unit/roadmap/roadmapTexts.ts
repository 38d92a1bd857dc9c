/** Generators of roadmaps that try to mislead the parser. */
import fc from 'fast-check';

const headings = [
  '## Phase 1: One',
  '## Phase 2: Two 🚀',
  '## Phase 17A: Seventeen ##',
  '## Phase 2.1: Part',
  '## Phase 00: Zero <!-- note -->',
  '  ## Phase 3: Indented',
  '\t## Phase 4: Code',
  '    ## Phase 4: Code',
  '##\tPhase\t5:\tTabs\t',
  '## Phase 6:',
  '## Phase 7 — Dash',
  '## Phase: none',
  '## phase 8: lower',
  '##Phase 9: tight',
  '## Phases',
  '# Part',
  '## Section',
  '##',
  '#hashtag',
  '### Detail',
  '###### Deep',
];

const fieldLines = [
  '**Status:** TODO',
  '**Status:** IN_PROGRESS',
  '**Status:** DONE',
  '**Status:**\tFAILED  ',
  '**Status:** done',
  '**Status:** Incomplete',
  '**Status:**',
  '**Status:**DONE',
  '**Status:** <!-- TODO -->',
  '**Status:** DONE <!-- since May -->',
  '**Status:** TODO <!-- open',
  '   **Status:** DONE',
  '**status:** DONE',
  '**Status**: DONE',
  '**Spec:** stages/one.md',
  '**Spec:** stages/ünï 🚀.md',
  '**Goal:** Reach 🎯 it',
  '**Goal:** Parse `<!--` and `` ` `` well',
  '**Notes:** a person wrote this',
  '**Notes:** Phasegate: gate unit failed: exit code 1 after 41 s.',
  '**Owner:** Ann',
  '**Goal',
  '**:**',
];

const blocks = [
  '```',
  '````',
  '```md',
  '~~~',
  '~~~~',
  '   ```',
  '``` a`b',
  '<!--',
  '-->',
  '<!-- one line -->',
  'text <!-- starts here',
  'ends here --> text',
  '--> <!--',
  '\\<!-- escaped',
  '`<!-- code`',
  '` <!-- no code',
  '<!-->',
  '<!--->',
  '<details>',
  '</details>',
  '<summary>Phase</summary>',
  '| Phase   | Status      |',
  '|---------|-------------|',
  '| 1       | TODO        |',
  '---',
  '',
  '',
  '   ',
  'prose',
  'prose with 🚀 and é and \u{1f468}\u200d\u{1f469}',
  '\ud800 half',
  '\u0000\u2028\u0085',
];

/** What the naive reading does not know. */
const containers = [
  '- item',
  '  - nested',
  '1. one',
  '- ```',
  '  ```',
  '      ```',
  '- **Status:** TODO',
  '- <!-- in an item',
  '> quote',
  '> ```',
  '> <!-- quoted -->',
  '    <!-- code',
  '    indented',
  '\ttab',
];

/** Whole phases, so that not every text is rubble. */
const wholePhases = [
  '## Phase 10: Ten|**Status:** TODO|**Spec:** stages/ten.md|**Goal:** Ten|',
  '## Phase 11B: Elf 🧝|**Status:** DONE|**Spec:** stages/elf.md|**Goal:** Elf|**Notes:** mine|---',
  '## Phase 12: Zwölf||**Status:** IN_PROGRESS  ||**Spec:** a|prose|**Goal:** x',
  '## Phase 13.2a: Last|  **Spec:** b|  **Status:** FAILED|  **Notes:** Phasegate: gate unit failed|### More|**Goal:** later',
];

const lineBreaks = ['\n', '\r\n', '\r'];

function roadmapOf(lines: readonly string[]): fc.Arbitrary<string> {
  const line = fc.constantFrom(...lines);
  return fc
    .record({
      start: fc.constantFrom('', '', '\ufeff'),
      parts: fc.array(fc.oneof({ weight: 5, arbitrary: line }, fc.constantFrom(...wholePhases)), {
        minLength: 1,
        maxLength: 24,
        size: 'max',
      }),
      lineBreak: fc.constantFrom('\n', '\n', '\r\n', '\r', 'mixed'),
      endsWithLineBreak: fc.boolean(),
    })
    .map(({ start, parts, lineBreak, endsWithLineBreak }) => {
      const all = parts.flatMap((part) => (part.startsWith('|') ? [part] : part.split(/\|(?! )/)));
      const ended = all.map((text, index) => {
        if (index === all.length - 1 && !endsWithLineBreak) return text;
        return text + (lineBreak === 'mixed' ? (lineBreaks[(index * 7 + text.length) % 3] ?? '\n') : lineBreak);
      });
      return start + ended.join('');
    });
}

/** Roadmaps with fences, comments, near misses, odd line breaks and half characters. */
export const flatRoadmap: fc.Arbitrary<string> = roadmapOf([...headings, ...headings, ...fieldLines, ...blocks]);

/** The same with lists, blockquotes and indented code. */
export const anyRoadmap: fc.Arbitrary<string> = roadmapOf([
  ...headings,
  ...headings,
  ...fieldLines,
  ...fieldLines,
  ...blocks,
  ...containers,
]);

/** Text that is no roadmap at all, lone surrogates included. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '#',
      '*',
      '`',
      '~',
      '<!--',
      '-->',
      '\n',
      '\r',
      '\t',
      ' ',
      ':',
      '**',
      '## Phase 1:',
      '🚀',
      '\ud83d',
      '\ude80',
    ),
    fc.string({ unit: 'binary', maxLength: 2 }),
  ),
  maxLength: 60,
});

/** Notes that try to break out of their line. */
export const anyNote: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc
    .array(
      fc.constantFrom(
        '<!--',
        '-->',
        '\n## Phase 1: x\n',
        '```',
        '`',
        '\r\n',
        '**Status:** DONE',
        '🚀',
        '\ud800',
        '\u202e',
        'Phasegate:',
        'exit code 1',
        '\\',
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(' ')),
  fc.constant('gate unit failed: exit code 1 after 41 s. 2026-11-23 12:50 UTC. Log: /data/logs/unit.log'),
);
