/** Renames the id of a phase in its heading, in its spec and in the links to it. */
import path from 'node:path';
import type { TextEdit, TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { anchorText, headingAnchors, PhaseAnchors } from './headingAnchors.ts';
import { planDocuments, type PlanDocument } from './planDocument.ts';
import { rewriteScalar } from './planYaml.ts';
import type { MarkdownLink } from './linkReader.ts';
import type { FileEdits, FileMove, Rename, RenameSurroundings } from './renameResult.ts';
import { isPhaseOfSpec, linksTo, phaseIdOf } from './subjectMentions.ts';
import type { PhaseSymbol } from './symbolAt.ts';

/** Says why the phase at the cursor cannot be renamed to anything; null when it can. */
export function refusePhase(plan: LoadedPlan, symbol: PhaseSymbol): string | null {
  if (symbol.phase === null) {
    return `The roadmap has no phase ${symbol.id}, so there is nothing to rename. Correct the id here.`;
  }
  const isAmbiguous =
    symbol.part === 'mention' && plan.parsed.roadmap.phases.filter(({ id }) => id === symbol.id).length > 1;
  return isAmbiguous ? `Several phases have the id ${symbol.id}. Rename the one you mean in the roadmap.` : null;
}

/** The spec's file goes along where its name says the id the usual way, `phase-17a-…`, and the editor can do it. */
export function renamePhase(
  plan: LoadedPlan,
  document: PlanDocument,
  phase: RoadmapPhase | null,
  newId: string,
  surroundings: RenameSurroundings,
): Rename {
  if (phase === null) return { kind: 'refused', message: 'The roadmap has no such phase. Correct the id here.' };
  if (!/^\d+[a-z]?(?:\.\d+[a-z]?)*$/i.test(newId)) {
    return {
      kind: 'refused',
      message: `"${newId}" is no id of a phase. An id is digits with an optional letter, in parts set apart by dots, such as 00, 17A or 2.1.`,
    };
  }
  if (newId === phase.id) return { kind: 'edits', files: [], moves: [] };
  const taken = plan.parsed.roadmap.phases.find(({ id }) => id === newId);
  if (taken !== undefined) {
    return { kind: 'refused', message: `Phase ${newId} exists already: ${taken.title}. Choose another id.` };
  }

  const renamed = new RenamedAnchors(plan, phase, newId);
  const move = surroundings.canMoveFiles ? moveOfSpec(plan, phase, newId, surroundings.exists) : null;
  const files = planDocuments(plan, document).flatMap((candidate): FileEdits[] => {
    const edits: TextEdit[] = [];
    for (const { link, fragment } of linksTo(plan, plan.roadmapFile, candidate)) {
      const edit = fragment === null ? null : renamed.edit(link, fragment);
      if (edit !== null) edits.push(edit);
    }
    if (move !== null) {
      for (const { link } of linksTo(plan, move.from, candidate)) {
        const edit = editOfPath(link.destination.replace(/#.*$/s, ''), link.destinationRange.start, move);
        if (edit !== null) edits.push(edit);
      }
    }
    if (candidate.kind === 'roadmap') edits.push(...editsOfRoadmap(phase, newId, move));
    if (candidate.kind === 'spec' && candidate.text.includes(phase.id)) {
      const id = phaseIdOf(candidate);
      if (id?.text === phase.id && isPhaseOfSpec(plan, phase, candidate)) {
        edits.push({ range: id.range, newText: id.style === 'plain' ? newId : rewriteScalar(id, newId) });
      }
    }
    const { file, text } = candidate;
    return edits.length === 0 ? [] : [{ file, text, edits: edits.sort((a, b) => a.range.start - b.range.start) }];
  });
  return { kind: 'edits', files, moves: move === null ? [] : [move] };
}

/** The anchors of the roadmap before and after: a heading that changes can change the numbers of others. */
class RenamedAnchors {
  readonly #anchors: PhaseAnchors;
  readonly #before: readonly string[];
  readonly #after: readonly string[];
  readonly #index: number;
  readonly #oldStart: string;
  readonly #newStart: string;

  constructor(plan: LoadedPlan, phase: RoadmapPhase, newId: string) {
    this.#anchors = new PhaseAnchors(plan);
    const { headings } = this.#anchors;
    const texts = headings.map(({ text }) => text);
    this.#before = headingAnchors(texts);
    this.#index = headings.findIndex(({ range }) => range.start === phase.headingRange.start);
    const heading = headings[this.#index];
    if (heading !== undefined) {
      const at = phase.idRange.start - heading.textRange.start;
      texts[this.#index] = heading.text.slice(0, at) + newId + heading.text.slice(at + phase.id.length);
    }
    this.#after = headingAnchors(texts);
    this.#oldStart = anchorText(`Phase ${phase.id}`);
    this.#newStart = anchorText(`Phase ${newId}`);
  }

  /** Null when the link stays as it is, because it means another heading or none. */
  edit(link: MarkdownLink, fragment: string): TextEdit | null {
    const range: TextRange = {
      start: link.destinationRange.start + link.destination.indexOf('#') + 1,
      end: link.destinationRange.end,
    };
    const written = link.destination.slice(link.destination.indexOf('#') + 1);
    const index = this.#anchors.headingOf(fragment);
    if (index === null) return null;
    const before = this.#before[index];
    const after = this.#after[index];
    if (before === fragment && after !== undefined) {
      if (after === before) return null;
      return { range, newText: written === fragment ? after : encodeURIComponent(after) };
    }
    // An anchor made in another way: its beginning is the same in all of them.
    if (index !== this.#index || !written.toLowerCase().startsWith(this.#oldStart)) return null;
    const end = range.start + this.#oldStart.length;
    return { range: { start: range.start, end }, newText: this.#newStart };
  }
}

function editsOfRoadmap(phase: RoadmapPhase, newId: string, move: FileMove | null): readonly TextEdit[] {
  const edits: TextEdit[] = [{ range: phase.idRange, newText: newId }];
  const field = move === null ? undefined : phase.fields.find(({ name }) => name === 'Spec');
  if (field === undefined || move === null) return edits;
  const edit = editOfPath(field.value, field.valueRange.start, move);
  return edit === null ? edits : [...edits, edit];
}

/** Puts the new name of a file in place of the old one at the end of a path that stands at `start`. */
function editOfPath(written: string, start: number, move: FileMove): TextEdit | null {
  const name = path.basename(move.from);
  if (!written.endsWith(name)) return null;
  const end = start + written.length;
  return { range: { start: end - name.length, end }, newText: path.basename(move.to) };
}

/** Null where the file's name does not hold the id the usual way, is not the phase's alone, or the new name is taken. */
function moveOfSpec(
  plan: LoadedPlan,
  phase: RoadmapPhase,
  newId: string,
  exists: (file: string) => boolean,
): FileMove | null {
  const named = plan.specs.flatMap(({ phase: naming, loaded }) =>
    loaded.kind === 'spec' ? [{ naming, file: loaded.spec.file }] : [],
  );
  const from = named.find(({ naming }) => naming === phase)?.file;
  if (from === undefined || phase.spec === null) return null;
  if (named.some(({ naming, file }) => file === from && naming !== phase)) return null;
  // A link of the file system would be one file under two names.
  if (path.resolve(path.dirname(plan.roadmapFile), phase.spec) !== from) return null;
  const [, before = '', id = '', after = ''] =
    /^(phase-)(\d[\da-z.]*?)(-.*|\.[a-z]+)$/i.exec(path.basename(from)) ?? [];
  if (id === '' || id.toLowerCase() !== phase.id.toLowerCase()) return null;
  const written = id === phase.id && id !== id.toLowerCase() ? newId : newId.toLowerCase();
  const to = path.join(path.dirname(from), before + written + after);
  return to === from || exists(to) ? null : { from, to };
}
