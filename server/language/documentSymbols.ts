/** The outline of a document: phases with their fields, the gates and headings of a spec, the gates of phasegate.yaml. */
import { SymbolKind, type DocumentSymbol, type Range } from 'vscode-languageserver';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { gateMentions } from './gateMentions.ts';
import type { MarkdownHeading } from './markdownOutline.ts';
import { outlineDocument, readDocumentYaml, type PlanDocument } from './planDocument.ts';
import { pairOf, type YamlNode } from './planYaml.ts';
import { sectionRanges } from './sectionRanges.ts';
import { withoutTrailingRules } from './textLines.ts';

/** Above this many phases their fields are left out, which would be most of the answer. */
const phasesWithFields = 2_000;

/** Keys that say what a gate does, in the order in which they are looked for. */
const telling = ['run', 'checklist', 'files', 'absent', 'approve'];

export function documentSymbols(plan: LoadedPlan, document: PlanDocument): DocumentSymbol[] {
  const index = new LineIndex(document.text);
  switch (document.kind) {
    case 'roadmap': {
      const { phases } = plan.parsed.roadmap;
      return phases.map((phase) => phaseSymbol(phase, document.text, index, phases.length <= phasesWithFields));
    }
    case 'spec':
      return [...gateSymbols(document, index), ...nest(outlineDocument(document).headings, document.text, index)];
    case 'config':
      return gateSymbols(document, index);
  }
}

/** The name of a phase as lists show it. */
export function phaseName({ id, title }: Pick<RoadmapPhase, 'id' | 'title'>): string {
  return title === '' ? `Phase ${id}` : `Phase ${id}: ${title}`;
}

function phaseSymbol(phase: RoadmapPhase, text: string, index: LineIndex, withFields: boolean): DocumentSymbol {
  const { start, end } = withoutTrailingRules(text, phase.range);
  // Blanks at the end of the last line are no part of the phase, unless its last field has them.
  const lastEnd = phase.fields.reduce((last, { range }) => Math.max(last, range.end), phase.headingRange.end);
  return {
    name: phaseName(phase),
    detail: phase.status ?? '',
    kind: SymbolKind.Class,
    range: rangeIn(index, { start, end: Math.max(end, lastEnd) }),
    selectionRange: rangeIn(index, phase.headingRange),
    children: withFields
      ? phase.fields
          .filter(({ name }) => !isBlank(name))
          .map(({ name, value, range, nameRange }) => ({
            name,
            detail: value,
            kind: SymbolKind.Field,
            range: rangeIn(index, range),
            selectionRange: rangeIn(index, nameRange),
          }))
      : [],
  };
}

/** Gates that a spec or the configuration defines or lists. */
function gateSymbols(document: PlanDocument, index: LineIndex): DocumentSymbol[] {
  const yaml = readDocumentYaml(document);
  const gates = pairOf(yaml, 'gates')?.value;
  const written =
    gates?.kind === 'list' ? gates.items : gates?.kind === 'map' ? gates.pairs.map(({ value }) => value) : [];
  return gateMentions(document, yaml)
    .filter(({ role }) => role === 'definition' || role === 'use')
    .map(({ name, role, scalar, whole }) => {
      const gate = written.find(
        (node) => node !== null && node.range.start >= whole.start && node.range.end <= whole.end,
      );
      return {
        name,
        detail: role === 'use' ? 'phasegate.yaml' : detailOf(gate ?? null),
        kind: SymbolKind.Function,
        range: rangeIn(index, whole),
        selectionRange: rangeIn(index, scalar.textRange),
      };
    });
}

/** What a gate does, as it is written. */
function detailOf(gate: YamlNode | null): string {
  for (const key of telling) {
    const value = pairOf(gate, key)?.value;
    if (value?.kind === 'scalar') return `${key}: ${value.text}`;
    if (value?.kind === 'list') return `${key}: ${value.items.map((item) => textOf(item)).join(' ')}`;
  }
  return '';
}

function textOf(node: YamlNode | null): string {
  return node?.kind === 'scalar' ? node.text : '';
}

/** A heading with those below it, while its section may still grow. */
interface OpenSection {
  readonly heading: MarkdownHeading;
  readonly start: number;
  end: number;
  readonly parts: OpenSection[];
}

/** Headings in each other by level; each goes to the next of its level or above. */
function nest(headings: readonly MarkdownHeading[], text: string, index: LineIndex): DocumentSymbol[] {
  const roots: OpenSection[] = [];
  const open: OpenSection[] = [];
  const ranges = sectionRanges(headings, text.length);
  for (const [at, heading] of headings.entries()) {
    while ((open.at(-1)?.heading.level ?? 0) >= heading.level) open.pop();
    // It ends sections all the same.
    if (isBlank(heading.text)) continue;
    const { start, end } = withoutTrailingRules(text, ranges[at] ?? heading.range);
    const section: OpenSection = { heading, start, end, parts: [] };
    (open.at(-1)?.parts ?? roots).push(section);
    open.push(section);
    // What looks blank or like a rule at the end may be part of a heading: a line separator, the line under its text.
    for (const holding of open) holding.end = Math.max(holding.end, heading.range.end);
  }
  const symbolOf = ({ heading, start, end, parts }: OpenSection): DocumentSymbol => ({
    name: heading.text,
    kind: SymbolKind.String,
    range: rangeIn(index, { start, end }),
    selectionRange: rangeIn(index, heading.textRange),
    children: parts.map(symbolOf),
  });
  return roots.map(symbolOf);
}

/** An outline cannot show what has no name. */
function isBlank(name: string): boolean {
  return name.trim() === '';
}

function rangeIn(index: LineIndex, { start, end }: TextRange): Range {
  return { start: index.positionAt(start), end: index.positionAt(end) };
}
