/** Finds the passages that answer a question, in one dataset or in all. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describeFailure, Failure } from '../base/failure.ts';
import { sha256 } from '../base/sha256.ts';
import { DatasetVectors, type ChosenEmbedder, type DatasetVectorsParts } from './datasetVectors.ts';
import type { Dataset, DocumentStore } from './documentStore.ts';
import type { Embedder } from './embedder.ts';
import { isEmptyFilter, passesFilter, type DocumentFilter } from './documentFilter.ts';
import type { IndexBuilder } from './indexBuilder.ts';
import { ModelRest } from './modelRest.ts';
import type { PassageStore, StoredPassage } from './passageStore.ts';
import { TermSplitter } from './passageTerms.ts';
import type { PassageWordStore } from './passageWordStore.ts';
import type { IndexProgress } from './search/buildPassageIndex.ts';
import { SharedBuilds } from './sharedBuilds.ts';
import { rerankedCount, rerankPassages, type ChosenReranker } from './rerankPassages.ts';
import type { LegPlace, LegState } from './search/leg.ts';
import { embeddedText } from './search/passageVectors.ts';
import { ExactVectorIndex } from './exactVectorIndex.ts';
import { IsolatedVectorIndex, type GraphPlace } from './isolatedVectorIndex.ts';
import { readPassageIndex } from './search/passageIndex.ts';
import { PassageRanker, type RankedPassage, type Ranking } from './search/rankPassages.ts';
import type { VectorIndex } from './vectorIndex.ts';

export interface FoundPassage extends Omit<RankedPassage, 'sequence'> {
  readonly passage: StoredPassage;
  /** From 1: where all legs together put it, before a reranker looked. */
  readonly fusedRank: number;
}

export interface FoundPassages {
  /** The best first: in the order of the reranker where there is one that answered, else by score. */
  readonly results: readonly FoundPassage[];
  /** What became of each way of finding, by dataset; a reranker looks at those of all of them, which has no name. */
  readonly legs: readonly (LegState & { readonly dataset: string })[];
  /** Passages that an index named and that are not there any more. */
  readonly vanished: number;
}

export interface SearchOrder extends DocumentFilter {
  readonly query: string;
  /** Null for all datasets. */
  readonly dataset: string | null;
  readonly limit: number;
  /**
   * Milliseconds to wait for an index that is being built; then the database's own index answers, and the legs say so.
   * Default: until it is built.
   */
  readonly patienceMs?: number;
}

export interface SearchParts {
  readonly documents: DocumentStore;
  readonly passages: PassageStore;
  readonly words: PassageWordStore;
  readonly builder: IndexBuilder;
  /** Absolute path of the folder in which indexes are kept; made when needed. */
  readonly folder: string;
  /** What of the database's name tells it from others whose indexes are in the same folder. */
  readonly database: string;
  readonly onProgress: (dataset: string, progress: IndexProgress) => void;
  /** The script of the graph of vectors; null to compare all vectors, however many there are. */
  readonly graphScript: URL | null;
  /** Datasets of fewer passages, with vectors of 256 numbers, are searched exactly, which takes less than asking another process. */
  readonly leastForGraph: number;
  /** Of the embedder that a person chose. */
  readonly vectors: Pick<DatasetVectorsParts, 'builder' | 'isAwaited' | 'watch' | 'clock'>;
}

/** Of the trained embedder; vectors of models are longer, and comparing them takes as much longer. */
const usualDimension = 256;

interface Asking {
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  readonly embed: (embedder: Embedder) => Promise<Float32Array>;
}

/** A query is never an error; a longer one is cut. */
const longestQuery = 10_000;

export class PassageSearch {
  readonly #parts: SearchParts;
  readonly #splitter = new TermSplitter();
  readonly #builds = new SharedBuilds();
  readonly #rankers = new Map<string, PassageRanker>();
  readonly #graphs = new Map<string, IsolatedVectorIndex>();
  readonly #vectors: DatasetVectors;
  readonly #rest: ModelRest;
  #reranker: ChosenReranker = null;

  constructor(parts: SearchParts) {
    this.#parts = parts;
    this.#rest = new ModelRest(parts.vectors.clock);
    this.#vectors = new DatasetVectors({
      ...parts.vectors,
      page: (dataset, after, limit) => parts.passages.page(dataset, after, limit),
      indexOf: (dataset) => this.fileOf(dataset),
      graph: (exact, place) => this.#buildGraph(exact, place),
    });
  }

  /**
   * Has an embedder take part from now on, beside the one that is trained on the passages; null for none. What another one
   * made answers until its vectors are there.
   */
  choose(embedder: ChosenEmbedder): void {
    this.#vectors.choose(embedder);
  }

  /** Has a reranker look at the first passages from now on; null for none. */
  chooseReranker(reranker: ChosenReranker): void {
    closeReranker(this.#reranker);
    this.#reranker = reranker;
  }

  /**
   * Makes the vectors of the chosen embedder that are lacking; without one there are none.
   *
   * @throws Failure `cancelled`, `usage` where what was chosen cannot be used, `model-…`
   */
  makeVectors(dataset: Dataset, signal: AbortSignal): Promise<void> {
    return this.#vectors.make(dataset, signal);
  }

  /** The same for all datasets, without anybody waiting: who searches is told how far it is. */
  async makeAllVectors(signal: AbortSignal): Promise<void> {
    for (const dataset of await this.#parts.documents.datasets())
      await this.#vectors.make(dataset, signal).catch(() => undefined);
  }

  /** Where the index of a dataset is kept. */
  fileOf(dataset: string): string {
    const { folder, database } = this.#parts;
    return path.join(folder, `${sha256(JSON.stringify([database, dataset])).slice(0, 32)}.index`);
  }

  /** @throws Failure `unknown-dataset`, `cancelled` */
  async find(
    { query, dataset, limit, patienceMs = Infinity, ...filter }: SearchOrder,
    signal: AbortSignal,
  ): Promise<FoundPassages> {
    const asked = query.slice(0, longestQuery);
    const found: (RankedPassage & { readonly dataset: string })[] = [];
    const legs: (LegState & { readonly dataset: string })[] = [];
    const embed = embedOnce((embedder) => this.#rest.ask(embedder, () => embedder.embed([asked], 'query', signal)));
    const reranker = this.#reranker;
    const count = reranker === null ? limit : Math.max(limit, rerankedCount);
    for (const known of await this.#datasets(dataset)) {
      const ranking = await this.#rank(known, asked, count, filter, { signal, patienceMs, embed });
      found.push(...ranking.passages.map((passage) => ({ ...passage, dataset: known.name })));
      legs.push(...ranking.legs.map((leg) => ({ ...leg, dataset: known.name })));
    }
    const best = found.toSorted((a, b) => b.score - a.score).slice(0, count);
    // Whatever an index says, only what the database holds is a result.
    const stored = await this.#parts.passages.read(best.map(({ sequence }) => sequence));
    const bySequence = new Map(stored.map((passage) => [passage.sequence, passage]));
    const fused = best.flatMap(({ sequence, score, legs: places }) => {
      const passage = bySequence.get(sequence);
      return passage === undefined || !passesFilter(passage.document, filter) ? [] : [{ passage, score, legs: places }];
    });
    const ranked = fused.map((one, at): FoundPassage => ({ ...one, fusedRank: at + 1 }));
    const { order, state } = await rerankPassages(reranker, asked, ranked, {
      textOf: ({ passage }) => embeddedText(passage),
      rest: this.#rest,
      signal,
    });
    if (state !== null) legs.push({ ...state, dataset: dataset ?? '' });
    const results = order
      .slice(0, limit)
      .map(({ found: one, place }) => (place === null ? one : withRerank(one, place)));
    return { results, legs, vanished: best.length - fused.length };
  }

  /**
   * Builds the index when the one in the file is not of the dataset's present generation. Many may wait for one building;
   * it ends when none of them is left.
   */
  async prepare(dataset: Dataset, signal: AbortSignal, patienceMs = Infinity): Promise<PassageRanker> {
    const loaded = this.#rankers.get(dataset.name);
    if (loaded?.index.generation === dataset.generation) return loaded;
    const file = this.fileOf(dataset.name);
    let index = readPassageIndex(file, dataset.generation);
    if (index === null) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      const onProgress = (progress: IndexProgress): void => this.#parts.onProgress(dataset.name, progress);
      const page = (after: number, limit: number) => this.#parts.passages.page(dataset.name, after, limit);
      const { generation } = dataset;
      await this.#builds.wait({ name: file, generation, signal, patienceMs }, (ending) =>
        this.#parts.builder.build({ page, generation, file, signal: ending, onProgress }),
      );
      // Who waited, too, may have read it already.
      const read = this.#rankers.get(dataset.name);
      if (read?.index.generation === generation) return read;
      index = readPassageIndex(file, dataset.generation);
    }
    if (index === null) throw new Error('the index was built, but cannot be read');
    const { vectors, embedder } = index.dense;
    const exact = new ExactVectorIndex(vectors, embedder.dimension);
    const ranker = new PassageRanker(index, this.#graphOf(exact, dataset) ?? exact);
    this.#rankers.set(dataset.name, ranker);
    return ranker;
  }

  /** Settles when the graph of a dataset is there. @returns false where it has none, or none can be had */
  async graphOpened(dataset: string): Promise<boolean> {
    return (await this.#graphs.get(dataset)?.opened()) ?? false;
  }

  /** Ends the building of indexes and the processes that hold graphs. */
  async close(): Promise<void> {
    this.#builds.close();
    for (const graph of this.#graphs.values()) graph.close();
    this.#graphs.clear();
    this.chooseReranker(null);
    await this.#vectors.close();
  }

  #graphOf(exact: ExactVectorIndex, { name, generation }: Dataset): VectorIndex | null {
    this.#graphs.get(name)?.close();
    this.#graphs.delete(name);
    const graph = this.#buildGraph(exact, { index: this.fileOf(name), generation });
    if (graph !== null) this.#graphs.set(name, graph);
    return graph;
  }

  #buildGraph(exact: ExactVectorIndex, place: Omit<GraphPlace, 'script'>): IsolatedVectorIndex | null {
    const { graphScript, leastForGraph } = this.#parts;
    if (graphScript === null || exact.length < leastForGraph * usualDimension) return null;
    return new IsolatedVectorIndex(exact, { script: graphScript, ...place });
  }

  async #datasets(name: string | null): Promise<readonly Dataset[]> {
    if (name === null) return this.#parts.documents.datasets();
    const dataset = await this.#parts.documents.dataset(name);
    if (dataset !== null) return [dataset];
    const others = (await this.#parts.documents.datasets()).map((known) => `"${known.name}"`);
    const known = others.length === 0 ? 'There is none yet' : `There are ${others.join(', ')}`;
    throw new Failure(
      'unknown-dataset',
      `There is no dataset "${name}". ${known}; "phasegate ingest <path> --dataset ${name}" makes it.`,
    );
  }

  async #rank(
    dataset: Dataset,
    query: string,
    limit: number,
    filter: DocumentFilter,
    { signal, patienceMs, embed }: Asking,
  ): Promise<Ranking> {
    try {
      const ranker = await this.prepare(dataset, signal, patienceMs);
      const allowed = await this.#allowed(dataset.name, ranker, filter);
      const chosen = await this.#vectors.leg(dataset, ranker.index, embed, { allowed, signal });
      return await ranker.rank(query, limit, allowed, chosen);
    } catch (error) {
      if (error instanceof Failure && error.code === 'cancelled') throw error;
      return this.#rankByWords(dataset.name, query, limit, filter, describeFailure(error).message);
    }
  }

  /** 1 at the places of an index whose documents pass; undefined when all do. */
  async #allowed(dataset: string, ranker: PassageRanker, filter: DocumentFilter): Promise<Uint8Array | undefined> {
    if (isEmptyFilter(filter)) return undefined;
    const { sequences } = ranker.index.lexical;
    const allowed = new Uint8Array(sequences.length);
    const ranges = await this.#parts.passages.ranges(dataset, filter);
    for (const [place, sequence] of sequences.entries()) {
      const at = ranges.findLastIndex(({ first }) => first <= sequence);
      if ((ranges[at]?.last ?? -1) >= sequence) allowed[place] = 1;
    }
    return allowed;
  }

  /** The database finds passages by their words, without any index of ours. */
  async #rankByWords(
    dataset: string,
    query: string,
    limit: number,
    filter: DocumentFilter,
    reason: string,
  ): Promise<Ranking> {
    const matches = await this.#parts.words.search(this.#splitter.split(query), dataset, limit, filter);
    const greatest = matches[0]?.score ?? 1;
    const passages = matches.map(({ sequence, score }, index) => {
      const share = score / Math.max(greatest, 1e-9);
      return { sequence, score: share, legs: { lexical: { rank: index + 1, score: share } } };
    });
    return {
      passages,
      legs: [
        { leg: 'lexical', state: 'answered', found: matches.length, how: 'full-text index of the database' },
        { leg: 'dense', state: 'failed', reason },
        { leg: 'references', state: 'failed', reason },
      ],
    };
  }
}

function withRerank(found: FoundPassage, rerank: LegPlace): FoundPassage {
  return { ...found, legs: { ...found.legs, rerank } };
}

function closeReranker(reranker: ChosenReranker): void {
  if (reranker !== null && !('reason' in reranker)) reranker.close();
}

/** However many datasets are searched, an embedder is asked once. */
function embedOnce(
  embed: (embedder: Embedder) => Promise<readonly Float32Array[]>,
): (embedder: Embedder) => Promise<Float32Array> {
  const asked = new Map<Embedder, Promise<Float32Array>>();
  return (embedder) => {
    const known = asked.get(embedder) ?? embed(embedder).then(([vector]) => vector ?? new Float32Array());
    asked.set(embedder, known);
    return known;
  };
}
