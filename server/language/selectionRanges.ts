/** What a selection grows to, step by step: from the word to the value, its line, its phase or gate, the document. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { findFrontMatter } from './frontMatter.ts';
import { phaseAt } from './headingAnchors.ts';
import { outlineDocument, readDocumentYaml, type PlanDocument } from './planDocument.ts';
import { type YamlNode } from './planYaml.ts';
import { sectionRanges } from './sectionRanges.ts';
import { lineEndAt, lineStartAt, withoutTrailingRules } from './textLines.ts';

/** The ranges around an offset, each inside the next, the last of them the whole document. */
export function selectionRanges(plan: LoadedPlan, document: PlanDocument, offset: number): readonly TextRange[] {
  const { text } = document;
  const around: TextRange[] = [wordAt(text, offset)];
  if (document.kind === 'roadmap') {
    around.push(...rangesOfPhase(phaseAt(plan, offset), text, offset));
  } else {
    const frontMatter = document.kind === 'spec' ? findFrontMatter(text) : null;
    around.push(
      ...rangesOfYaml(readDocumentYaml(document), offset),
      ...(frontMatter === null ? [] : [frontMatter.range]),
    );
    if (document.kind === 'spec') around.push(...rangesOfSections(document, offset));
  }
  around.push(lineAt(text, offset), { start: 0, end: text.length });
  // A place between CR and LF is none in the protocol, and two ranges could be the same there.
  const before = (at: number): number => (at > 0 && text.startsWith('\r\n', at - 1) ? at - 1 : at);
  const ranges = around.map(({ start, end }) => ({ start: before(start), end: before(end) }));
  return growing(ranges, before(offset));
}

function rangesOfPhase(phase: RoadmapPhase | null, text: string, offset: number): readonly TextRange[] {
  if (phase === null) return [];
  const { headingRange, titleRange, idRange, fields, range } = phase;
  const field = fields.find((candidate) => holds(candidate.range, offset));
  const ofField =
    field === undefined ? [] : [field.nameRange, field.valueRange, field.range, fieldsBlock(phase, text, offset)];
  return [...ofField, idRange, titleRange, headingRange, withoutTrailingRules(text, range), range];
}

/** The field lines that stand together around an offset. */
function fieldsBlock({ fields }: RoadmapPhase, text: string, offset: number): TextRange {
  const at = fields.findIndex(({ range }) => holds(range, offset));
  const isBeside = (one: number, other: number): boolean => {
    const [upper, lower] = [fields[one], fields[other]];
    return (
      upper !== undefined &&
      lower !== undefined &&
      /^(?:\r\n|\n|\r)$/.test(text.slice(upper.range.end, lower.range.start))
    );
  };
  let first = at;
  let last = at;
  while (isBeside(first - 1, first)) first--;
  while (isBeside(last, last + 1)) last++;
  return { start: fields[first]?.range.start ?? offset, end: fields[last]?.range.end ?? offset };
}

function rangesOfYaml(node: YamlNode | null, offset: number): readonly TextRange[] {
  if (node === null || !holds(node.range, offset)) return [];
  switch (node.kind) {
    case 'scalar':
      return [node.textRange, node.range];
    case 'list':
      return [...node.items.flatMap((item) => rangesOfYaml(item, offset)), node.range];
    case 'map': {
      const pair = node.pairs.find(({ range }) => holds(range, offset));
      const inner =
        pair === undefined ? [] : [...rangesOfYaml(pair.key, offset), ...rangesOfYaml(pair.value, offset), pair.range];
      return [...inner, node.range];
    }
  }
}

function rangesOfSections(document: PlanDocument, offset: number): readonly TextRange[] {
  const { headings, blocks } = outlineDocument(document);
  const sections = sectionRanges(headings, document.text.length);
  return [...headings.map(({ textRange }) => textRange), ...blocks.map(({ range }) => range), ...sections].filter(
    (range) => holds(range, offset),
  );
}

function lineAt(text: string, offset: number): TextRange {
  return { start: lineStartAt(text, offset), end: lineEndAt(text, offset) };
}

/** Letters, digits and underscores around an offset; nothing where there are none. */
function wordAt(text: string, offset: number): TextRange {
  const line = lineAt(text, offset);
  const before = /[\p{L}\p{M}\p{N}_]*$/u.exec(text.slice(Math.max(line.start, offset - 200), offset))?.[0].length ?? 0;
  const after = /^[\p{L}\p{M}\p{N}_]*/u.exec(text.slice(offset, Math.min(line.end, offset + 200)))?.[0].length ?? 0;
  return { start: offset - before, end: offset + after };
}

function holds({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Those around an offset from the smallest to the largest, without what would not hold the one before. */
function growing(ranges: readonly TextRange[], offset: number): readonly TextRange[] {
  const sorted = ranges
    .filter((range) => holds(range, offset))
    .sort((a, b) => a.end - a.start - (b.end - b.start) || b.start - a.start);
  const kept: TextRange[] = [];
  for (const range of sorted) {
    const last = kept.at(-1);
    const grows = last === undefined || (range.start <= last.start && range.end >= last.end);
    const isSame = last !== undefined && range.start === last.start && range.end === last.end;
    if (grows && !isSame) kept.push(range);
  }
  return kept;
}
