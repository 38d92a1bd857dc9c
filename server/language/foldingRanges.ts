/** What can be folded: phases, sections, front matter, gates, fences and comments. */
import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { findFrontMatter } from './frontMatter.ts';
import { outlineDocument, readDocumentYaml, type PlanDocument } from './planDocument.ts';
import { pairOf, type YamlNode } from './planYaml.ts';
import { sectionRanges } from './sectionRanges.ts';
import { withoutTrailingRules } from './textLines.ts';

/** @param most how many the editor takes; the ones left out are blocks before sections, and later ones before earlier */
export function foldingRanges(plan: LoadedPlan, document: PlanDocument, most: number): readonly FoldingRange[] {
  const index = new LineIndex(document.text);
  const { headings, blocks } = outlineDocument(document);
  const sections = [
    ...(document.kind === 'roadmap' ? plan.parsed.roadmap.phases.map(({ range }) => range) : []),
    ...(document.kind === 'spec' ? sectionRanges(headings, document.text.length) : []),
  ].map((range) => withoutTrailingRules(document.text, range));
  const frontMatter = document.kind === 'spec' ? findFrontMatter(document.text) : null;
  const folds = [
    ...(frontMatter === null ? [] : [foldOf(index, frontMatter.range)]),
    ...sections.map((range) => foldOf(index, range)),
    ...gateRanges(readDocumentYaml(document)).map((range) => foldOf(index, range)),
    ...blocks.map(({ kind, range }) => foldOf(index, range, kind === 'comment' ? FoldingRangeKind.Comment : undefined)),
  ];
  return folds
    .filter(({ startLine, endLine }) => endLine > startLine)
    .slice(0, most)
    .sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

function foldOf(index: LineIndex, { start, end }: TextRange, kind?: FoldingRangeKind): FoldingRange {
  const startLine = index.positionAt(start).line;
  const endLine = index.positionAt(end).line;
  return kind === undefined ? { startLine, endLine } : { startLine, endLine, kind };
}

/** Each gate, and the whole of them. */
function gateRanges(yaml: YamlNode | null): readonly TextRange[] {
  const gates = pairOf(yaml, 'gates');
  if (gates?.value?.kind === 'list') return [gates.range, ...gates.value.items.flatMap((gate) => gate?.range ?? [])];
  return gates?.value?.kind === 'map' ? [gates.range, ...gates.value.pairs.map(({ range }) => range)] : [];
}
