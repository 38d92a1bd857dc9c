/** Reads the problem matchers of phasegate.yaml, which have the shape of those of VS Code's tasks. */
import * as z from 'zod';
import type { Problem } from '../../base/problem.ts';
import type { SpecProblemCode } from '../phaseSpec.ts';
import type { ReportedSeverity } from '../reports/report.ts';
import { schemaProblems } from '../readGate.ts';
import type { YamlPath, YamlSource } from '../yamlSource.ts';
import { builtInMatchers } from './builtInMatchers.ts';
import { findMatcher, matcherNames } from './findMatcher.ts';
import type { MatcherGroups, MatcherPattern, ProblemMatcher } from './problemMatcher.ts';

const group = z.int('must be the number of a group').min(0, 'must be the number of a group').optional();

/** One pattern of a matcher. */
export const patternShape = z.strictObject({
  regexp: z
    .string({ error: 'must be a regular expression' })
    .min(1, 'must not be empty')
    .describe('Regular expression that is matched against one line of the output.'),
  kind: z.enum(['file', 'location'], { error: 'must be file or location' }).describe('Default location.').optional(),
  file: group.describe('Group that holds the path of the file.'),
  location: group.describe('Group that holds line, line,column or startLine,startColumn,endLine,endColumn.'),
  line: group.describe('Group that holds the line, counted from 1.'),
  column: group.describe('Group that holds the column, counted from 1.'),
  endLine: group.describe('Group that holds the last line.'),
  endColumn: group.describe('Group that holds the column after the last character.'),
  severity: group.describe('Group that holds the severity, such as error or warning.'),
  code: group.describe("Group that holds the compiler's code or the rule."),
  message: group.describe('Group that holds the message.'),
  loop: z
    .boolean({ error: 'must be true or false' })
    .describe('Of the last pattern: every further line that it matches is a problem.')
    .optional(),
});

const folder = z.string({ error: 'must be relative, absolute or autoDetect, or a list of one of them and a folder' });

/** A matcher as written under `matchers:` of phasegate.yaml. */
export const matcherShape = z.strictObject({
  owner: z.string().describe('Accepted for the sake of VS Code; a gate owns its problems.').optional(),
  source: z.string().describe('Accepted for the sake of VS Code; a gate is the source of its problems.').optional(),
  severity: z
    .enum(['error', 'warning', 'info', 'information'], { error: 'must be error, warning or info' })
    .describe('Severity of problems whose line does not say. Default error.')
    .optional(),
  fileLocation: z
    .union(
      [
        z.enum(['relative', 'absolute', 'autoDetect']),
        z.tuple([z.enum(['relative', 'absolute', 'autoDetect']), folder]),
        z.tuple([z.literal('absolute')]),
      ],
      { error: 'must be relative, absolute or autoDetect, or a list of one of them and a folder' },
    )
    .describe("What paths in the output are relative to. Default the gate's cwd.")
    .optional(),
  pattern: z
    .union([z.string(), patternShape, z.array(patternShape).min(1)], {
      error: 'must be a pattern, a list of patterns, or the name of a matcher that is built in',
    })
    .describe('A pattern, a list of patterns for lines that follow each other, or a name such as $gcc.'),
});

type WrittenPattern = z.infer<typeof patternShape>;

export const groupNames = [
  'file',
  'location',
  'line',
  'column',
  'endLine',
  'endColumn',
  'severity',
  'code',
  'message',
] as const satisfies readonly (keyof MatcherGroups)[];

const severities: Readonly<Record<string, ReportedSeverity>> = { warning: 'warning', info: 'information' };

/** @returns the matcher, or null together with at least one problem */
export function readMatcher(
  written: unknown,
  name: string,
  source: YamlSource,
  at: YamlPath,
): { matcher: ProblemMatcher | null; problems: readonly Problem<SpecProblemCode>[] } {
  const refuse = (message: string, where: YamlPath) => ({
    matcher: null,
    problems: [{ code: 'matcher-invalid', severity: 'error', message, range: source.rangeOf(where) }] as const,
  });
  if (!/^[A-Za-z\d][\w.-]*$/.test(name)) {
    return refuse(`Name the matcher "${name}" with letters, digits, dots and hyphens; a gate writes $ before it.`, at);
  }
  if (Object.hasOwn(builtInMatchers, name)) {
    return refuse(`The matcher $${name} is built in. Give yours another name.`, at);
  }
  const parsed = matcherShape.safeParse(written);
  if (!parsed.success) return { matcher: null, problems: refineProblems(written, parsed.error, source, at) };
  const { pattern, severity, fileLocation } = parsed.data;
  const common = {
    severity: severities[severity ?? 'error'] ?? (severity === 'information' ? 'information' : 'error'),
    base: typeof fileLocation === 'object' ? baseFolder(fileLocation[1]) : null,
  } as const;

  if (typeof pattern === 'string') {
    const named = findMatcher(pattern, {});
    if (named !== null) return { matcher: { ...named, ...common }, problems: [] };
    return refuse(`"${pattern}" is no matcher that is built in: ${matcherNames([]).join(', ')}.`, [...at, 'pattern']);
  }
  const isList = Array.isArray(pattern);
  const list = isList ? pattern : [pattern];
  const where = (index: number, ...key: readonly string[]) => [...at, 'pattern', ...(isList ? [index] : []), ...key];
  const patterns: MatcherPattern[] = [];
  for (const [index, one] of list.entries()) {
    const groups = countGroups(one.regexp);
    if (typeof groups === 'string') {
      return refuse(`This is no regular expression: ${groups}. Correct it.`, where(index, 'regexp'));
    }
    const beyond = groupNames.find((key) => (one[key] ?? 0) > groups);
    if (beyond !== undefined) {
      return refuse(`The expression has ${groups} groups, so there is none for "${beyond}".`, where(index, beyond));
    }
    if (one.loop === true && index < list.length - 1) {
      return refuse('Only the last pattern of a list can loop. Remove "loop" here.', where(index, 'loop'));
    }
    patterns.push(definePattern(one, list.length === 1 ? groups : null));
  }
  const [first, ...others] = patterns;
  const lacks = (['file', 'message'] as const).find((key) => patterns.every((one) => one[key] === undefined));
  if (first === undefined || lacks !== undefined) {
    return refuse(`No pattern of ${name} says which group is the ${lacks ?? 'message'}.`, [...at, 'pattern']);
  }
  return { matcher: { ...common, patterns: [first, ...others] }, problems: [] };
}

/** A union says only that none of its forms fits; what is wrong with the pattern is said of the form that was meant. */
function refineProblems(
  written: unknown,
  error: z.ZodError,
  source: YamlSource,
  at: YamlPath,
): readonly Problem<SpecProblemCode>[] {
  const pattern = typeof written === 'object' && written !== null && 'pattern' in written ? written.pattern : null;
  const list = Array.isArray(pattern) ? (pattern as readonly unknown[]) : null;
  const refined =
    typeof pattern !== 'object' || pattern === null
      ? []
      : (list ?? [pattern]).flatMap((one, index) => {
          const read = patternShape.safeParse(one);
          const place = [...at, 'pattern', ...(list === null ? [] : [index])];
          return read.success ? [] : schemaProblems(read.error, source, place, 'matcher-invalid');
        });
  return refined.length > 0 ? refined : schemaProblems(error, source, at, 'matcher-invalid');
}

/** How many groups an expression has; the reason, in words, when it is none. */
export function countGroups(regexp: string): number | string {
  try {
    new RegExp(regexp);
    return (new RegExp(`${regexp}|`).exec('')?.length ?? 1) - 1;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param groups how many groups a pattern that stands alone has, for VS Code's defaults; null where there are none */
function definePattern(written: WrittenPattern, groups: number | null): MatcherPattern {
  const kind = written.kind ?? 'location';
  const named: Partial<Record<keyof MatcherGroups, number>> = {};
  for (const key of groupNames) {
    const index = written[key];
    if (index !== undefined) named[key] = index;
  }
  const defaults = { file: 1, ...(kind === 'file' || named.location !== undefined ? {} : { line: 2, column: 3 }) };
  if (groups !== null) {
    const taken = new Set(Object.values(named));
    for (const [key, index] of Object.entries(defaults) as [keyof typeof defaults, number][]) {
      if (named[key] === undefined && index <= groups && !taken.has(index)) named[key] = index;
    }
    named.message ??= 0;
  }
  return { regexp: written.regexp, kind, loop: written.loop ?? false, ...named };
}

/** The folder of a `fileLocation`, relative to the workspace; null when there is none. */
function baseFolder(written: string | undefined): string | null {
  if (written === undefined) return null;
  return written.replace(/^\$\{(?:workspaceFolder|workspaceRoot)\}[\\/]?/, '') || '.';
}
