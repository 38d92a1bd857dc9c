/** How much the words of questions count that their answers seldom repeat, such as "guidelines" and "scenario". */

/** Stems, as `stemWord` makes them, by their weight from 0 to 1; of each weight separated by spaces. */
export type StemsByWeight = readonly (readonly [weight: number, stems: string])[];

/**
 * The weight of a stem is how often a relevant passage holds the word when its question does, measured on judged
 * questions and smoothed. Words that are not listed count in full.
 */
export class QuestionWords {
  readonly #weights: ReadonlyMap<string, number>;

  constructor(stemsByWeight: StemsByWeight) {
    this.#weights = new Map(
      stemsByWeight.flatMap(([weight, stems]) => stems.split(' ').map((stem): [string, number] => [stem, weight])),
    );
  }

  /** From 0 to 1; of a stem as `stemWord` makes it. */
  readonly weight = (stem: string): number => this.#weights.get(stem) ?? 1;
}
