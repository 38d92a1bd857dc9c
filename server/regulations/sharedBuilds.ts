/** Lets many wait for the same building of an index, and ends it when nobody waits any more. */
import { Failure } from '../base/failure.ts';

export interface WaitingFor {
  /** What is built, such as the file of the index; one building of it is under way at a time. */
  readonly name: string;
  /** What it is built from. A building from anything else is ended, since nobody can use what it makes. */
  readonly generation: string;
  /** Ends the waiting, not what others wait for. */
  readonly signal: AbortSignal;
  /** Milliseconds after which the waiting is given up, while the building goes on. Infinity for never. */
  readonly patienceMs: number;
}

interface Building {
  readonly generation: string;
  readonly done: Promise<void>;
  readonly ending: AbortController;
  waiting: number;
  /** Ends it after a while; undefined as long as somebody waits. */
  abandoned: NodeJS.Timeout | undefined;
}

/** Milliseconds for which a building goes on without anybody: who types asks anew with each key. */
const graceMs = 2_000;

export class SharedBuilds {
  readonly #underWay = new Map<string, Building>();

  /**
   * Joins the building that is under way, or begins one.
   *
   * @param build ends with a rejection when its signal is aborted
   * @throws Failure `cancelled` when the signal is aborted; `index-not-ready` when patience ended or the building was
   *   overtaken; whatever `build` throws
   */
  async wait({ name, generation, signal, patienceMs }: WaitingFor, build: Build): Promise<void> {
    const hasGivenUp = (): boolean => signal.aborted;
    if (hasGivenUp()) throw cancelled();
    const building = this.#join(name, generation, build);
    clearTimeout(building.abandoned);
    building.waiting++;
    let stopWaiting: () => void = () => undefined;
    const givenUp = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(cancelled());
      signal.addEventListener('abort', cancel);
      const timer = Number.isFinite(patienceMs)
        ? setTimeout(() => reject(notReady('The index is being built. Ask again in a moment.')), patienceMs)
        : undefined;
      stopWaiting = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      };
    });
    try {
      await Promise.race([building.done, givenUp]);
    } catch (error) {
      if (building.ending.signal.aborted && !hasGivenUp()) {
        throw notReady(
          'The regulations changed while their index was being built, so it is built anew. Ask again in a moment.',
          error,
        );
      }
      throw error;
    } finally {
      stopWaiting();
      building.waiting--;
      // Patience is no giving up: who asks next finds the index.
      if (building.waiting === 0 && hasGivenUp()) {
        building.abandoned = setTimeout(() => building.ending.abort(), graceMs);
      }
    }
  }

  /** Ends what is under way. */
  close(): void {
    for (const { ending, abandoned } of this.#underWay.values()) {
      clearTimeout(abandoned);
      ending.abort();
    }
    this.#underWay.clear();
  }

  #join(name: string, generation: string, build: Build): Building {
    const known = this.#underWay.get(name);
    if (known?.generation === generation && !known.ending.signal.aborted) return known;
    clearTimeout(known?.abandoned);
    known?.ending.abort();
    const ending = new AbortController();
    const begun: Building = { generation, ending, waiting: 0, abandoned: undefined, done: build(ending.signal) };
    const ended = (): void => {
      clearTimeout(begun.abandoned);
      if (this.#underWay.get(name) === begun) this.#underWay.delete(name);
    };
    // Who waits hears of a failure; when nobody does, the next who asks begins anew.
    begun.done.then(ended, ended);
    this.#underWay.set(name, begun);
    return begun;
  }
}

type Build = (signal: AbortSignal) => Promise<void>;

function cancelled(): Failure {
  return new Failure('cancelled', 'Building the index was cancelled. The next search builds it.');
}

function notReady(message: string, cause?: unknown): Failure {
  return new Failure('index-not-ready', message, { cause });
}
