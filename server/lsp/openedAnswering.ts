/** Loads what answers questions when the first one is asked, since most windows never ask one. */
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Answering } from '../chat/answering.ts';
import type { AnthropicSettings } from '../chat/anthropicSettings.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { ModelFamily } from '../chat/languageModels.ts';
import type { MemorySearch } from '../chat/memorySearch.ts';
import type { Database } from '../database/database.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { OpenedMemory } from './openedMemory.ts';

export interface AnsweringSurroundings {
  /** Opens the database on first use. */
  readonly chat: () => Promise<ChatStores>;
  /** Null while it is not open. */
  readonly database: () => Database | null;
  readonly clock: Clock;
  readonly dataDirectory: string;
  /** The worker of regulations. */
  readonly workerScript: URL;
  readonly log: (text: string) => void;
  readonly anthropic: Pick<AnthropicSettings, 'key' | 'baseUrl'>;
  /** Families of models beside those of Anthropic. */
  readonly families: readonly ModelFamily[];
  /** Says where the plans of the open folders stand. */
  readonly roadmapState: () => Promise<string>;
}

export class OpenedAnswering {
  readonly #surroundings: AnsweringSurroundings;
  #opening: Promise<Answering> | null = null;
  #regulations: Regulations | null = null;
  readonly #memory: OpenedMemory;

  constructor(surroundings: AnsweringSurroundings) {
    this.#surroundings = surroundings;
    this.#memory = new OpenedMemory(surroundings);
  }

  open(): Promise<Answering> {
    this.#opening ??= this.#build().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  /** What finds past messages; it has nothing to do with answers, but the same surroundings and the same end. */
  memory(): Promise<MemorySearch> {
    return this.#memory.open();
  }

  /** Stops answers and closes what they read; what had arrived is kept. The next question opens everything again. */
  async release(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    await (await opening?.catch(() => null))?.stopAll();
    const regulations = this.#regulations;
    this.#regulations = null;
    await regulations?.close();
    await this.#memory.release();
  }

  async #build(): Promise<Answering> {
    const { clock, chat, anthropic, families, roadmapState } = this.#surroundings;
    const stores = await chat();
    const { buildAnswering } = await import('../chat/buildAnswering.ts');
    const { QuotedPassages } = await import('../regulations/quotedPassages.ts');
    const passages = new QuotedPassages(() => this.#openRegulations());
    return buildAnswering({ stores, passages, clock, anthropic, families, roadmapState });
  }

  async #openRegulations(): Promise<Regulations> {
    const { clock, chat, database, dataDirectory, workerScript, log } = this.#surroundings;
    await chat();
    const { buildRegulations } = await import('../regulations/regulations.ts');
    const opened = database();
    if (opened === null) throw new Failure('internal', 'the database was closed while regulations were opened');
    this.#regulations ??= buildRegulations({
      database: opened,
      clock,
      dataDirectory,
      workerScript,
      onProgress: (dataset, { stage, share }) => log(`${dataset}: ${stage}, ${Math.floor(share * 100)} %`),
    });
    return this.#regulations;
  }
}
