/** Tells what stands at an offset of a document of the plan, for every feature that starts from the cursor. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapField, RoadmapPhase } from '../roadmap/roadmap.ts';
import { findFrontMatter } from './frontMatter.ts';
import { gateMentions, identityOf, type GateIdentity, type GateMention } from './gateMentions.ts';
import { phaseAt } from './headingAnchors.ts';
import { lineEndAt, outlineMarkdown, type MarkdownHeading } from './markdownOutline.ts';
import {
  readDocumentYaml,
  yamlRangeOf,
  type ConfigDocument,
  type PlanDocument,
  type SpecDocument,
} from './planDocument.ts';
import { yamlPlaces, type YamlNode, type YamlPath, type YamlPlace } from './planYaml.ts';
import { readLinks, type MarkdownLink } from './readLinks.ts';

interface SymbolBase {
  /** What the cursor is on, in UTF-16 units of the document's text. */
  readonly range: TextRange;
}

/** A phase: the id in its heading, the rest of that heading, or the `phase:` of a spec. */
export interface PhaseSymbol extends SymbolBase {
  readonly kind: 'phase';
  readonly id: string;
  readonly part: 'id' | 'heading' | 'mention';
  /** The first phase of that id; null when the roadmap has none. In a heading, the phase of that heading. */
  readonly phase: RoadmapPhase | null;
}

/** A field line of a phase, `**Name:** value`, such as the status word or the path of the spec. */
export interface FieldSymbol extends SymbolBase {
  readonly kind: 'field';
  readonly phase: RoadmapPhase;
  readonly field: RoadmapField;
  readonly part: 'name' | 'value';
}

/** The name of a gate where it is defined or named. */
export interface GateSymbol extends SymbolBase {
  readonly kind: 'gate';
  readonly mention: GateMention;
  readonly gate: GateIdentity;
}

/** The heading that a checklist gate names. */
export interface ChecklistSymbol extends SymbolBase {
  readonly kind: 'checklist';
  readonly heading: string;
}

/** A path in YAML: the configuration's `roadmap`, a gate's `cwd` or `report`, one of its `files`. */
export interface PathSymbol extends SymbolBase {
  readonly kind: 'path';
  readonly key: 'roadmap' | 'cwd' | 'report' | 'files';
  readonly path: string;
  /** The folder it is relative to, itself relative to the workspace; `.` for the workspace. */
  readonly from: string;
}

/** A key of the YAML, or a value that is nothing of the above. */
export interface YamlSymbol extends SymbolBase {
  readonly kind: 'key' | 'value';
  /** From the root of the YAML to the key or value. */
  readonly path: YamlPath;
  readonly text: string;
}

export interface LinkSymbol extends SymbolBase {
  readonly kind: 'link';
  readonly link: MarkdownLink;
}

/** A heading of a spec. */
export interface HeadingSymbol extends SymbolBase {
  readonly kind: 'heading';
  readonly heading: MarkdownHeading;
}

export type PlanSymbol =
  PhaseSymbol | FieldSymbol | GateSymbol | ChecklistSymbol | PathSymbol | YamlSymbol | LinkSymbol | HeadingSymbol;

/** @returns null in prose, code and comments. A cursor right behind something counts as being on it. */
export function symbolAt(plan: LoadedPlan, document: PlanDocument, offset: number): PlanSymbol | null {
  if (document.kind === 'roadmap') return symbolInRoadmap(plan, document.text, offset);
  const yamlRange = yamlRangeOf(document);
  if (yamlRange !== null && offset >= yamlRange.start && offset <= yamlRange.end) {
    return symbolInYaml(plan, document, offset);
  }
  return document.kind === 'spec' ? symbolInMarkdown(document, offset) : null;
}

/** Whether an offset is in a range or right behind it. */
export function touches({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}

function symbolInRoadmap(plan: LoadedPlan, text: string, offset: number): PlanSymbol | null {
  const phase = phaseAt(plan, offset);
  if (phase !== null) {
    if (touches(phase.idRange, offset)) {
      return { kind: 'phase', range: phase.idRange, id: phase.id, part: 'id', phase };
    }
    const link = linkOnLine(text, offset);
    if (link !== null) return link;
    if (touches(phase.headingRange, offset)) {
      return { kind: 'phase', range: phase.headingRange, id: phase.id, part: 'heading', phase };
    }
    const field = phase.fields.find(({ range }) => touches(range, offset));
    if (field === undefined) return null;
    if (touches(field.nameRange, offset)) return { kind: 'field', range: field.nameRange, phase, field, part: 'name' };
    return touches(field.valueRange, offset)
      ? { kind: 'field', range: field.valueRange, phase, field, part: 'value' }
      : null;
  }
  return linkOnLine(text, offset);
}

/** A whole text is looked through only where the line has the look of a link, since code may hide the line. */
function linkOnLine(text: string, offset: number): LinkSymbol | null {
  const candidates: MarkdownLink[] = [];
  readLinks(text, lineStartAt(text, offset), lineEndAt(text, offset), candidates);
  if (!candidates.some(({ range }) => touches(range, offset))) return null;
  const link = outlineMarkdown(text, 0, false).links.find(({ range }) => touches(range, offset));
  return link === undefined ? null : { kind: 'link', range: link.range, link };
}

function symbolInMarkdown(document: SpecDocument, offset: number): PlanSymbol | null {
  const { headings, links } = outlineMarkdown(document.text, findFrontMatter(document.text)?.range.end ?? 0, true);
  const link = links.find(({ range }) => touches(range, offset));
  if (link !== undefined) return { kind: 'link', range: link.range, link };
  const heading = headings.find(({ range }) => touches(range, offset));
  return heading === undefined ? null : { kind: 'heading', range: heading.textRange, heading };
}

function symbolInYaml(plan: LoadedPlan, document: SpecDocument | ConfigDocument, offset: number): PlanSymbol | null {
  const yaml = readDocumentYaml(document);
  const mention = gateMentions(document, yaml).find(({ scalar }) => touches(scalar.range, offset));
  if (mention !== undefined) {
    return { kind: 'gate', range: mention.scalar.range, mention, gate: identityOf(mention, document) };
  }
  for (const place of yamlPlaces(yaml)) {
    if (touches(place.scalar.range, offset)) return symbolOfPlace(plan, document, yaml, place);
  }
  return null;
}

function symbolOfPlace(
  plan: LoadedPlan,
  document: SpecDocument | ConfigDocument,
  yaml: YamlNode | null,
  { path, part, scalar }: YamlPlace,
): PlanSymbol {
  const { range, text } = scalar;
  if (part === 'key') return { kind: 'key', range, path, text };
  if (document.kind === 'spec' && path.length === 1 && path[0] === 'phase') {
    const phase = plan.parsed.roadmap.phases.find(({ id }) => id === text) ?? null;
    return { kind: 'phase', range, id: text, part: 'mention', phase };
  }
  if (document.kind === 'config' && path.length === 1 && path[0] === 'roadmap') {
    return { kind: 'path', range, key: 'roadmap', path: text, from: '.' };
  }
  if (path[0] === 'gates' && path.length >= 3) {
    const key = path[2];
    if (key === 'checklist') return { kind: 'checklist', range, heading: text };
    if (key === 'cwd' || key === 'files') return { kind: 'path', range, key, path: text, from: '.' };
    if (key === 'report') return { kind: 'path', range, key, path: text, from: folderOfGate(yaml, path) };
  }
  return { kind: 'value', range, path, text };
}

/** The `cwd` of the gate that a path leads into. */
function folderOfGate(yaml: YamlNode | null, path: YamlPath): string {
  for (const place of yamlPlaces(yaml)) {
    const isSameGate = place.path.length === 3 && place.path[0] === path[0] && place.path[1] === path[1];
    if (isSameGate && place.path[2] === 'cwd' && place.part === 'value') return place.scalar.text;
  }
  return '.';
}

function lineStartAt(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text.charCodeAt(start - 1) !== 10 && text.charCodeAt(start - 1) !== 13) start--;
  return start;
}
