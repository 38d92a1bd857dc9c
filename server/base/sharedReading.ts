/** Keeps what a reading gave until something changes, and lets everybody who asks at the same time share one reading. */

interface Reading<Value> {
  readonly changes: number;
  readonly value: Promise<Value>;
}

export class SharedReading<Value> {
  readonly #read: () => Promise<Value>;
  readonly #changes: () => number;
  #reading: Reading<Value> | null = null;

  /** @param changes counts the changes so far; what was read before the last one is out of date */
  constructor(read: () => Promise<Value>, changes: () => number) {
    this.#read = read;
    this.#changes = changes;
  }

  /** What holds now. @throws whatever the reading throws; a failed reading is not kept */
  async current(): Promise<Value> {
    for (;;) {
      const reading = this.#reading ?? this.#begin();
      try {
        const value = await reading.value;
        if (reading.changes === this.#changes()) return value;
      } catch (error) {
        if (reading.changes === this.#changes()) {
          this.#forget(reading);
          throw error;
        }
      }
      // Two readings at once could end in the wrong order.
      if (reading.changes !== this.#changes()) this.#forget(reading);
    }
  }

  #begin(): Reading<Value> {
    const reading = { changes: this.#changes(), value: this.#read() };
    this.#reading = reading;
    return reading;
  }

  #forget(reading: Reading<Value>): void {
    if (this.#reading === reading) this.#reading = null;
  }
}
