/** Reads a stage spec: text to gates and problems, never throwing. */
import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import { findBoxes } from './gates/findBoxes.ts';
import { specGateShape } from './gateSchema.ts';
import type { PhaseSpec, SpecGate, SpecProblemCode, WorkspaceConfig } from './phaseSpec.ts';
import { readGate } from './readGate.ts';
import { YamlSource, type YamlPath } from './yamlSource.ts';

/** The YAML between the `---` lines at the top of a Markdown file. */
export type FrontMatter =
  | { readonly kind: 'none' }
  | { readonly kind: 'unclosed'; readonly range: TextRange }
  | { readonly kind: 'found'; readonly yaml: string; readonly offset: number };

/** Finds front matter; a BOM before it and `...` as its end are allowed, as in YAML. */
export function findFrontMatter(text: string): FrontMatter {
  const opener = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (opener === null) return { kind: 'none' };
  const offset = opener[0].length;
  const closer = /^(?:---|\.\.\.)[ \t]*$/gm;
  closer.lastIndex = offset;
  const end = closer.exec(text);
  if (end === null)
    return { kind: 'unclosed', range: { start: text.startsWith('\uFEFF') ? 1 : 0, end: opener[0].trimEnd().length } };
  return { kind: 'found', yaml: text.slice(offset, end.index), offset };
}

/**
 * @param file absolute path of the spec
 * @param phaseId the phase that names it
 * @param config supplies the gates that a spec names, and the default gates
 */
export function readPhaseSpec(file: string, text: string, phaseId: string, config: WorkspaceConfig): PhaseSpec {
  const frontMatter = findFrontMatter(text);
  const problems: Problem<SpecProblemCode>[] = [];
  const firstLine: TextRange = { start: 0, end: /[\r\n]/.exec(text)?.index ?? text.length };
  if (frontMatter.kind === 'unclosed') {
    problems.push({
      code: 'front-matter-unclosed',
      severity: 'error',
      message: 'The front matter opened here has no closing line "---".',
      range: frontMatter.range,
    });
    return { file, text, gates: [], problems };
  }
  if (frontMatter.kind === 'none') return withDefaultGates(file, text, firstLine, config, problems);

  const source = new YamlSource(frontMatter.yaml, frontMatter.offset);
  if (source.problems.length > 0) return { file, text, gates: [], problems: source.problems };
  if (source.value === null) return withDefaultGates(file, text, firstLine, config, problems);
  if (typeof source.value !== 'object' || Array.isArray(source.value)) {
    problems.push({
      code: 'config-value-invalid',
      severity: 'error',
      message: 'The front matter must be a mapping such as "phase: 17A".',
      range: source.range,
    });
    return { file, text, gates: [], problems };
  }

  const written = source.value as Readonly<Record<string, unknown>>;
  const namedPhase = source.writtenAt(['phase']);
  if (written['phase'] !== undefined && namedPhase !== phaseId) {
    problems.push({
      code: 'spec-phase-mismatch',
      severity: 'error',
      message: `This spec says phase ${namedPhase ?? '(no id)'}, but the roadmap names it for phase ${phaseId}.`,
      range: source.rangeOf(['phase']),
    });
  }
  if (written['gates'] === undefined || written['gates'] === null) {
    return withDefaultGates(file, text, source.range, config, problems);
  }
  if (!Array.isArray(written['gates'])) {
    problems.push({
      code: 'config-value-invalid',
      severity: 'error',
      message: '"gates" must be a list of gates.',
      range: source.rangeOf(['gates']),
    });
    return { file, text, gates: [], problems };
  }
  if (written['gates'].length === 0) return withDefaultGates(file, text, source.rangeOf(['gates']), config, problems);

  const gates: SpecGate[] = [];
  for (const [index, entry] of (written['gates'] as readonly unknown[]).entries()) {
    const at = ['gates', index] as const;
    const read =
      typeof entry === 'string'
        ? readNamedGate(entry, config, source, index)
        : readOwnGate(entry, config, source, index);
    problems.push(...read.problems);
    if (read.gate === null) continue;
    const { name } = read.gate;
    if (gates.some((gate) => gate.definition.name === name)) {
      problems.push({
        code: 'gate-name-duplicate',
        severity: 'error',
        message: `Two gates of this phase are named ${name}. Rename one.`,
        range: typeof entry === 'string' ? source.rangeOf(at) : source.rangeOf([...at, 'name']),
      });
      continue;
    }
    gates.push({ definition: read.gate, range: source.rangeOf(at), origin: 'spec' });
  }
  problems.push(...needsProblems(gates, problems.length > 0, source), ...headingProblems(gates, text, source));
  return { file, text, gates, problems };
}

function readNamedGate(
  name: string,
  config: WorkspaceConfig,
  source: YamlSource,
  index: number,
): ReturnType<typeof readGate> {
  const gate = config.gates[name];
  if (gate !== undefined) return { gate, problems: [] };
  const known = Object.keys(config.gates);
  return {
    gate: null,
    problems: [
      {
        code: 'gate-unknown',
        severity: 'error',
        message:
          known.length === 0
            ? `Gate ${name} is not defined. Define it here, or under "gates" in phasegate.yaml.`
            : `Gate ${name} is not defined in phasegate.yaml, which has ${known.join(', ')}.`,
        range: source.rangeOf(['gates', index]),
      },
    ],
  };
}

function readOwnGate(
  entry: unknown,
  config: WorkspaceConfig,
  source: YamlSource,
  index: number,
): ReturnType<typeof readGate> {
  const at = ['gates', index] as const;
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry) && !('name' in entry)) {
    return {
      gate: null,
      problems: [
        {
          code: 'gate-name-missing',
          severity: 'error',
          message: 'This gate has no name. Give it one, such as "name: unit".',
          range: source.rangeOf(at),
        },
      ],
    };
  }
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name).trim() : '';
  return readGate(entry, name, source, at, specGateShape, Object.keys(config.matchers));
}

function withDefaultGates(
  file: string,
  text: string,
  range: TextRange,
  config: WorkspaceConfig,
  problems: Problem<SpecProblemCode>[],
): PhaseSpec {
  const gates = config.defaultGates.flatMap((name): SpecGate[] => {
    const definition = config.gates[name];
    return definition === undefined ? [] : [{ definition, range, origin: 'default' }];
  });
  if (gates.length === 0) {
    problems.push({
      code: 'gates-missing',
      severity: 'warning',
      message: 'This phase has no gates, so it can never be done. Add "gates" here, or "default" to phasegate.yaml.',
      range,
    });
  }
  const incomplete = problems.some((problem) => problem.severity === 'error');
  problems.push(...needsProblems(gates, incomplete, null), ...headingProblems(gates, text, null));
  return { file, text, gates, problems };
}

/** Checklists under headings that the spec does not have: the gate would say that it checked nothing. */
function headingProblems(
  gates: readonly SpecGate[],
  text: string,
  source: YamlSource | null,
): Problem<SpecProblemCode>[] {
  return gates.flatMap(({ definition, range }): Problem<SpecProblemCode>[] => {
    if (definition.kind !== 'checklist' || findBoxes(text, definition.heading) !== null) return [];
    return [
      {
        code: 'gate-checklist-heading-missing',
        severity: 'warning',
        message: `This spec has no heading "${definition.heading}", so gate ${definition.name} would check nothing.`,
        range: rangeInGate(source, range, ['checklist']),
      },
    ];
  });
}

/**
 * Needs that name nothing, and cycles of needs.
 *
 * @param incomplete whether gates are missing from the list because they have problems of their own; then a need
 * that names nothing is no news
 * @param source the front matter that lists the gates; null for default gates
 */
function needsProblems(
  gates: readonly SpecGate[],
  incomplete: boolean,
  source: YamlSource | null,
): Problem<SpecProblemCode>[] {
  const problems: Problem<SpecProblemCode>[] = [];
  const byName = new Map(gates.map((gate) => [gate.definition.name, gate]));
  for (const { definition, range } of gates) {
    for (const [index, need] of definition.needs.entries()) {
      if (byName.has(need) || incomplete) continue;
      problems.push({
        code: 'gate-needs-unknown',
        severity: 'error',
        message: `Gate ${definition.name} needs ${need}, which is no gate of this phase.`,
        range: rangeInGate(source, range, ['needs', index]),
      });
    }
  }
  const cycle = findCycle(byName);
  if (cycle !== null) {
    problems.push({
      code: 'gate-needs-cycle',
      severity: 'error',
      message: `Gates wait for each other in a circle: ${cycle.join(' needs ')}. Remove one of these needs.`,
      range: byName.get(cycle[0] ?? '')?.range ?? { start: 0, end: 0 },
    });
  }
  return problems;
}

/** The part of a gate that a problem is about; the whole gate where phasegate.yaml defines it. */
function rangeInGate(source: YamlSource | null, gate: TextRange, part: YamlPath): TextRange {
  const path = source?.pathAt(gate);
  return source == null || path == null ? gate : source.rangeOf([...path, ...part]);
}

/** The first circle of needs, with its first gate named again at the end; null when there is none. */
function findCycle(byName: ReadonlyMap<string, SpecGate>): readonly string[] | null {
  const finished = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | null => {
    if (finished.has(name)) return null;
    const seenAt = path.indexOf(name);
    if (seenAt >= 0) return [...path.slice(seenAt), name];
    for (const need of byName.get(name)?.definition.needs ?? []) {
      const cycle = visit(need, [...path, name]);
      if (cycle !== null) return cycle;
    }
    finished.add(name);
    return null;
  };
  for (const name of byName.keys()) {
    const cycle = visit(name, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
