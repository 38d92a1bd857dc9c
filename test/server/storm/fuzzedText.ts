/** Texts that nobody would write, made of the ones that people write, and ways to type in them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { sampleFiles } from '../../unit/language/samplePlan.ts';
import { ModelText } from './modelText.ts';
import type { SeededRandom } from './seededRandom.ts';

/** The documents of a plan that are opened and changed. */
export const stormDocuments = ['ROADMAP.md', 'stages/phase-17a-walls.md', 'phasegate.yaml'] as const;
export type StormDocumentName = (typeof stormDocuments)[number];

const typing = path.join(import.meta.dirname, '..', '..', 'fixtures', 'language', 'typing', 'plan');
const fixture = (name: string): string => readFileSync(path.join(typing, name), 'utf8');

const samples: Readonly<Record<StormDocumentName, readonly string[]>> = {
  'ROADMAP.md': [sampleFiles['ROADMAP.md'] ?? '', fixture('ROADMAP.md')],
  'stages/phase-17a-walls.md': [sampleFiles['stages/phase-17a-walls.md'] ?? '', fixture('stages/phase-2a-walls.md')],
  'phasegate.yaml': [sampleFiles['phasegate.yaml'] ?? '', fixture('phasegate.yaml')],
};

const pieces = [
  ...['---\n', '\n', '\r\n', '\r', '\t', ' ', '\u2028', '\u0085', '\v', '\0', '\uFEFF', '\u200d', '\u0301'],
  ...['🧱', '👩‍👩‍👧', '\ud83e', '\udde9', '\ud83e\ud83e', 'é', 'İ', '𝒳', '漢', 'ﬃ', '%E0', '%F0%9F', '\\'],
  ...['# ', '## Phase 1: A\n', '## Phase 17A: B', '## phase 17a - B\n', '## Phase 🧱: C\n', '##Phase 3:', '===\n'],
  ...[
    '**Status:** DONE',
    '**Status:** done\n',
    '**Status:** DOING\n',
    '**Status:**',
    '**status**: TODO\n',
    '**Goal:** x',
  ],
  ...[
    '**Spec:** ',
    '**Spec:** ../out.md\n',
    '**Spec:** stages\n',
    '**Spec:** stages/phase-17a-walls.md\n',
    '**Notes:** ',
  ],
  ...['stages/phase-17a-walls.md', '```', '~~~', '<!--', '-->', '> ', '- ', '- [x] ', '- [ ] dry\n', '| a | b |\n'],
  ...[
    '  - name: x',
    '  - typecheck\n',
    '    run: npm test\n',
    '    run: npm run nope\n',
    'run: ["a", "b"]',
    'cwd: no/such\n',
  ],
  ...[
    'needs: [',
    'needs: [unit, typecheck]\n',
    ']',
    '{',
    '}',
    '"',
    "'",
    'gates:',
    'gates:\n',
    'phase: 17A',
    'phase: 2\n',
  ],
  ...[
    'default: ',
    'default: [unit, nothing]\n',
    'parallel: 2\n',
    'roadmap: ROADMAP.md\n',
    'matchers:\n  own: { pattern: "(" }\n',
  ],
  ...[
    'problems: $tsc\n',
    'checklist: ',
    'files: [',
    'absent: [a]\n',
    'approve: Fine?\n',
    'timeout: 5 m\n',
    'severity: warning\n',
  ],
  ...['&a ', '*a', '<<: *a\n', '!!str ', '!!binary ', '|\n', '>-\n', '? ', ': ', '%YAML 1.2\n', '#'],
  ...[
    '[a](#phase-17b-roof)',
    '](',
    '[x]: y#z',
    '[a](<stages/phase-00-ground.md>)',
    '[AML 8.1.1](regulation:adgm/1#8.1.1)',
    '[x](regulation:adgm/AML%20Rules#14.3.1 "as of 0f1e2d3c4b5a")',
    'regulation:',
    '`',
    '``',
    '![',
    'rum: x\n',
    'report: a.xml\n',
  ],
] as const;

/** A fuzzed text of a document, whole. */
export function fuzzedText(name: StormDocumentName, random: SeededRandom): string {
  if (random.chance(0.005)) return hugeText(name, random);
  if (random.chance(0.08)) return Array.from({ length: random.below(40) }, () => random.pick(pieces)).join('');
  // Now and then what belongs into another document.
  const of = random.chance(0.03) ? random.pick(stormDocuments) : name;
  let text = random.pick(samples[of]) ?? '';
  for (let left = random.below(9); left > 0; left--) {
    const offset = random.below(text.length + 1);
    const cut = random.chance(0.5) ? 0 : random.below(40);
    text = text.slice(0, offset) + insertion(random) + text.slice(offset + cut);
  }
  if (random.chance(0.1)) text = text.replaceAll('\n', random.pick(['\r\n', '\r', '\u2028', '\n\r']));
  if (random.chance(0.05)) text = `\uFEFF${text}`;
  return text;
}

function insertion(random: SeededRandom): string {
  if (random.chance(0.75)) return random.pick(pieces);
  return Array.from({ length: random.below(7) }, () => {
    const below = random.pick([0x80, 0x800, 0x10000, 0x110000]);
    return String.fromCodePoint(random.below(below));
  }).join('');
}

/** Very long lines, deep nesting, and many phases or gates. */
function hugeText(name: StormDocumentName, random: SeededRandom): string {
  const sample = random.pick(samples[name]) ?? '';
  const unit = random.pick([
    'a',
    '[',
    '](a ',
    '🧱',
    '{a: ',
    '- ',
    '> ',
    '`',
    '**',
    '<!--',
    '\t',
    '"',
    '  ',
    '? ',
    '\ud83e',
    '&a ',
  ]);
  const run = unit.repeat(1 + random.below(3_000));
  if (random.chance(0.6)) {
    const offset = random.below(sample.length + 1);
    return sample.slice(0, offset) + run + sample.slice(offset);
  }
  const count = random.below(200);
  if (name === 'ROADMAP.md') {
    return Array.from(
      { length: count },
      (_, at) => `## Phase ${at}: 🧱 ${at}\n**Status:** TODO\n**Spec:** stages/${at}.md\n**Goal:** g\n`,
    ).join('\n');
  }
  const gates = Array.from(
    { length: count },
    (_, at) => `  - name: g${at}\n    run: echo\n    needs: [g${at - 1}]\n`,
  ).join('');
  return name === 'phasegate.yaml'
    ? `gates:\n${gates.replaceAll('- name: ', '').replaceAll(/^( {2}g\d+)$/gm, '$1:')}`
    : `---\nphase: 17A\ngates:\n${gates}---\n# W\n`;
}

/** Any place: mostly one of the text, also between CR and LF or inside a surrogate pair, now and then outside. */
export function anyPosition(text: ModelText, random: SeededRandom): Position {
  if (random.chance(0.06)) {
    const far = random.pick([0, 1, 3, 1_000, 2 ** 31 - 1]);
    return { line: random.below(text.lineCount + 2) + random.pick([0, far]), character: random.pick([0, 1, far, 80]) };
  }
  if (random.chance(0.4)) {
    const word = random.pick([
      'Phase ',
      'Spec:**',
      'Status:**',
      'needs: [',
      'name: ',
      'typecheck',
      '](',
      'phase: ',
      'gates',
      'run',
      '\r',
      '\ud83e',
      ' ',
    ]);
    const from = random.below(text.text.length + 1);
    const found = text.text.indexOf(word, from);
    if (found >= 0) return text.positionAt(Math.min(text.text.length, found + random.below(word.length + 3)));
  }
  return text.positionAt(random.below(text.text.length + 1));
}

/** One to four changes of a text, as typing makes them, or the whole text anew; what an editor may send in one message. */
export function anyChanges(
  name: StormDocumentName,
  before: ModelText,
  random: SeededRandom,
): { readonly after: ModelText; readonly changes: TextDocumentContentChangeEvent[] } {
  const version = before.version + 1;
  let text = before;
  const changes: TextDocumentContentChangeEvent[] = [];
  const grown = before.text.length > 6_000;
  for (let left = 1 + random.below(random.chance(0.3) ? 4 : 1); left > 0; left--) {
    if (random.chance(grown ? 0.8 : 0.25)) {
      const whole = fuzzedText(name, random);
      changes.push({ text: whole });
      text = text.changed(undefined, whole);
      continue;
    }
    const start = anyPosition(text, random);
    const near = { line: start.line + random.below(2), character: start.character + random.below(20) };
    const end = random.chance(0.5) ? start : random.chance(0.7) ? near : anyPosition(text, random);
    const isOrdered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    const range = isOrdered ? { start, end } : { start: end, end: start };
    const typed = random.chance(0.3) ? '' : insertion(random);
    changes.push({ range, text: typed });
    text = text.changed(range, typed);
  }
  return { after: new ModelText(text.text, version), changes };
}
