/** Tells statuses, phase ids and names of gates apart, so that a theme can colour them. */
import type { TextRange } from '../base/textRange.ts';
import type { PhaseStatus, RoadmapPhase } from '../roadmap/roadmap.ts';
import { gateMentions } from './gateMentions.ts';
import { pairOf } from './planYaml.ts';
import { readDocumentYaml, type ConfigDocument, type SpecDocument } from './planDocument.ts';

/**
 * Types of the protocol, so that every editor has a colour for them; the modifiers are Phasegate's own, except the
 * first. The order is what the numbers in the answers mean.
 */
export const tokenTypes = ['enumMember', 'class', 'function'] as const;
export const tokenModifiers = ['declaration', 'todo', 'inProgress', 'done', 'failed'] as const;

export interface SemanticToken {
  readonly range: TextRange;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly (typeof tokenModifiers)[number][];
}

const statusModifier: Readonly<Record<PhaseStatus, (typeof tokenModifiers)[number]>> = {
  TODO: 'todo',
  IN_PROGRESS: 'inProgress',
  DONE: 'done',
  FAILED: 'failed',
};

/**
 * The id of each phase and its status word; a word that is no status has no token.
 *
 * @param phases in the order of the text
 * @param within only what begins in this range; null for everything
 */
export function roadmapTokens(phases: readonly RoadmapPhase[], within: TextRange | null): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const first = within === null ? 0 : firstEndingAfter(phases, within.start);
  for (let index = first; index < phases.length; index++) {
    const phase = phases[index];
    if (phase === undefined) break;
    const { idRange, status, fields } = phase;
    if (within !== null && idRange.start > within.end) break;
    tokens.push({ range: idRange, type: 'class', modifiers: ['declaration'] });
    const field = status === null ? undefined : fields.find(({ name }) => name === 'Status');
    if (field === undefined || status === null) continue;
    tokens.push({ range: field.valueRange, type: 'enumMember', modifiers: [statusModifier[status]] });
  }
  return within === null
    ? tokens
    : tokens.filter(({ range }) => range.end >= within.start && range.start <= within.end);
}

/** The phase that a spec names, and names of gates wherever they stand. */
export function yamlTokens(document: SpecDocument | ConfigDocument): readonly SemanticToken[] {
  const yaml = readDocumentYaml(document);
  const phase = document.kind === 'spec' ? pairOf(yaml, 'phase')?.value : null;
  const ids: SemanticToken[] = phase?.kind === 'scalar' ? [{ range: phase.range, type: 'class', modifiers: [] }] : [];
  const gates = gateMentions(document, yaml).map(({ role, scalar }): SemanticToken => ({
    range: scalar.range,
    type: 'function',
    modifiers: role === 'definition' ? ['declaration'] : [],
  }));
  return [...ids, ...gates]
    .filter(({ range }) => !/[\r\n]/.test(document.text.slice(range.start, range.end)))
    .sort((a, b) => a.range.start - b.range.start);
}

/** Index of the first phase whose text goes on after an offset. */
function firstEndingAfter(phases: readonly RoadmapPhase[], offset: number): number {
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((phases[middle]?.range.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
