/** Which passages hold which terms, and how often: the inverted lists that scoring walks. */

/** The passages of term `t` stand from `offsets[t]` to `offsets[t + 1]`, in ascending order. */
export interface Postings {
  readonly offsets: Uint32Array;
  /** Places of passages in the index. */
  readonly passages: Uint32Array;
  /** How often the term stands in the passage, at most 255. */
  readonly counts: Uint8Array;
  /** Terms in each passage, each as often as it stands there. */
  readonly lengths: Float32Array;
}

/** Collects terms passage by passage. */
export class PostingsBuilder {
  readonly #terms: Int32Growable = new Int32Growable();
  readonly #counts: Int32Growable = new Int32Growable();
  readonly #starts: Int32Growable = new Int32Growable();
  readonly #lengths: number[] = [];

  /** @param terms numbers of terms from 0; the array is sorted in place */
  add(terms: Int32Array): void {
    this.#starts.push(this.#terms.length);
    this.#lengths.push(terms.length);
    terms.sort();
    for (let at = 0; at < terms.length;) {
      const term = terms[at] ?? 0;
      let end = at + 1;
      while (terms[end] === term) end++;
      this.#terms.push(term);
      this.#counts.push(Math.min(255, end - at));
      at = end;
    }
  }

  /** @param termCount one more than the greatest term */
  build(termCount: number): Postings {
    const terms = this.#terms.values();
    const counts = this.#counts.values();
    const starts = this.#starts.values();
    const offsets = new Uint32Array(termCount + 1);
    for (const term of terms) offsets[term + 1] = (offsets[term + 1] ?? 0) + 1;
    for (let term = 0; term < termCount; term++) offsets[term + 1] = (offsets[term + 1] ?? 0) + (offsets[term] ?? 0);
    const next = offsets.slice();
    const passages = new Uint32Array(terms.length);
    const sorted = new Uint8Array(terms.length);
    for (let passage = 0; passage < starts.length; passage++) {
      const end = starts[passage + 1] ?? terms.length;
      for (let at = starts[passage] ?? 0; at < end; at++) {
        const term = terms[at] ?? 0;
        const place = next[term] ?? 0;
        next[term] = place + 1;
        passages[place] = passage;
        sorted[place] = counts[at] ?? 0;
      }
    }
    return { offsets, passages, counts: sorted, lengths: Float32Array.from(this.#lengths) };
  }
}

/** A list of whole numbers that grows without one object a number. */
class Int32Growable {
  #buffer = new Int32Array(1_024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#buffer.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    this.#buffer[this.length++] = value;
  }

  values(): Int32Array {
    return this.#buffer.subarray(0, this.length);
  }
}
