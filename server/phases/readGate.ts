/** Turns one written gate into a definition, or into problems that say where and why it is none. */
import path from 'node:path';
import type * as z from 'zod';
import type { Problem } from '../base/problem.ts';
import { parseDuration } from './duration.ts';
import type { GateDefinition } from './gate.ts';
import { gateKindKeys, type gateShape, type WrittenGate } from './gateSchema.ts';
import { isMatcherName, matcherNames } from './matchers/findMatcher.ts';
import type { SpecProblemCode } from './phaseSpec.ts';
import type { YamlPath, YamlSource } from './yamlSource.ts';

const defaultTimeoutMs = 600_000;

/** Keys that only make sense beside `run`. */
const runOnlyKeys = ['cwd', 'env', 'report', 'problems'] as const;

/** Problems of values that do not fit a schema, each at the place in the YAML that caused it. */
export function schemaProblems(
  error: z.ZodError,
  source: YamlSource,
  at: YamlPath,
  valueCode: SpecProblemCode,
): Problem<SpecProblemCode>[] {
  return error.issues.flatMap((issue): Problem<SpecProblemCode>[] => {
    const where = [...at, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        code: 'config-key-unknown',
        severity: 'error',
        message: `"${key}" is no known key here. Correct its spelling or remove it.`,
        range: source.rangeOfKey([...where, key]),
      }));
    }
    const key = where.findLast((step) => typeof step === 'string');
    const value =
      issue.message.startsWith('must') || issue.message.startsWith('is ')
        ? issue.message
        : `has a wrong value: ${issue.message}`;
    return [
      {
        code: valueCode,
        severity: 'error',
        message: key === undefined ? `This part ${value}.` : `"${key}" ${value}.`,
        range: source.rangeOf(where),
      },
    ];
  });
}

/**
 * @param written the gate's value in the YAML
 * @param name the gate's name
 * @param at where the value stands
 * @param matchers names of the matchers of phasegate.yaml
 * @returns the definition, or null together with at least one problem of severity error
 */
export function readGate(
  written: unknown,
  name: string,
  source: YamlSource,
  at: YamlPath,
  shape: typeof gateShape,
  matchers: readonly string[],
): { gate: GateDefinition | null; problems: readonly Problem<SpecProblemCode>[] } {
  const parsed = shape.safeParse(written);
  if (!parsed.success) return { gate: null, problems: schemaProblems(parsed.error, source, at, 'gate-value-invalid') };
  const value = parsed.data;
  const problem = (code: SpecProblemCode, message: string, key?: string) => ({
    gate: null,
    problems: [
      {
        code,
        severity: 'error',
        message,
        range: key === undefined ? source.rangeOf(at) : source.rangeOfKey([...at, key]),
      },
    ] as const,
  });

  const kinds = gateKindKeys.filter((key) => value[key] !== undefined);
  const [first, second] = kinds.filter((key) => key !== 'absent' || value.files === undefined);
  if (first === undefined) {
    return problem(
      'gate-kind-missing',
      `Gate ${name} checks nothing. Give it one of run, checklist, files, absent or approve.`,
    );
  }
  if (second !== undefined) {
    return problem(
      'gate-kind-conflict',
      `Gate ${name} has two kinds, ${first} and ${second}. A gate is exactly one; make two gates of it.`,
      second,
    );
  }
  const stray = first === 'run' ? undefined : runOnlyKeys.find((key) => value[key] !== undefined);
  if (stray !== undefined) {
    return problem('gate-value-invalid', `"${stray}" belongs to a run gate; gate ${name} is none. Remove it.`, stray);
  }
  if (value.cwd !== undefined && leavesRoot(value.cwd)) {
    return problem(
      'gate-cwd-outside-workspace',
      `The folder ${value.cwd} of gate ${name} is outside the workspace.`,
      'cwd',
    );
  }
  if (value.problems !== undefined && !isMatcherName(value.problems, matchers)) {
    const message = `Gate ${name} names the matcher ${value.problems}, which does not exist. There are ${matcherNames(matchers).join(', ')}; define others under "matchers" in phasegate.yaml.`;
    const range = source.rangeOf([...at, 'problems']);
    return { gate: null, problems: [{ code: 'gate-matcher-unknown', severity: 'error', message, range }] };
  }
  return { gate: defineGate(name, value), problems: [] };
}

function defineGate(name: string, value: WrittenGate): GateDefinition | null {
  const common = {
    name,
    timeoutMs: value.timeout === undefined ? defaultTimeoutMs : (parseDuration(value.timeout) ?? defaultTimeoutMs),
    severity: value.severity ?? 'error',
    needs: value.needs ?? [],
  } as const;
  if (value.run !== undefined) {
    return {
      ...common,
      kind: 'run',
      command: value.run,
      cwd: value.cwd ?? '.',
      env: value.env ?? {},
      report: value.report ?? null,
      problems: value.problems ?? null,
    };
  }
  if (value.checklist !== undefined) return { ...common, kind: 'checklist', heading: value.checklist };
  if (value.approve !== undefined) return { ...common, kind: 'approve', statement: value.approve };
  return { ...common, kind: 'files', files: value.files ?? [], absent: value.absent ?? [] };
}

/** Whether a relative path leaves the folder it starts in, judged by its text alone; links are resolved at run time. */
function leavesRoot(relative: string): boolean {
  const normal = path.posix.normalize(relative.replaceAll('\\', '/'));
  return (
    path.posix.isAbsolute(normal) || path.win32.isAbsolute(relative) || normal === '..' || normal.startsWith('../')
  );
}
