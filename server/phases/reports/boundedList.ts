/** A list that keeps so many items and counts the rest; when it must choose, the important ones stay. */

export class BoundedList<Item> {
  readonly #limit: number;
  readonly #isImportant: (item: Item) => boolean;
  readonly #important: { readonly ordinal: number; readonly item: Item }[] = [];
  readonly #others: { readonly ordinal: number; readonly item: Item }[] = [];
  #count = 0;

  constructor(limit: number, isImportant: (item: Item) => boolean) {
    this.#limit = limit;
    this.#isImportant = isImportant;
  }

  add(item: Item): void {
    const list = this.#isImportant(item) ? this.#important : this.#others;
    if (list.length < this.#limit) list.push({ ordinal: this.#count, item });
    this.#count++;
  }

  /** In the order in which they were added. */
  get items(): readonly Item[] {
    return [...this.#important, ...this.#others.slice(0, this.#limit - this.#important.length)]
      .sort((a, b) => a.ordinal - b.ordinal)
      .map(({ item }) => item);
  }

  get leftOut(): number {
    return Math.max(0, this.#count - this.#limit);
  }
}
