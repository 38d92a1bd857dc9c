/** Holds the vectors that the chosen embedder made of datasets, and has them made in the background where they are lacking. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { takeWorkLock } from '../database/workLock.ts';
import type { Dataset } from './documentStore.ts';
import type { Embedder } from './embedder.ts';
import { ExactVectorIndex } from './exactVectorIndex.ts';
import type { GraphPlace, IsolatedVectorIndex } from './isolatedVectorIndex.ts';
import type { IndexedPassage } from './passageStore.ts';
import { noChosenLeg, type ChosenLeg } from './search/chosenLeg.ts';
import { productAt } from './search/denseScores.ts';
import { alignVectors, readPassageVectors, stateOf, type PassageVectors } from './search/passageVectors.ts';
import type { PassageIndex } from './search/passageIndex.ts';
import { pruneVectorFiles } from './vectorFiles.ts';
import type { VectorBuilder } from './vectorBuilder.ts';
import type { VectorIndex } from './vectorIndex.ts';

/** Is told how far the vectors of a dataset are; `cancel` ends it, and what has been made stays. */
export type WatchEmbedding = (
  dataset: string,
  embedder: string,
  cancel: () => void,
) => { readonly report: (share: number) => void; readonly end: () => void };

export interface DatasetVectorsParts {
  readonly builder: Pick<VectorBuilder, 'build'>;
  readonly page: (dataset: string, after: number, limit: number) => Promise<readonly IndexedPassage[]>;
  /** Absolute path of the index of a dataset; vectors are kept beside it. */
  readonly indexOf: (dataset: string) => string;
  /** Whether a search waits for vectors that are lacking; otherwise it goes on with what there is. */
  readonly isAwaited: boolean;
  readonly watch: WatchEmbedding;
  readonly clock: Clock;
  /** Finds the nearest of vectors that a file holds in this order; null where all of them are compared. */
  readonly graph: (exact: ExactVectorIndex, place: Omit<GraphPlace, 'script'>) => IsolatedVectorIndex | null;
}

/** What a person chose: an embedder, or a reason why what was chosen cannot be one; null for none. */
export type ChosenEmbedder = Embedder | { readonly reason: string } | null;

interface Held {
  readonly embedder: Embedder;
  readonly kept: PassageVectors;
  /** Of the index that the vectors are in the order of. */
  readonly generation: string;
  readonly vectors: Float32Array;
  readonly index: VectorIndex;
  /** Null where all vectors are compared. */
  readonly graph: IsolatedVectorIndex | null;
  /** Passages of the index without a vector. */
  readonly missing: number;
}

interface Making {
  readonly key: string;
  readonly done: Promise<void>;
  readonly ending: AbortController;
  share: number;
}

const neighboursCount = 100;
/** Milliseconds after which what failed is tried again by the next search. */
const retryMs = 60_000;

export class DatasetVectors {
  readonly #parts: DatasetVectorsParts;
  readonly #held = new Map<string, Held>();
  /** What was last looked for in a file, by dataset, so that each search does not look again. */
  readonly #looked = new Map<string, string>();
  readonly #making = new Map<string, Making>();
  readonly #failed = new Map<string, { readonly key: string; readonly reason: string; readonly untilMs: number }>();
  #chosen: ChosenEmbedder = null;

  constructor(parts: DatasetVectorsParts) {
    this.#parts = parts;
  }

  /** From now on; what another one made answers until this one's vectors are there. */
  choose(chosen: ChosenEmbedder): void {
    const before = this.#chosen;
    if (before === chosen) return;
    this.#chosen = chosen;
    this.#failed.clear();
    this.#looked.clear();
    for (const { ending } of this.#making.values()) ending.abort();
    // Who goes back to what is trained here wants nobody else to be asked.
    if (embedderOf(chosen) === null) this.#drop();
    this.#closeUnused(embedderOf(before));
  }

  /**
   * Never throws but for a person's cancelling.
   *
   * @param embed the query, by an embedder
   * @throws Failure `cancelled`
   */
  async leg(
    dataset: Dataset,
    index: PassageIndex,
    embed: (embedder: Embedder) => Promise<Float32Array>,
    { allowed, signal }: { readonly allowed: Uint8Array | undefined; readonly signal: AbortSignal },
  ): Promise<ChosenLeg> {
    const chosen = this.#chosen;
    if (chosen === null) return noChosenLeg;
    if ('reason' in chosen) return { kind: 'failed', reason: chosen.reason };
    const held = await this.#hold(dataset, index, chosen, signal);
    const state = this.#describeMaking(dataset.name, held, chosen);
    if (held === null) {
      const failed = this.#failed.get(dataset.name);
      return failed === undefined ? { kind: 'absent', note: state } : { kind: 'failed', reason: failed.reason };
    }
    try {
      const query = await embed(held.embedder);
      if (query.length !== held.kept.dimension && held.kept.dimension > 0) throw this.#otherModel(dataset, held, query);
      const isAllowed = allowed === undefined ? undefined : (place: number) => allowed[place] === 1;
      const { dimension } = held.kept;
      return {
        kind: 'answered',
        found: await held.index.nearest(query, neighboursCount, isAllowed),
        cosine: (place) => productAt(query, 0, held.vectors, place * dimension, dimension),
        how: `${held.index.name}, by ${held.embedder.name}${state === '' ? '' : `, ${state}`}`,
      };
    } catch (error) {
      if (signal.aborted) throw error;
      return { kind: 'failed', reason: describeFailure(error).message };
    }
  }

  /**
   * Makes the vectors that are lacking, also where that failed or was cancelled before.
   *
   * @throws Failure `cancelled`, `model-…`
   */
  async make(dataset: Dataset, signal: AbortSignal): Promise<void> {
    const embedder = embedderOf(this.#chosen);
    if (embedder === null) {
      if (this.#chosen !== null && 'reason' in this.#chosen) throw new Failure('usage', this.#chosen.reason);
      return;
    }
    this.#failed.delete(dataset.name);
    await untilAborted(this.#make(dataset, embedder), signal, () => this.#making.get(dataset.name)?.ending.abort());
  }

  /** Ends what is under way; what has been made is kept. */
  async close(): Promise<void> {
    const making = [...this.#making.values()];
    for (const { ending } of making) ending.abort();
    await Promise.all(making.map(({ done }) => done.catch(() => undefined)));
    this.#drop();
    embedderOf(this.#chosen)?.close();
    this.#chosen = null;
  }

  /** Ends all that finds by vectors; the files stay. */
  #drop(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const { embedder, graph } of held) {
      graph?.close();
      this.#closeUnused(embedder);
    }
  }

  async #hold(dataset: Dataset, index: PassageIndex, chosen: Embedder, signal: AbortSignal): Promise<Held | null> {
    const { name } = dataset;
    this.#look(dataset, index, chosen);
    const isWhole = (held: Held | undefined): boolean => held?.embedder === chosen && held.missing === 0;
    if (!isWhole(this.#held.get(name))) {
      const key = keyOf(chosen, dataset);
      const failed = this.#failed.get(name);
      if (failed?.key !== key || this.#parts.clock.nowMs() >= failed.untilMs) {
        const made = this.#make(dataset, chosen);
        made.catch(() => undefined);
        if (this.#parts.isAwaited) {
          await untilAborted(
            made.catch(() => undefined),
            signal,
            () => this.#making.get(name)?.ending.abort(),
          );
          this.#look(dataset, index, chosen);
        }
      }
    }
    return this.#held.get(name) ?? null;
  }

  /** Takes from the file what is there, once for each state of dataset, embedder and file. */
  #look({ name }: Dataset, index: PassageIndex, chosen: Embedder): void {
    const key = `${chosen.id} ${index.generation}`;
    if (this.#looked.get(name) === key) return;
    this.#looked.set(name, key);
    const before = this.#held.get(name);
    const kept = readPassageVectors(fileOf(this.#parts.indexOf(name), chosen), chosen.id);
    const hold = (embedder: Embedder, vectors: PassageVectors): void => {
      const aligned = alignVectors(vectors, index.lexical.sequences);
      const exact = new ExactVectorIndex(aligned.vectors, vectors.dimension);
      // A graph is made of the file, so what had to be put into another order is compared as it is.
      const file = fileOf(this.#parts.indexOf(name), embedder);
      const graph =
        aligned.vectors === vectors.vectors
          ? this.#parts.graph(exact, { index: file, generation: stateOf(vectors), embedder: embedder.id })
          : null;
      before?.graph?.close();
      const { generation } = index;
      this.#held.set(name, { embedder, kept: vectors, generation, ...aligned, index: graph ?? exact, graph });
    };
    if (kept !== null) hold(chosen, kept);
    else if (before !== undefined && before.generation !== index.generation) hold(before.embedder, before.kept);
    if (before !== undefined) this.#closeUnused(before.embedder);
  }

  #make(dataset: Dataset, embedder: Embedder): Promise<void> {
    const { name } = dataset;
    const key = keyOf(embedder, dataset);
    const known = this.#making.get(name);
    if (known?.key === key && !known.ending.signal.aborted) return known.done;
    known?.ending.abort();
    const ending = new AbortController();
    const before = known?.done ?? Promise.resolve();
    // One after the other: what the one before had made is taken from its file.
    const done = before.catch(() => undefined).then(() => this.#build(dataset, embedder, ending));
    const making: Making = { key, ending, share: 0, done };
    this.#making.set(name, making);
    const ended = (): void => {
      if (this.#making.get(name) === making) this.#making.delete(name);
    };
    done.then(ended, ended);
    return done;
  }

  async #build({ name, generation }: Dataset, embedder: Embedder, ending: AbortController): Promise<void> {
    const { builder, page, indexOf, watch, clock } = this.#parts;
    const key = keyOf(embedder, { generation });
    const pressed = new AbortController();
    const watching = watch(name, embedder.name, () => {
      pressed.abort();
      ending.abort();
    });
    const file = fileOf(indexOf(name), embedder);
    let release = (): void => undefined;
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      // Another window, or a terminal, may be making the same: then its vectors are there when it is done.
      release = await takeWorkLock(`${file}.lock`, ending.signal);
      await builder.build({
        page: (after, limit) => page(name, after, limit),
        embedder,
        file,
        signal: ending.signal,
        onProgress: ({ share }) => {
          const making = this.#making.get(name);
          if (making?.key === key) making.share = share;
          watching.report(share);
        },
      });
      this.#failed.delete(name);
      this.#looked.delete(name);
      pruneVectorFiles(indexOf(name), file);
    } catch (error) {
      const failure = ending.signal.aborted ? cancelled() : error;
      // What another choice or the end of the program cut short is no failure.
      if (!ending.signal.aborted || pressed.signal.aborted) {
        const untilMs = pressed.signal.aborted ? Infinity : clock.nowMs() + retryMs;
        this.#failed.set(name, { key, reason: describeFailure(failure).message, untilMs });
      }
      throw failure;
    } finally {
      release();
      watching.end();
    }
  }

  /** How far the vectors of the chosen one are, where they do not answer, or not alone; empty when they do. */
  #describeMaking(name: string, held: Held | null, chosen: Embedder): string {
    if (held?.embedder === chosen && held.missing === 0) return '';
    const making = this.#making.get(name);
    const failed = this.#failed.get(name);
    const which =
      held?.embedder === chosen
        ? `${held.missing} passages have no vector yet`
        : `vectors of ${chosen.name} are not there yet`;
    if (making !== undefined) return `${which} (${Math.floor(making.share * 100)} % made)`;
    return failed === undefined ? which : `${which}: ${failed.reason}`;
  }

  /** The model behind the name is another one than it was, so its vectors are made anew. */
  #otherModel({ name }: Dataset, held: Held, query: Float32Array): Failure {
    held.graph?.close();
    this.#held.delete(name);
    this.#looked.delete(name);
    rmSync(fileOf(this.#parts.indexOf(name), held.embedder), { force: true });
    return new Failure(
      'model-failed',
      `${held.embedder.name} now gives vectors of ${query.length} numbers, where those of the passages have ${held.kept.dimension}: it is another model than it was. They are made anew.`,
    );
  }

  #closeUnused(embedder: Embedder | null): void {
    if (embedder === null || embedder === this.#chosen) return;
    if ([...this.#held.values()].some((held) => held.embedder === embedder)) return;
    embedder.close();
  }
}

function embedderOf(chosen: ChosenEmbedder): Embedder | null {
  return chosen === null || 'reason' in chosen ? null : chosen;
}

function keyOf(embedder: Embedder, { generation }: Pick<Dataset, 'generation'>): string {
  return `${embedder.id} ${generation}`;
}

function fileOf(index: string, { id }: Embedder): string {
  return path.join(path.dirname(index), `${path.basename(index, '.index')}.${id}.vectors`);
}

async function untilAborted(work: Promise<void>, signal: AbortSignal, abort: () => void): Promise<void> {
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    await work;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  if (signal.aborted) throw cancelled();
}

function cancelled(): Failure {
  return new Failure(
    'cancelled',
    'Embedding the passages was cancelled. What was made is kept, and the next ingest goes on with it.',
  );
}
