/** Regulations as a whole: their stores, what reads files and what finds passages, built for one database. */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';
import { FileReader } from './fileReader.ts';
import { PassageSearch, type SearchParts } from './findPassages.ts';
import { IndexBuilder } from './indexBuilder.ts';
import { buildRegulationStores, type RegulationStores } from './regulationStores.ts';

export interface Regulations extends RegulationStores {
  readonly reader: FileReader;
  readonly search: PassageSearch;
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
  /** Passages from which on a dataset gets a graph. Default 30,000: below, comparing all vectors takes some milliseconds. */
  readonly leastForGraph?: number;
}

export function buildRegulations({
  database,
  clock,
  dataDirectory,
  workerScript,
  onProgress,
  graphScript,
  leastForGraph = 30_000,
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
  });
  const close = (): Promise<void> => {
    search.close();
    return reader.close();
  };
  return { ...stores, reader, search, close };
}
