/** Says what is known of a phase, a gate, a spec, a status word or a key, for a hover. */
import type { GateDefinition } from '../phases/gate.ts';
import type { KeyDocumentation } from '../phases/keyDocumentation.ts';
import type { PlannedSpec } from '../phases/plan.ts';
import type { GatePast, PhasePast } from '../phases/phasePast.ts';
import { phaseStatuses, type RoadmapPhase } from '../roadmap/roadmap.ts';
import type { HoverPart } from './hoverText.ts';
import type { YamlPath } from './planYaml.ts';
import { statusMeaning } from './statusMeaning.ts';

/** The words for gates and their times, which the runner has. */
export interface HoverWords {
  readonly gateDetail: (gate: GateDefinition) => string;
  readonly formatDuration: (durationMs: number) => string;
}

/** @param past null when nothing is known of it, because the database cannot be read */
export function hoverPhase({ phase, loaded }: PlannedSpec, past: PhasePast | null, words: HoverWords): HoverPart[] {
  const facts = [
    ...(past === null || past.lastRun === '' ? [] : [{ name: 'Last run', text: past.lastRun }]),
    ...(past?.timeToPass == null ? [] : [{ name: 'Time to pass', text: past.timeToPass }]),
    ...(phase.spec === null ? [] : [{ name: 'Spec', text: phase.spec }]),
  ];
  return [
    titleOf(phase),
    ...(phase.goal === null ? [] : [{ kind: 'text', text: phase.goal } as const]),
    ...(facts.length === 0 ? [] : [{ kind: 'list', items: facts } as const]),
    ...gateParts(loaded, past, words),
    ...(phase.notes === null ? [] : [{ kind: 'text', text: phase.notes } as const]),
  ];
}

export function hoverSpec({ phase, loaded }: PlannedSpec, past: PhasePast | null, words: HoverWords): HoverPart[] {
  const title = { kind: 'title', text: `Spec of phase ${phase.id}`, about: phase.title } as const;
  return [title, ...gateParts(loaded, past, words)];
}

/** @param status as written, which may be none of the four */
export function hoverStatus(status: string, past: PhasePast | null): HoverPart[] | null {
  const known = phaseStatuses.find((one) => one === status);
  if (known === undefined) {
    return [{ kind: 'text', text: `A status is one of ${phaseStatuses.join(', ')}.` }];
  }
  return [
    { kind: 'title', text: known },
    { kind: 'text', text: statusMeaning[known] },
    ...(past === null || past.lastRun === ''
      ? []
      : [{ kind: 'list', items: [{ name: 'Last run', text: past.lastRun }] } as const]),
  ];
}

/** What is known of a gate besides its definition. */
export interface HoveredGate {
  readonly name: string;
  /** Null when it is named and not defined. */
  readonly definition: GateDefinition | null;
  readonly past: GatePast | null;
  /** The last lines of its log. */
  readonly lines: readonly string[];
  /** Ids of the phases that have it; of a spec's own gate the one phase. */
  readonly phases: readonly string[];
}

const mostPhases = 12;

export function hoverGate(gate: HoveredGate, words: HoverWords): HoverPart[] {
  const { name, definition, past, lines, phases } = gate;
  const title = { kind: 'title', text: `Gate ${name}` } as const;
  if (definition === null) {
    return [title, { kind: 'text', text: 'It is not defined. Define it here, or under "gates" in phasegate.yaml.' }];
  }
  const more = phases.length > mostPhases ? `, and ${phases.length - mostPhases} more` : '';
  const facts = [
    ...conditionsOf(definition, words),
    ...(phases.length > 1 ? [{ name: 'Phases', text: phases.slice(0, mostPhases).join(', ') + more }] : []),
    {
      name: 'Last outcome',
      text: past === null ? 'not run yet' : `${past.summary}${phases.length > 1 ? `, in phase ${past.phase}` : ''}`,
    },
  ];
  return [
    definition.severity === 'warning' ? { ...title, about: 'a warning only' } : title,
    ...definitionParts(definition, words),
    { kind: 'list', items: facts },
    ...(lines.length === 0 ? [] : [{ kind: 'code', language: 'text', text: lines.join('\n') } as const]),
  ];
}

/** @param boxes those under the heading that a checklist gate names; null when there is no such heading */
export function hoverChecklist(heading: string, boxes: readonly { readonly isTicked: boolean }[] | null): HoverPart[] {
  const ticked = boxes?.filter(({ isTicked }) => isTicked).length ?? 0;
  const text =
    boxes === null
      ? 'This spec has no such heading, so the gate would check nothing.'
      : boxes.length === 0
        ? 'No box stands under this heading, so the gate would check nothing.'
        : `${ticked} of ${boxes.length} boxes are ticked.`;
  return [
    { kind: 'title', text: heading },
    { kind: 'text', text },
  ];
}

/** What the documentation says of the key at a path, or of the key whose value is there; null where it says nothing. */
export function hoverKey(keys: KeyDocumentation, kind: 'spec' | 'config', path: YamlPath): HoverPart[] | null {
  const [first, second, third] = path;
  const find = (documented: ReadonlyMap<string, string>, key: string | number | undefined): HoverPart[] | null => {
    const text = typeof key === 'string' ? documented.get(key) : undefined;
    return text === undefined
      ? null
      : [
          { kind: 'title', text: String(key) },
          { kind: 'text', text },
        ];
  };
  if (first === 'gates' && second !== undefined) {
    if (kind === 'config' && second === 'default') return find(keys.config, second);
    return third === undefined ? null : find(kind === 'spec' ? keys.specGate : keys.configGate, third);
  }
  if (kind === 'config' && first === 'executor' && second !== undefined) return find(keys.executor, second);
  return find(kind === 'spec' ? keys.frontMatter : keys.config, first);
}

function titleOf({ id, title, status }: RoadmapPhase): HoverPart {
  const text = title === '' ? `Phase ${id}` : `Phase ${id}: ${title}`;
  return { kind: 'title', text, ...(status === null ? {} : { about: status }) };
}

function gateParts(loaded: PlannedSpec['loaded'], past: PhasePast | null, words: HoverWords): HoverPart[] {
  if (loaded.kind === 'problem') return [{ kind: 'text', text: loaded.problem.message }];
  const { gates } = loaded.spec;
  if (gates.length === 0) return [{ kind: 'text', text: 'It has no gates, so it can never be done.' }];
  const items = gates.map(({ definition }) => {
    const outcome = past?.gates.get(definition.name)?.summary;
    return { name: definition.name, text: outcome ?? `not run yet (${words.gateDetail(definition)})` };
  });
  return [
    { kind: 'text', text: gates.some(({ origin }) => origin === 'default') ? 'Default gates:' : 'Gates:' },
    { kind: 'list', items },
  ];
}

function definitionParts(definition: GateDefinition, { gateDetail }: HoverWords): HoverPart[] {
  const detail = gateDetail(definition);
  if (definition.kind === 'run') return [{ kind: 'code', language: 'sh', text: detail }];
  if (definition.kind === 'approve') return [{ kind: 'text', text: `A person approves: ${detail}` }];
  return [{ kind: 'text', text: detail.charAt(0).toUpperCase() + detail.slice(1) }];
}

function conditionsOf(gate: GateDefinition, { formatDuration }: HoverWords): { name: string; text: string }[] {
  const run = gate.kind === 'run' ? gate : null;
  const env = Object.keys(run?.env ?? {});
  return [
    ...(run === null || run.cwd === '.' ? [] : [{ name: 'Folder', text: run.cwd }]),
    ...(env.length === 0 ? [] : [{ name: 'Environment', text: env.join(', ') }]),
    ...(run?.report == null ? [] : [{ name: 'Report', text: run.report }]),
    ...(run?.problems == null ? [] : [{ name: 'Problems', text: run.problems }]),
    ...(gate.needs.length === 0 ? [] : [{ name: 'After', text: gate.needs.join(', ') }]),
    ...(run === null ? [] : [{ name: 'At most', text: formatDuration(gate.timeoutMs) }]),
  ];
}
