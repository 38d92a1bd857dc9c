/** Ends a request to a language model of which nothing comes any more. */
import type { Clock } from '../base/clock.ts';

export class SilenceWatch {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #silenceMs: number;
  readonly #outer: AbortSignal;
  readonly #abort = (): void => this.#controller.abort();
  #cancel: (() => void) | null = null;
  #brokenAfterMs: number | null = null;

  /** @param outer ends the request, too */
  constructor(clock: Clock, silenceMs: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#outer = outer;
    outer.addEventListener('abort', this.#abort, { once: true });
    if (outer.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds of silence after which it ended the request; null while it has not. */
  get brokenAfterMs(): number | null {
    return this.#brokenAfterMs;
  }

  /**
   * Called for each sign of life; the first one begins the watch.
   * @param waitMs until the next one has to come. Default the usual silence
   */
  heard(waitMs: number = this.#silenceMs): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(waitMs, () => {
      this.#brokenAfterMs = waitMs;
      this.#controller.abort();
    });
  }

  end(): void {
    this.#cancel?.();
    this.#outer.removeEventListener('abort', this.#abort);
  }
}
