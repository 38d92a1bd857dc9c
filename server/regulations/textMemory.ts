/** Finds texts of others, such as past messages, with the machinery that finds passages. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describeFailure, Failure } from '../base/failure.ts';
import { sha256 } from '../base/sha256.ts';
import { ExactVectorIndex } from './exactVectorIndex.ts';
import { IndexBuilder } from './indexBuilder.ts';
import type { IndexedPassage } from './passageStore.ts';
import { rankingOfOtherTexts } from './search/fittedRanking.ts';
import { readPassageIndex } from './search/passageIndex.ts';
import { PassageRanker } from './search/rankPassages.ts';

/** A text that is found among its neighbours: those of the same conversation. */
export interface RememberedText {
  readonly sequence: number;
  readonly conversation: string;
  readonly depth: number;
  readonly title: string;
  readonly text: string;
}

export interface TextMemoryParts {
  /** The worker of regulations. */
  readonly workerScript: URL;
  /** Absolute path of the index; its folder is made when needed. */
  readonly file: string;
  readonly source: {
    readonly state: () => Promise<string>;
    readonly page: (after: number, limit: number) => Promise<readonly RememberedText[]>;
  };
  /** Whether an index that is behind is awaited; otherwise it answers as it is while a newer one is built. */
  readonly isAwaited: boolean;
}

export interface TextMatches {
  readonly matches: readonly { readonly sequence: number; readonly closeness: number | null }[];
  readonly failures: readonly string[];
}

/** The index of the messages of a database, beside those of its datasets. */
export function memoryIndexFile(dataDirectory: string, database: string): string {
  const name = sha256(JSON.stringify([database])).slice(0, 32);
  return path.join(dataDirectory, 'indexes', `${name}.messages.index`);
}

/** Milliseconds that a search waits for a newer index, before it takes the one that is there. */
const patienceMs = 1_000;
/** Texts that are nearer than that in meaning are said to be near; those of unlike texts are around 0.1. */
const leastCloseness = 0.2;

export class TextMemory {
  readonly #parts: TextMemoryParts;
  readonly #closing = new AbortController();
  #ranker: PassageRanker | null = null;
  #building: Promise<void> | null = null;

  constructor(parts: TextMemoryParts) {
    this.#parts = parts;
  }

  /** @throws Failure `cancelled`, and whatever keeps the first index from being built */
  async find(query: string, limit: number, signal: AbortSignal): Promise<TextMatches> {
    const failures: string[] = [];
    const state = await this.#parts.source.state();
    this.#ranker ??= this.#read(null);
    if (this.#ranker?.index.generation !== state) {
      const building = this.#refresh(state);
      if (this.#parts.isAwaited || this.#ranker === null) await untilAborted(building, signal);
      else await shortly(building);
    }
    if (this.#ranker === null) return { matches: [], failures };
    const { passages, legs } = await this.#ranker.rank(query, limit);
    for (const leg of legs) if (leg.state === 'failed') failures.push(`The ${leg.leg} leg failed: ${leg.reason}`);
    return {
      matches: passages.map(({ sequence, legs: places }) => {
        const closeness = places.dense?.score ?? 0;
        return { sequence, closeness: closeness >= leastCloseness ? Math.min(1, closeness) : null };
      }),
      failures,
    };
  }

  /** Settles when no index is being built. */
  async settled(): Promise<void> {
    await this.#building?.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  /** One at a time: who comes while an index is built gets that one. */
  #refresh(state: string): Promise<void> {
    this.#building ??= this.#build(state).finally(() => {
      this.#building = null;
    });
    return this.#building;
  }

  async #build(state: string): Promise<void> {
    const { workerScript, file, source } = this.#parts;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const conversations = new Map<string, number>();
    const page = async (after: number, limit: number): Promise<readonly IndexedPassage[]> =>
      (await source.page(after, limit)).map(({ sequence, conversation, depth, title, text }) => {
        const document = conversations.get(conversation) ?? conversations.size;
        conversations.set(conversation, document);
        const headings = title === '' ? [] : [title];
        return { sequence, document, ordinal: depth, parent: null, reference: '', headings, text, mentions: [] };
      });
    await new IndexBuilder(workerScript).build({
      page,
      generation: state,
      file,
      signal: this.#closing.signal,
      onProgress: () => undefined,
    });
    const ranker = this.#read(state);
    if (ranker === null) throw new Failure('internal', 'The index of messages was built, but cannot be read.');
    this.#ranker = ranker;
  }

  #read(state: string | null): PassageRanker | null {
    const index = readPassageIndex(this.#parts.file, state);
    if (index === null) return null;
    const { vectors, embedder } = index.dense;
    return new PassageRanker(index, new ExactVectorIndex(vectors, embedder.dimension), rankingOfOtherTexts);
  }
}

/** An index of some hundred texts is there before anybody notices. */
async function shortly(work: Promise<void>): Promise<void> {
  const stop = new AbortController();
  const patience = wait(patienceMs, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), patience]);
  stop.abort();
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new Failure('cancelled', 'The search was cancelled.');
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Failure('cancelled', 'The search was cancelled.')), {
      once: true,
    });
  });
  try {
    await Promise.race([work, cancelled]);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Error(describeFailure(error).message, { cause: error });
  }
}
