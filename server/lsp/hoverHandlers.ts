/** Answers requests for what is known of the word under the pointer. */
import { MarkupKind, type Connection, type Hover } from 'vscode-languageserver/node';
import type { Clock } from '../base/clock.ts';
import {
  hoverChecklist,
  hoverGate,
  hoverKey,
  hoverPhase,
  hoverSpec,
  hoverStatus,
  type HoverWords,
} from '../language/hover.ts';
import { hoverMarkdown, hoverPlainText, type HoverPart } from '../language/hoverText.ts';
import { planDocument, type PlanDocument } from '../language/planDocument.ts';
import { describeField } from '../language/roadmapCompletion.ts';
import { symbolAt, type GateSymbol, type PlanSymbol } from '../language/symbolAt.ts';
import type { Box } from '../phases/gates/findBoxes.ts';
import type { KeyDocumentation } from '../phases/keyDocumentation.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { PlannedSpec } from '../phases/plan.ts';
import { readLogTail } from '../phases/logTail.ts';
import { readGatePast, readPhasePast, type PhasePast } from '../phases/phasePast.ts';
import { roadmapPath } from '../phases/plan.ts';
import type { RunSurroundings } from '../phases/runSurroundings.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { LiveRuns } from './liveRuns.ts';
import { openPlanDocument, type PlanParts } from './openPlanDocument.ts';
import type { RegulationReferences } from './regulationReferences.ts';
import type { OpenFolder } from './workspaceFolders.ts';

/** How many lines of a log a hover has room for. */
const logLines = 10;

export interface HoverParts extends PlanParts {
  readonly connection: Connection;
  readonly liveRuns: LiveRuns;
  readonly clock: Clock;
  /** The runs kept; null while the database cannot be opened. */
  readonly history: () => Pick<RunSurroundings, 'runs'> | null;
  readonly keys: KeyDocumentation;
  readonly words: HoverWords;
  readonly findBoxes: (specText: string, heading: string) => readonly Box[] | null;
  /** Whether the editor shows Markdown. */
  readonly showsMarkdown: () => boolean;
  readonly references: RegulationReferences;
}

export function answerHoverRequests(parts: HoverParts): void {
  parts.connection.onHover(async ({ textDocument: { uri }, position }): Promise<Hover | null> => {
    const passage = await parts.references.hover(parts.documents.get(uri), position, parts.showsMarkdown());
    if (passage !== null) return passage;
    const found = await openPlanDocument(parts, uri, 'all');
    if (found?.plan == null) return null;
    const { plan, document, text, folder } = found;
    const known = planDocument(plan, found.file, text);
    if (known === null || known.text !== text) return null;
    const symbol = symbolAt(plan, known, document.offsetAt(position));
    if (symbol === null) return null;
    const content = await describe(parts, plan, folder, known, symbol);
    if (content === null || document.getText() !== text) return null;
    const { range } = symbol;
    return {
      contents: parts.showsMarkdown()
        ? { kind: MarkupKind.Markdown, value: hoverMarkdown(content) }
        : { kind: MarkupKind.PlainText, value: hoverPlainText(content) },
      range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    };
  });
}

async function describe(
  parts: HoverParts,
  plan: LoadedPlan,
  folder: OpenFolder,
  document: PlanDocument,
  symbol: PlanSymbol,
): Promise<HoverPart[] | null> {
  switch (symbol.kind) {
    case 'phase': {
      const { phase } = symbol;
      const planned = phase === null ? undefined : plannedOf(plan, phase);
      return planned === undefined
        ? null
        : hoverPhase(planned, await pastOf(parts, plan, folder, planned), parts.words);
    }
    case 'field': {
      const { field, phase, part } = symbol;
      if (part === 'name') {
        const meaning = describeField(field.name);
        return meaning === null
          ? null
          : [
              { kind: 'title', text: field.name },
              { kind: 'text', text: meaning },
            ];
      }
      const planned = plannedOf(plan, phase);
      if (planned === undefined || (field.name !== 'Status' && field.name !== 'Spec')) return null;
      const past = await pastOf(parts, plan, folder, planned);
      return field.name === 'Status' ? hoverStatus(field.value, past) : hoverSpec(planned, past, parts.words);
    }
    case 'gate':
      return describeGate(parts, plan, folder, document, symbol);
    case 'checklist':
      return hoverChecklist(symbol.heading, parts.findBoxes(document.text, symbol.heading));
    case 'path':
      return hoverKey(parts.keys, kindOf(document), symbol.key === 'roadmap' ? ['roadmap'] : ['gates', 0, symbol.key]);
    case 'key':
    case 'value':
      return hoverKey(parts.keys, kindOf(document), symbol.path);
    case 'link':
    case 'heading':
      return null;
  }
}

async function describeGate(
  parts: HoverParts,
  plan: LoadedPlan,
  folder: OpenFolder,
  document: PlanDocument,
  { gate: { name, home } }: GateSymbol,
): Promise<HoverPart[]> {
  const { words, clock } = parts;
  const having = plan.specs.filter(
    ({ loaded }) =>
      loaded.kind === 'spec' &&
      (home === 'config' || loaded.spec.file === document.file) &&
      loaded.spec.gates.some(({ definition }) => definition.name === name),
  );
  const own = having.find(({ loaded }) => loaded.kind === 'spec' && loaded.spec.file === document.file);
  const definition =
    (own?.loaded.kind === 'spec' ? own.loaded.spec.gates : []).find((gate) => gate.definition.name === name)
      ?.definition ?? (Object.hasOwn(plan.config.gates, name) ? (plan.config.gates[name] ?? null) : null);
  const history = parts.history();
  const phases = having.map(({ phase }) => phase.id);
  const past =
    own !== undefined
      ? ((await pastOf(parts, plan, folder, own))?.gates.get(name) ?? null)
      : history === null
        ? null
        : await readGatePast(keyOf(plan), name, new Set(phases), history.runs, clock.nowMs());
  const lines = past?.log == null ? [] : await readLogTail(past.log, logLines);
  return hoverGate({ name, definition, past, lines, phases: own === undefined ? phases : [own.phase.id] }, words);
}

/** Specs stand in the order of the phases; of several phases with one id each has its own. */
function plannedOf({ parsed, specs }: LoadedPlan, phase: RoadmapPhase): PlannedSpec | undefined {
  const planned = specs[parsed.roadmap.phases.indexOf(phase)];
  return planned === undefined ? undefined : { phase, loaded: planned.loaded };
}

async function pastOf(
  { history, liveRuns, clock }: HoverParts,
  plan: LoadedPlan,
  folder: OpenFolder,
  { phase }: PlannedSpec,
): Promise<PhasePast | null> {
  const runs = history()?.runs;
  if (runs === undefined) return null;
  return readPhasePast(keyOf(plan), phase.id, liveRuns.current(folder.path), runs, clock.nowMs());
}

function keyOf(plan: LoadedPlan): { readonly workspace: string; readonly roadmap: string } {
  return { workspace: plan.root, roadmap: roadmapPath(plan) };
}

function kindOf(document: PlanDocument): 'spec' | 'config' {
  return document.kind === 'config' ? 'config' : 'spec';
}
