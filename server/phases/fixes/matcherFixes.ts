/** Fixes of problem matchers: names, words and numbers whose meaning is plain, and a group that is the only one left. */
import { applyTextEdits } from '../../base/textRange.ts';
import type { ProblemFix } from '../../base/problem.ts';
import { builtInMatchers } from '../matchers/builtInMatchers.ts';
import { matcherNames } from '../matchers/findMatcher.ts';
import { countGroups, groupNames, readMatcher } from '../matchers/readMatcher.ts';
import { YamlSource, type YamlPath } from '../yamlSource.ts';
import { certainly, correct } from './correctWord.ts';
import type { FixFinder } from './fixRequest.ts';
import { locate, valueAt } from './locateYaml.ts';

export const matcherFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located?.at[0] !== 'matchers') return [];
  const { text, range } = request.problem;
  const fixes = fixesAt(located.source, located.at, text, range);
  // Tried out, since a matcher may be wrong in more than one way, and the first fault hides the others.
  return fixes.filter((fix) => isOther(located.source, located.at, text, fix));
};

function fixesAt(
  source: YamlSource,
  at: YamlPath,
  text: string,
  range: ProblemFix['edits'][number]['range'],
): readonly ProblemFix[] {
  const key = at.at(-1);
  const value = valueAt(source, at);
  if (at.length === 2) return nameFixes(source, at);
  if (typeof value === 'string') {
    if (key === 'severity' && at.length === 3)
      return /^warn(?:ings)?$/i.test(value)
        ? [certainly(range, 'warning')]
        : correct(text, range, ['error', 'warning', 'info']);
    if (key === 'fileLocation') return correct(text, range, ['relative', 'absolute', 'autoDetect']);
    if (key === 'kind') return correct(text, range, ['file', 'location']);
    if (key === 'pattern') return correct(text, range, matcherNames([]));
    if (key === 'loop' && /^(?:true|yes|on|false|no|off)$/i.test(value))
      return [certainly(range, String(/^(?:true|yes|on)$/i.test(value)))];
    if (isGroup(key) && /^\d{1,3}$/.test(value)) return [certainly(range, String(Number(value)))];
  }
  return isGroup(key) && typeof value === 'number' ? freeGroup(source, at, range) : [];
}

function isGroup(key: string | number | undefined): boolean {
  return (groupNames as readonly unknown[]).includes(key);
}

/** A name without the `$` that only gates write, or one that no built-in matcher has. */
function nameFixes(source: YamlSource, at: YamlPath): readonly ProblemFix[] {
  const written = String(at[1]);
  const range = source.rangeOfKey(at);
  const taken = new Set([...Object.keys(builtInMatchers), ...Object.keys(valueAt(source, ['matchers']) ?? {})]);
  const bare = written.replace(/^\$+/, '');
  const isCertain = bare !== written && /^[A-Za-z\d][\w.-]*$/.test(bare) && !taken.has(bare);
  if (isCertain) return [{ title: `Rename this matcher to ${bare}`, edits: [{ range, newText: bare }], isCertain }];
  const words = bare.replace(/[^\w.-]+/g, '-').replace(/^[^A-Za-z\d]+|-+$/g, '');
  const name = taken.has(words) ? `own-${words}` : words;
  if (words === '' || name === written || taken.has(name)) return [];
  return [{ title: `Rename this matcher to ${name}`, edits: [{ range, newText: name }] }];
}

/** The one group of the expression that nothing names yet. */
function freeGroup(
  source: YamlSource,
  at: YamlPath,
  range: ProblemFix['edits'][number]['range'],
): readonly ProblemFix[] {
  const pattern = valueAt(source, at.slice(0, -1));
  if (typeof pattern !== 'object' || pattern === null || !('regexp' in pattern)) return [];
  const groups = countGroups(String(pattern.regexp));
  if (typeof groups === 'string') return [];
  const named = new Set(Object.values(pattern));
  const [free, ...others] = Array.from({ length: groups }, (_, index) => index + 1).filter((one) => !named.has(one));
  if (free === undefined || others.length > 0) return [];
  return [{ title: `Change to ${free}, the only group that is left`, edits: [{ range, newText: String(free) }] }];
}

/** Whether the changed matcher has no problem at this place any more. */
function isOther(source: YamlSource, at: YamlPath, text: string, { edits }: ProblemFix): boolean {
  const changed = applyTextEdits(text, edits);
  const bom = changed.startsWith('\uFEFF') ? 1 : 0;
  const after = new YamlSource(changed.slice(bom), bom);
  if (after.problems.length > 0) return false;
  const names = Object.keys(valueAt(after, ['matchers']) ?? {});
  const index = Object.keys(valueAt(source, ['matchers']) ?? {}).indexOf(String(at[1]));
  const name = names[index];
  if (name === undefined) return false;
  const path = ['matchers', name, ...at.slice(2)];
  const place = after.rangeOf(path);
  const { problems } = readMatcher(valueAt(after, ['matchers', name]), name, after, ['matchers', name]);
  return problems.every(({ range }) => range.start !== place.start || range.end !== place.end);
}
