/** Regulations as a whole: their stores, what reads files and what finds passages, built for one database. */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';
import { FileReader } from './fileReader.ts';
import { PassageSearch, type SearchParts } from './findPassages.ts';
import { IndexBuilder } from './indexBuilder.ts';
import type { WatchEmbedding } from './datasetVectors.ts';
import type { PostJson } from './models/askModel.ts';
import { buildEmbedder, buildReranker } from './models/buildModels.ts';
import { noModels, type ModelSettings } from './models/modelSettings.ts';
import { VectorBuilder } from './vectorBuilder.ts';
import { buildRegulationStores, type RegulationStores } from './regulationStores.ts';

export interface Regulations extends RegulationStores {
  readonly reader: FileReader;
  readonly search: PassageSearch;
  /** From now on; see docs/embedders.md. */
  useModels(settings: ModelSettings): void;
  /** Ends the threads that read and the processes that hold graphs. */
  close(): Promise<void>;
}

export interface RegulationSettings {
  readonly database: Database;
  readonly clock: Clock;
  /** The data directory; indexes are kept in a folder below it. */
  readonly dataDirectory: string;
  /** The worker of regulations: a file that runs on this runtime. */
  readonly workerScript: URL;
  readonly onProgress: SearchParts['onProgress'];
  /** The script of the graph of vectors. Default none: all vectors are compared. */
  readonly graphScript?: URL;
  /**
   * Passages from which on a dataset gets a graph, where their vectors have 256 numbers, and fewer where they have more.
   * Default 30,000: below, comparing all vectors takes some milliseconds.
   */
  readonly leastForGraph?: number;
  /** What a person set beside the models that are trained here. Default none. */
  readonly models?: ModelSettings;
  /** Asks the servers of models. Default none can be asked. */
  readonly post?: PostJson;
  /** Runs transformer models: a file that runs on this runtime. Default none can be run. */
  readonly transformersScript?: URL | null;
  /** Whether a search waits for vectors of a chosen embedder that are lacking. Default false: it goes on without. */
  readonly awaitsVectors?: boolean;
  /** Default nobody is told. */
  readonly watchEmbedding?: WatchEmbedding;
}

export function buildRegulations({
  database,
  clock,
  dataDirectory,
  workerScript,
  onProgress,
  graphScript,
  leastForGraph = 30_000,
  models = noModels,
  post = () => Promise.reject(new Error('there is no way to ask it here')),
  transformersScript = null,
  awaitsVectors = false,
  watchEmbedding = () => ({ report: () => undefined, end: () => undefined }),
}: RegulationSettings): Regulations {
  const stores = buildRegulationStores(database, clock);
  const reader = new FileReader(workerScript);
  const search = new PassageSearch({
    ...stores,
    builder: new IndexBuilder(workerScript),
    folder: path.join(dataDirectory, 'indexes'),
    database: database.name,
    onProgress,
    graphScript: graphScript ?? null,
    leastForGraph,
    vectors: { builder: new VectorBuilder(workerScript), isAwaited: awaitsVectors, watch: watchEmbedding, clock },
  });
  const parts = { post, transformersScript };
  let used: ModelSettings = noModels;
  const useModels = (settings: ModelSettings): void => {
    const { embedder, reranker } = settings;
    // Whatever is the same as before goes on undisturbed.
    if (!isDeepStrictEqual(embedder, used.embedder)) search.choose(buildEmbedder(embedder, parts));
    if (!isDeepStrictEqual(reranker, used.reranker)) search.chooseReranker(buildReranker(reranker, parts));
    used = settings;
  };
  useModels(models);
  const close = async (): Promise<void> => {
    await search.close();
    await reader.close();
  };
  return { ...stores, reader, search, useModels, close };
}
