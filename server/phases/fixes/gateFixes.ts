/** Fixes of what is written in YAML: misspelt keys and names, needs, names of gates. */
import type { ProblemFix } from '../../base/problem.ts';
import { readSpecLines } from '../gates/readSpecLines.ts';
import { matcherNames } from '../matchers/findMatcher.ts';
import { configShape, gateShape, specGateShape } from '../gateSchema.ts';
import { matcherShape, patternShape } from '../matchers/readMatcher.ts';
import type { YamlPath, YamlSource } from '../yamlSource.ts';
import { certainly, correct } from './correctWord.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';
import { gatesOf, locate, valueAt } from './locateYaml.ts';
import { removeEntry } from './removeEntry.ts';

/** The key that was meant, unless it is there as well. */
export const unknownKeyFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located === null) return [];
  const { source, at, isConfig } = located;
  const parent = at.slice(0, -1);
  const present = new Set(keysAt(source, parent));
  const known = knownKeys(parent, isConfig).filter((key) => !present.has(key));
  return correct(request.problem.text, request.problem.range, known);
};

function knownKeys(parent: YamlPath, isConfig: boolean): readonly string[] {
  if (!isConfig) return Object.keys(specGateShape.shape);
  if (parent.length === 0) return Object.keys(configShape.shape);
  if (parent[0] === 'gates') return Object.keys(gateShape.shape);
  if (parent[0] === 'matchers') return Object.keys((parent.includes('pattern', 2) ? patternShape : matcherShape).shape);
  return parent[0] === 'executor' ? ['kind', 'run', 'command'] : [];
}

function keysAt(source: YamlSource, path: YamlPath): readonly string[] {
  const value = valueAt(source, path);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** The gate of phasegate.yaml that was meant. */
export const unknownGateFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located === null) return [];
  const taken = new Set(gatesOf(request).map(({ definition }) => definition.name));
  const names = Object.keys(request.plan.config.gates).filter((name) => located.isConfig || !taken.has(name));
  return correct(request.problem.text, request.problem.range, names);
};

/** The matcher that was meant. */
export const unknownMatcherFixes: FixFinder = ({ plan, problem }) =>
  correct(problem.text, problem.range, matcherNames(Object.keys(plan.config.matchers)));

/** The gate of the phase that was meant, or no need at all. */
export const unknownNeedFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located?.at[2] !== 'needs') return [];
  const { source, at } = located;
  const owner = source.writtenAt([...at.slice(0, 2), 'name']);
  const others = gatesOf(request)
    .map(({ definition }) => definition.name)
    .filter((name) => name !== owner);
  return [
    ...correct(request.problem.text, request.problem.range, others),
    ...removal(request, source, at, 'Remove this need'),
  ];
};

/** Offers each need of the gate that is part of the circle. */
export const needsCycleFixes: FixFinder = (request) => {
  const located = locate(request);
  const gates = new Map(gatesOf(request).map(({ definition }) => [definition.name, definition]));
  const name = located === null ? null : located.source.writtenAt([...located.at, 'name']);
  const gate = name === null ? undefined : gates.get(name);
  if (located === null || gate === undefined) return [];
  const leadsBack = (from: string, seen: Set<string>): boolean =>
    from === gate.name ||
    (!seen.has(from) && (gates.get(from)?.needs ?? []).some((need) => leadsBack(need, seen.add(from))));
  return gate.needs.flatMap((need, index) =>
    leadsBack(need, new Set())
      ? removal(request, located.source, [...located.at, 'needs', index], `Let ${gate.name} no longer need ${need}`)
      : [],
  );
};

function removal({ problem }: FixRequest, source: YamlSource, at: YamlPath, title: string): readonly ProblemFix[] {
  const index = at.at(-1);
  const edit = typeof index === 'number' ? removeEntry(problem.text, source, at.slice(0, -1), index) : null;
  return edit === null ? [] : [{ title, edits: [edit] }];
}

/** A name after what the gate checks. */
export const missingGateNameFixes: FixFinder = (request) => {
  const located = locate(request);
  const entries = located === null ? null : located.source.entriesAt(located.at);
  const [first] = entries?.ranges ?? [];
  if (located === null || entries === null || first === undefined) return [];
  const { source, at } = located;
  const name = freeName(gateNameFor(valueAt(source, at)), namesIn(source));
  const { text } = request.problem;
  const column =
    first.start - Math.max(text.lastIndexOf('\n', first.start - 1), text.lastIndexOf('\r', first.start - 1)) - 1;
  const separator = entries.isFlow ? ', ' : (/\r\n|\n|\r/.exec(text)?.[0] ?? '\n') + ' '.repeat(column);
  const range = { start: first.start, end: first.start };
  return [{ title: `Name this gate ${name}`, edits: [{ range, newText: `name: ${name}${separator}` }] }];
};

/** Every name in the list of gates, those of gates with problems too. */
function namesIn(source: YamlSource): ReadonlySet<string> {
  const gates = valueAt(source, ['gates']);
  return new Set(
    (Array.isArray(gates) ? (gates as readonly unknown[]) : []).flatMap((entry) => {
      if (typeof entry === 'string') return [entry];
      return typeof entry === 'object' && entry !== null && 'name' in entry ? [String(entry.name)] : [];
    }),
  );
}

function gateNameFor(gate: unknown): string {
  if (typeof gate !== 'object' || gate === null) return 'gate';
  if ('checklist' in gate) return 'criteria';
  if ('files' in gate || 'absent' in gate) return 'files';
  if ('approve' in gate) return 'sign-off';
  if (!('run' in gate)) return 'gate';
  const command = Array.isArray(gate.run) ? gate.run.join(' ') : String(gate.run);
  const script = /\b(?:npm|pnpm|yarn|bun|make|cargo|go|just)(?:\s+run)?\s+([a-z][\w:-]*)/i.exec(command)?.[1];
  return (script ?? /([A-Za-z][\w-]*)/.exec(command)?.[1] ?? 'gate').replaceAll(':', '-');
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

/** Removes what is named twice with one meaning; a gate of its own gets another name. */
export const duplicateGateFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located === null) return [];
  const { source, at } = located;
  const index = at[1];
  const entry = valueAt(source, at.slice(0, 2));
  if (typeof index !== 'number') return [];
  if (typeof entry !== 'string') {
    const name = source.writtenAt(at);
    if (name === null) return [];
    const free = freeName(name, namesIn(source));
    return [{ title: `Rename this gate to ${free}`, edits: [{ range: request.problem.range, newText: free }] }];
  }
  const gates = valueAt(source, ['gates']);
  const isRepeated = Array.isArray(gates) && gates.indexOf(entry) < index && gates.includes(entry);
  return removal(request, source, at, 'Remove this repeated gate').map((fix) => ({ ...fix, isCertain: isRepeated }));
};

/** A severity or a duration whose meaning is plain. */
export const gateValueFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located === null) return [];
  const { text, range } = request.problem;
  const written = located.source.writtenAt(located.at)?.trim() ?? '';
  if (located.at.at(-1) === 'severity') {
    if (/^warn(?:ings?)?$/i.test(written)) return [certainly(range, 'warning')];
    return correct(text, range, ['error', 'warning']);
  }
  if (located.at.at(-1) !== 'timeout') return [];
  const duration = /^(\d+(?:\.\d+)?)\s*(s|m|h)(?:ec|in|r|our|econd|inute)?s?$/i.exec(written);
  if (duration === null) return [];
  return [certainly(range, `${duration[1] ?? ''}${duration[2]?.toLowerCase() ?? ''}`)];
};

/** The heading of the spec that was meant. */
export const checklistHeadingFixes: FixFinder = (request) => {
  const located = locate(request);
  if (located?.at.at(-1) !== 'checklist') return [];
  const headings = [...readSpecLines(request.problem.text)].flatMap((line) =>
    line.headingLevel === null ? [] : [line.text.replace(/(?:^|[ \t])#+[ \t]*$/, '').trim()],
  );
  return correct(
    request.problem.text,
    request.problem.range,
    headings.filter((heading) => heading !== ''),
  );
};
