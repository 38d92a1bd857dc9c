/** A phase that was read in an earlier version of a roadmap and stands elsewhere in this one. */
import type { TextRange } from '../base/textRange.ts';
import type { PhaseStatus, RoadmapField, RoadmapPhase } from './roadmap.ts';

/**
 * Works its ranges out when somebody asks for them. A line typed at the top of a roadmap moves every phase, and few of
 * ten thousand are looked at before the next line moves them again.
 */
class MovedPhase implements RoadmapPhase {
  readonly origin: RoadmapPhase;
  readonly by: number;
  readonly lines: number;
  #fields: readonly RoadmapField[] | null = null;

  constructor(origin: RoadmapPhase, by: number, lines: number) {
    this.origin = origin;
    this.by = by;
    this.lines = lines;
  }

  get id(): string {
    return this.origin.id;
  }
  get title(): string {
    return this.origin.title;
  }
  get status(): PhaseStatus | null {
    return this.origin.status;
  }
  get spec(): string | null {
    return this.origin.spec;
  }
  get goal(): string | null {
    return this.origin.goal;
  }
  get notes(): string | null {
    return this.origin.notes;
  }
  get line(): number {
    return this.origin.line + this.lines;
  }
  get headingRange(): TextRange {
    return moveRange(this.origin.headingRange, this.by);
  }
  get idRange(): TextRange {
    return moveRange(this.origin.idRange, this.by);
  }
  get titleRange(): TextRange {
    return moveRange(this.origin.titleRange, this.by);
  }
  get range(): TextRange {
    return moveRange(this.origin.range, this.by);
  }

  get fields(): readonly RoadmapField[] {
    this.#fields ??= this.origin.fields.map((field) => ({
      name: field.name,
      value: field.value,
      range: moveRange(field.range, this.by),
      nameRange: moveRange(field.nameRange, this.by),
      valueRange: moveRange(field.valueRange, this.by),
    }));
    return this.#fields;
  }
}

/** The phase so many UTF-16 units and lines further down. */
export function movePhase(phase: RoadmapPhase, by: number, lines: number): RoadmapPhase {
  if (!(phase instanceof MovedPhase)) return new MovedPhase(phase, by, lines);
  return new MovedPhase(phase.origin, phase.by + by, phase.lines + lines);
}

/** A range so many UTF-16 units further down. */
export function moveRange({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
