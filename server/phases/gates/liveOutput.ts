/** Passes a gate's output on to those who watch, no faster than they can take it. */
import type { Clock } from '../../base/clock.ts';

/** Characters a second that are passed on; more is left out of the live view, never out of the log. */
const charactersPerSecond = 256 * 1024;

export class LiveOutput {
  readonly #pass: (text: string) => void;
  readonly #clock: Clock;
  #secondBeganMs = 0;
  #room = 0;
  #leftOut = 0;

  constructor(pass: (text: string) => void, clock: Clock) {
    this.#pass = pass;
    this.#clock = clock;
  }

  /** @param lines whole lines */
  write(lines: string): void {
    if (lines === '') return;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#secondBeganMs >= 1000) {
      this.#secondBeganMs = nowMs;
      this.#room = charactersPerSecond;
    }
    if (lines.length > this.#room) {
      this.#leftOut += lines.length;
      return;
    }
    this.#sayWhatWasLeftOut();
    this.#room -= lines.length;
    this.#pass(lines);
  }

  end(): void {
    this.#sayWhatWasLeftOut();
  }

  #sayWhatWasLeftOut(): void {
    if (this.#leftOut === 0) return;
    this.#pass(`… ${this.#leftOut} characters left out here; the log has the beginning and the end …\n`);
    this.#leftOut = 0;
  }
}
