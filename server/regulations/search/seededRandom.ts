/** Random numbers that are the same in every run, so that an index is too. */

export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0 and below 1; the generator is Mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number at least 0 and below the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Normally distributed around 0 with variance 1, by the method of Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** In place, by the method of Fisher and Yates. */
  shuffle(numbers: Int32Array): void {
    for (let last = numbers.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const moved = numbers[last] ?? 0;
      numbers[last] = numbers[other] ?? 0;
      numbers[other] = moved;
    }
  }
}
