/** Reads a SARIF 2.1.0 report: the problems that an analysis found. */
import * as z from 'zod';
import { BoundedList } from './boundedList.ts';
import {
  faultyReport,
  problemLimit,
  readCount,
  shorten,
  type ReadReport,
  type ReportedProblem,
  type ReportedSeverity,
  type WrittenPlace,
} from './report.ts';

/** UTF-16 units. */
const longestMessage = 2_000;
const longestCode = 200;
/** A base may name another base; more steps than this are a circle. */
const basesInARow = 8;

// Only what is used, each part on its own: what does not fit its shape counts as not there, and the rest is read.
const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);
const message = z
  .object({ text, id: text, arguments: z.array(z.string()).optional().catch(undefined) })
  .optional()
  .catch(undefined);
const level = z.enum(['none', 'note', 'warning', 'error']).optional().catch(undefined);
const artifact = z.object({ uri: text, uriBaseId: text, index: count }).optional().catch(undefined);
const rule = z
  .object({
    id: text,
    shortDescription: message,
    messageStrings: z.record(z.string(), message).optional().catch(undefined),
    defaultConfiguration: z.object({ level }).optional().catch(undefined),
  })
  .catch({});
const place = z
  .object({
    physicalLocation: z
      .object({
        artifactLocation: artifact,
        region: z
          .object({ startLine: count, startColumn: count, endLine: count, endColumn: count })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .catch({});
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).optional().catch(undefined);
const result = z
  .object({
    ruleId: text,
    ruleIndex: count,
    rule: z.object({ id: text, index: count }).optional().catch(undefined),
    kind: text,
    level,
    message,
    locations: listOf(place),
    suppressions: listOf(z.object({ status: text }).catch({})),
    baselineState: text,
  })
  .catch({});
const run = z
  .object({
    tool: z
      .object({ driver: z.object({ name: text, rules: listOf(rule) }) })
      .optional()
      .catch(undefined),
    results: listOf(result),
    artifacts: listOf(z.object({ location: artifact }).catch({})),
    originalUriBaseIds: z.record(z.string(), artifact).optional().catch(undefined),
    invocations: listOf(
      z
        .object({
          executionSuccessful: z.boolean().optional().catch(undefined),
          toolExecutionNotifications: listOf(z.object({ level, message }).catch({})),
        })
        .catch({}),
    ),
  })
  .catch({});
const log = z.object({ version: z.string(), runs: z.array(run) });

type Run = z.infer<typeof run>;
type Result = z.infer<typeof result>;
type Rule = z.infer<typeof rule>;

const severities: Readonly<Record<NonNullable<z.infer<typeof level>>, ReportedSeverity>> = {
  error: 'error',
  warning: 'warning',
  note: 'information',
  none: 'information',
};

/** What was suppressed in the code or by a person, passed, or is gone since the last analysis, is no problem. */
export function readSarifReport(written: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    return faultyReport(`is not valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const parsed = log.safeParse(value);
  if (!parsed.success) return faultyReport('is JSON, but no SARIF report: it has no version and list of runs');
  const faults: string[] = [];
  if (!/^2\.1\./.test(parsed.data.version)) {
    faults.push(`is SARIF ${shorten(parsed.data.version, 20)}, read as if it were 2.1.0`);
  }
  const problems = new BoundedList<ReportedProblem>(problemLimit, ({ severity }) => severity === 'error');
  for (const each of parsed.data.runs) {
    const rules = rulesById(each);
    for (const one of each.results ?? []) {
      if (isProblem(one)) problems.add(readResult(one, each, rules));
    }
    faults.push(...runFaults(each));
  }
  return {
    counts: null,
    cases: [],
    casesLeftOut: 0,
    problems: problems.items,
    problemsLeftOut: problems.leftOut,
    faults: faults.slice(0, 5),
  };
}

function isProblem({ kind, suppressions, baselineState }: Result): boolean {
  if (kind === 'pass' || kind === 'notApplicable' || kind === 'informational') return false;
  if (baselineState === 'absent') return false;
  const isSuppressed =
    suppressions !== undefined &&
    suppressions.length > 0 &&
    suppressions.every(({ status }) => status === undefined || status === 'accepted');
  return !isSuppressed;
}

function rulesById({ tool }: Run): ReadonlyMap<string, Rule> {
  return new Map((tool?.driver.rules ?? []).flatMap((each) => (each.id === undefined ? [] : [[each.id, each]])));
}

function readResult(one: Result, of: Run, rules: ReadonlyMap<string, Rule>): ReportedProblem {
  const id = one.ruleId ?? one.rule?.id;
  const index = one.ruleIndex ?? one.rule?.index ?? -1;
  // A rule may be named with a part of its own: `CA1000/1` is a kind of `CA1000`.
  const definition =
    of.tool?.driver.rules?.[index] ?? rules.get(id ?? '') ?? rules.get(id?.replace(/\/[^/]*$/, '') ?? '');
  const code = id ?? definition?.id;
  const isOpen = one.kind === 'open' || one.kind === 'review';
  const found = one.level ?? (isOpen ? 'note' : (definition?.defaultConfiguration?.level ?? 'warning'));
  return {
    severity: severities[found],
    code: code === undefined ? null : shorten(code, longestCode),
    message: shorten(messageOf(one, definition) || (code ?? 'A problem without a message.'), longestMessage),
    place: placeOf(one, of),
  };
}

function messageOf({ message: said }: Result, definition: Rule | undefined): string {
  const id = said?.id;
  const template = id === undefined ? undefined : definition?.messageStrings?.[id]?.text;
  const sentence = said?.text ?? template ?? definition?.shortDescription?.text ?? '';
  const values = said?.arguments ?? [];
  return sentence
    .replaceAll(/\{(\d+)\}/g, (whole, index: string) => values[Number(index)] ?? whole)
    .replaceAll('{{', '{')
    .replaceAll('}}', '}')
    .trim();
}

function placeOf({ locations }: Result, of: Run): WrittenPlace | null {
  const where = locations?.[0]?.physicalLocation;
  const named = where?.artifactLocation;
  const indexed = named?.index === undefined ? undefined : of.artifacts?.[named.index]?.location;
  const uri = named?.uri ?? indexed?.uri;
  if (uri === undefined || uri === '') return null;
  const { startLine, startColumn, endLine, endColumn } = where?.region ?? {};
  return {
    file: resolveUri(uri, named?.uriBaseId ?? indexed?.uriBaseId, of),
    line: readCount(startLine),
    column: readCount(startColumn),
    endLine: readCount(endLine),
    endColumn: readCount(endColumn),
  };
}

/** The path that a URI stands for: absolute when it or its bases are. */
function resolveUri(uri: string, baseId: string | undefined, of: Run): string {
  let whole = uri;
  let base = baseId;
  for (let step = 0; step < basesInARow && base !== undefined && !/^[a-z][a-z\d+.-]+:/i.test(whole); step++) {
    const named = Object.hasOwn(of.originalUriBaseIds ?? {}, base) ? of.originalUriBaseIds?.[base] : undefined;
    if (named?.uri !== undefined) whole = `${named.uri.replace(/\/?$/, '/')}${whole}`;
    base = named?.uriBaseId;
  }
  if (/^file:/i.test(whole)) return whole;
  try {
    return decodeURIComponent(whole);
  } catch {
    return whole;
  }
}

function runFaults({ tool, invocations }: Run): readonly string[] {
  const name = shorten(tool?.driver.name ?? 'the tool', 100);
  return (invocations ?? []).flatMap(({ executionSuccessful, toolExecutionNotifications }) => {
    const reason = toolExecutionNotifications?.find((one) => one.level === 'error')?.message?.text;
    if (executionSuccessful !== false && reason === undefined) return [];
    return [`says that ${name} did not finish its work${reason === undefined ? '' : `: ${shorten(reason, 300)}`}`];
  });
}
