/** Follows numbers in brackets such as (1), (a), (i) and (A) through a text, and says what each is part of. */

type Counting = 'digits' | 'lower' | 'upper' | 'roman';

interface Level {
  readonly counting: Counting;
  readonly mark: string;
}

const romans = 'i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');

/** Which way of counting stands above which differs from text to text; it is learned from the order of the marks. */
export class BracketPath {
  #levels: readonly Level[] = [];

  clear(): void {
    this.#levels = [];
  }

  /** @returns how many marks it stands below */
  enter(mark: string): number {
    const countings = countingsOf(mark);
    for (let depth = this.#levels.length - 1; depth >= 0; depth--) {
      const level = this.#levels[depth];
      if (level !== undefined && countings.includes(level.counting) && follows(level, mark))
        return this.#put(depth, { counting: level.counting, mark });
    }
    const counting = countings[0] ?? 'digits';
    const known = this.#levels.findIndex((level) => level.counting === counting);
    return this.#put(known < 0 ? this.#levels.length : known, { counting, mark });
  }

  /** Such as `(1)(a)`; '' at the top. */
  get text(): string {
    return this.#levels.map(({ mark }) => `(${mark})`).join('');
  }

  #put(depth: number, level: Level): number {
    this.#levels = [...this.#levels.slice(0, depth), level];
    return depth;
  }
}

/** The likeliest first. */
function countingsOf(mark: string): readonly Counting[] {
  if (/^\d/.test(mark)) return ['digits'];
  if (/^[A-Z]/.test(mark)) return ['upper'];
  if (!romans.includes(mark)) return ['lower'];
  return mark === 'i' || mark.length > 1 ? ['roman', 'lower'] : ['lower', 'roman'];
}

function follows({ counting, mark }: Level, next: string): boolean {
  // What was put in later is counted 1A, 1B or aa.
  const isInserted = next.length > mark.length && next.startsWith(mark) && counting !== 'roman';
  switch (counting) {
    case 'digits':
      return Number.parseInt(next, 10) === Number.parseInt(mark, 10) + 1 || isInserted || insertedAfter(mark, next);
    case 'roman':
      return romans.indexOf(next) === romans.indexOf(mark) + 1;
    case 'lower':
    case 'upper':
      return isInserted || (next.length === 1 && next.charCodeAt(0) === mark.charCodeAt(0) + 1);
  }
}

function insertedAfter(mark: string, next: string): boolean {
  return Number.parseInt(next, 10) === Number.parseInt(mark, 10) && /[A-Z]$/.test(next) && next > mark;
}
