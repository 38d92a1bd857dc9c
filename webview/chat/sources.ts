/** What answers cite as it is now: read when an answer is shown, and again when somebody looks closer. */
import { readSources, type CitedPassage } from '../../protocol/answers.ts';
import type { Bridge } from '../shared/bridge.ts';

/** Answers whose sources are remembered. */
const mostAnswers = 100;
/** Milliseconds for which they count as seen just now. */
const freshMs = 2_000;

interface Known {
  sources: readonly CitedPassage[] | null;
  readAtMs: number;
}

export class Sources {
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  readonly #known = new Map<string, Known>();

  constructor(bridge: Bridge, changed: () => void) {
    this.#bridge = bridge;
    this.#changed = changed;
  }

  /** Null while they are read for the first time. */
  of(message: string): readonly CitedPassage[] | null {
    const known = this.#known.get(message);
    if (known === undefined) void this.#read(message);
    return known?.sources ?? null;
  }

  /** Reads them again, unless that was just done. */
  refresh(message: string): void {
    const known = this.#known.get(message);
    if (known === undefined || performance.now() - known.readAtMs > freshMs) void this.#read(message);
  }

  async #read(message: string): Promise<void> {
    const known: Known = { sources: this.#known.get(message)?.sources ?? null, readAtMs: performance.now() };
    this.#known.delete(message);
    this.#known.set(message, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostAnswers && oldest !== undefined) this.#known.delete(oldest);
    try {
      known.sources = (await this.#bridge.ask(readSources, { message })).sources;
    } catch {
      // The quotes are in the answer itself; whoever opens one hears what is wrong.
      return;
    }
    this.#changed();
  }
}
