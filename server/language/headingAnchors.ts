/** The anchors by which links reach headings, as GitHub makes them, and the phase that such an anchor means. */
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { outlineMarkdown, type MarkdownHeading } from './markdownOutline.ts';

/**
 * The anchor of each heading. Of several that are the same, all but the first get a number.
 *
 * GitHub lowers the case, drops what is neither letter, mark, digit, connector, hyphen nor space, and turns spaces
 * into hyphens.
 */
export function headingAnchors(headings: readonly string[]): readonly string[] {
  const uses = new Map<string, number>();
  return headings.map((heading) => {
    const anchor = anchorText(heading);
    const before = uses.get(anchor) ?? 0;
    uses.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Tells phases by the anchors of their headings; made once for all links that are looked up. */
export class PhaseAnchors {
  /** All headings of the roadmap, phases or not, because they share the numbers of anchors. */
  readonly headings: readonly MarkdownHeading[];
  readonly #plan: LoadedPlan;
  readonly #headingOf = new Map<string, number>();
  readonly #foldedHeadingOf = new Map<string, number>();

  constructor(plan: LoadedPlan) {
    this.#plan = plan;
    this.headings = outlineMarkdown(plan.roadmapText, 0, false).headings;
    for (const [index, anchor] of headingAnchors(this.headings.map(({ text }) => text)).entries()) {
      this.#headingOf.set(anchor, index);
      const folded = fold(anchor);
      if (!this.#foldedHeadingOf.has(folded)) this.#foldedHeadingOf.set(folded, index);
    }
  }

  /**
   * Index of the heading that an anchor means. Editors and forges treat punctuation and emoji differently, so letters
   * and digits decide where no anchor is the same.
   */
  headingOf(fragment: string): number | null {
    return this.#headingOf.get(fragment) ?? this.#foldedHeadingOf.get(fold(fragment)) ?? null;
  }

  /** Null when the anchor means no heading, or one that opens no phase. */
  phaseOf(fragment: string): RoadmapPhase | null {
    const heading = this.headings[this.headingOf(fragment) ?? -1];
    if (heading === undefined) return null;
    const phase = phaseAt(this.#plan, heading.range.start);
    return phase !== null && phase.headingRange.start === heading.range.start ? phase : null;
  }
}

/** The phase whose text holds an offset, found by bisection. */
export function phaseAt(plan: LoadedPlan, offset: number): RoadmapPhase | null {
  const { phases } = plan.parsed.roadmap;
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((phases[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const phase = phases[low - 1];
  const isInside = phase !== undefined && (offset < phase.range.end || phase.range.end === plan.roadmapText.length);
  return isInside ? phase : null;
}

export function anchorText(heading: string): string {
  return heading
    .replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{Nd}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function fold(anchor: string): string {
  return anchor.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{Nd}]/gu, '');
}
