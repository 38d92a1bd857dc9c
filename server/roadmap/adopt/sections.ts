/** Divides an outline into its sections: what stands below each heading. */
import {
  announcesSteps,
  announcesUnits,
  bucketOf,
  isMetaHeading,
  isRecordHeading,
  isWorkArea,
  type Bucket,
} from './headingWords.ts';
import type { OutlineLine } from './outline.ts';
import { countedLabels } from './repeatedWord.ts';
import { readUnitLabel, type UnitLabel } from './unitLabel.ts';

export interface Section {
  /** Index of the heading in the outline. */
  readonly at: number;
  /** Index after the last line of the section, subsections included. */
  readonly end: number;
  readonly level: number;
  readonly title: string;
  readonly parent: Section | null;
  readonly label: UnitLabel | null;
  readonly bucket: Bucket | null;
  /** Whether the heading, or one around it, announces something that is no plan. */
  readonly isMeta: boolean;
  /** Whether it stands in a change log or another record of what was. */
  readonly isRecord: boolean;
}

/** The sections in the order of their headings. */
export function readSections(outline: readonly OutlineLine[]): readonly Section[] {
  const sections: (Section & { end: number })[] = [];
  const counted = countedLabels(outline);
  const open: (Section & { end: number })[] = [];
  const isOnlyTitle = outline.filter(({ kind, level }) => kind === 'heading' && level === 1).length === 1;
  for (const [at, line] of outline.entries()) {
    if (line.kind !== 'heading') continue;
    while ((open.at(-1)?.level ?? 0) >= line.level) {
      const closed = open.pop();
      if (closed !== undefined) closed.end = at;
    }
    const parent = open.at(-1) ?? null;
    const label = readUnitLabel(line.content) ?? counted.get(line) ?? null;
    const isUnit = label !== null && label.kind !== 'number';
    // A title page announces itself as anything; only what is below the first heading can be set apart.
    const isTitle = parent === null && sections.length === 0 && line.level === 1;
    const section = {
      at,
      end: outline.length,
      level: line.level,
      title: line.content,
      parent,
      label,
      // "Proposed work plan" announces the plan and says of none of its parts when.
      bucket: isUnit || (isTitle && isOnlyTitle) || announcesSteps(line.content) ? null : bucketOf(line.content),
      isMeta:
        ((parent?.isMeta ?? false) && !announcesUnits(line.content)) ||
        (!isTitle && !isUnit && isMetaHeading(label?.rest ?? line.content) && !isWork(line.content, parent)),
      isRecord: (parent?.isRecord ?? false) || (!isTitle && isRecordHeading(label?.rest ?? line.content)),
    };
    sections.push(section);
    open.push(section);
  }
  return sections;
}

/** Documentation below Next is work to do; elsewhere it is about the document. */
function isWork(title: string, parent: Section | null): boolean {
  return parent?.bucket != null && !parent.isMeta && isWorkArea(title);
}

/** For each line of the outline the section that it stands in; null before the first heading. A heading is in its own. */
export function sectionsOfLines(
  outline: readonly OutlineLine[],
  sections: readonly Section[],
): readonly (Section | null)[] {
  const found: (Section | null)[] = [];
  let next = 0;
  let current: Section | null = null;
  for (const at of outline.keys()) {
    if (sections[next]?.at === at) current = sections[next++] ?? null;
    found.push(current);
  }
  return found;
}

/** The section itself and those around it, from the inside. */
export function* around(section: Section | null): Generator<Section> {
  for (let one = section; one !== null; one = one.parent) yield one;
}
