/** Reads phasegate.yaml: text to configuration and problems, never throwing. */
import type { Problem } from '../base/problem.ts';
import type { GateDefinition } from './gate.ts';
import { configShape, gateNames, gateShape } from './gateSchema.ts';
import type { ExecutorDefinition, SpecProblemCode, WorkspaceConfig } from './phaseSpec.ts';
import type { ProblemMatcher } from './matchers/problemMatcher.ts';
import { readMatcher } from './matchers/readMatcher.ts';
import { readGate, schemaProblems } from './readGate.ts';
import { YamlSource, type YamlPath } from './yamlSource.ts';

/** The configuration of a workspace without phasegate.yaml. */
export const defaultConfig: WorkspaceConfig = {
  roadmap: 'ROADMAP.md',
  gates: {},
  defaultGates: [],
  parallel: 2,
  executor: { kind: 'manual' },
  environment: [],
  matchers: {},
};

export interface ReadConfig {
  /** What could be read; parts with problems have their defaults. */
  readonly config: WorkspaceConfig;
  readonly problems: readonly Problem<SpecProblemCode>[];
}

/** Shells that take a script as an argument, where a placeholder would be pasted into code. */
const shellNames = /^(?:(?:ba|da|z|k|c|tc|fi)?sh|nu|pwsh|powershell|cmd)(?:\.exe)?$/i;

export function readWorkspaceConfig(text: string): ReadConfig {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const source = new YamlSource(text.slice(start), start);
  if (source.problems.length > 0) return { config: defaultConfig, problems: source.problems };
  if (source.value === null) return { config: defaultConfig, problems: [] };
  const parsed = configShape.safeParse(source.value);
  if (!parsed.success) {
    return { config: defaultConfig, problems: schemaProblems(parsed.error, source, [], 'config-value-invalid') };
  }
  const value = parsed.data;
  const problems: Problem<SpecProblemCode>[] = [];
  const refuse = (code: SpecProblemCode, message: string, at: YamlPath) =>
    problems.push({ code, severity: 'error', message, range: source.rangeOf(at) });

  const matchers: Record<string, ProblemMatcher | null> = {};
  for (const [name, written] of Object.entries(value.matchers ?? {})) {
    const read = readMatcher(written, name, source, ['matchers', name]);
    problems.push(...read.problems);
    matchers[name] = read.matcher;
  }

  const { default: nestedDefault, ...writtenGates } = value.gates ?? {};
  const gates: Record<string, GateDefinition> = {};
  for (const [name, written] of Object.entries(writtenGates)) {
    const read = readGate(written, name, source, ['gates', name], gateShape, Object.keys(matchers));
    problems.push(...read.problems);
    if (read.gate !== null) gates[name] = read.gate;
  }

  const nested = nestedDefault === undefined ? null : gateNames.safeParse(nestedDefault);
  if (nested?.success === false) {
    refuse('config-value-invalid', '"gates.default" must be a list of gate names.', ['gates', 'default']);
  }
  if (nested !== null && value.default !== undefined) {
    refuse(
      'config-value-invalid',
      'The default gates are named twice, at "default" and at "gates.default". Keep one.',
      ['gates', 'default'],
    );
  }
  const defaultGates = value.default ?? nested?.data ?? [];
  for (const [index, name] of defaultGates.entries()) {
    if (!(name in writtenGates)) {
      const at = value.default === undefined ? ['gates', 'default', index] : ['default', index];
      refuse('gate-unknown', `The default gate ${name} is not defined under "gates".`, at);
    }
  }

  const executor: ExecutorDefinition =
    value.executor === undefined || ('kind' in value.executor && value.executor.kind === 'manual')
      ? { kind: 'manual' }
      : { kind: 'command', command: 'kind' in value.executor ? value.executor.run : value.executor.command.run };
  if (executor.kind === 'command' && pastesIntoShell(executor.command)) {
    refuse(
      'config-value-invalid',
      'A placeholder inside a shell script would be pasted into code. Use $PHASEGATE_SPEC, $PHASEGATE_PHASE or $PHASEGATE_GOAL there.',
      ['executor'],
    );
  }
  return {
    config: {
      roadmap: value.roadmap ?? defaultConfig.roadmap,
      gates,
      defaultGates,
      parallel: value.parallel ?? defaultConfig.parallel,
      executor,
      environment: value.environment ?? [],
      matchers,
    },
    problems,
  };
}

function pastesIntoShell(command: string | readonly string[]): boolean {
  const words = typeof command === 'string' ? command.split(/\s+/) : command;
  const program = (words[0] ?? '').split(/[\\/]/).at(-1) ?? '';
  const script = words.findIndex((word) => /^(?:-[a-z]*c|\/c|-command|--command)$/i.test(word));
  return (
    shellNames.test(program) &&
    script > 0 &&
    words.slice(script + 1).some((word) => /\{(?:spec|phase|goal)\}/.test(word))
  );
}
