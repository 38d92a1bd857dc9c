/** Loads what finds past messages when the first one is looked for. */
import type { ChatStores } from '../chat/chatStores.ts';
import type { MemorySearch } from '../chat/memorySearch.ts';
import { Failure } from '../base/failure.ts';
import type { Database } from '../database/database.ts';
import type { TextMemory } from '../regulations/textMemory.ts';

export interface MemorySurroundings {
  /** Opens the database on first use. */
  readonly chat: () => Promise<ChatStores>;
  /** Null while it is not open. */
  readonly database: () => Database | null;
  readonly dataDirectory: string;
  /** The worker of regulations. */
  readonly workerScript: URL;
}

interface Opened {
  readonly search: MemorySearch;
  readonly texts: TextMemory;
}

export class OpenedMemory {
  readonly #surroundings: MemorySurroundings;
  #opening: Promise<Opened> | null = null;

  constructor(surroundings: MemorySurroundings) {
    this.#surroundings = surroundings;
  }

  async open(): Promise<MemorySearch> {
    this.#opening ??= this.#build().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return (await this.#opening).search;
  }

  /** Ends the thread that builds an index. The next search opens everything again. */
  async release(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    await (await opening?.catch(() => null))?.texts.close();
  }

  async #build(): Promise<Opened> {
    const { chat, database, dataDirectory, workerScript } = this.#surroundings;
    const { search: words, memories } = await chat();
    const opened = database();
    if (opened === null) throw new Failure('internal', 'the database was closed while messages were looked for');
    const { MemorySearch } = await import('../chat/memorySearch.ts');
    const { TextMemory, memoryIndexFile } = await import('../regulations/textMemory.ts');
    const file = memoryIndexFile(dataDirectory, opened.name);
    const texts = new TextMemory({ workerScript, file, source: memories, isAwaited: false });
    return { search: new MemorySearch({ words, memories, index: texts }), texts };
  }
}
