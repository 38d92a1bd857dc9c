/** Loads regulations, and what answers questions, when they are first asked for, since most windows never ask. */
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import type { Answering } from '../chat/answering.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { ModelFamily } from '../chat/languageModels.ts';
import type { ModelProviders } from '../chat/modelProviders.ts';
import type { MemorySearch } from '../chat/memorySearch.ts';
import type { Database } from '../database/database.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { OpenedMemory } from './openedMemory.ts';
import type { RegulationModels } from './regulationModels.ts';
import type { IndexProgress } from '../regulations/search/buildPassageIndex.ts';

export interface AnsweringSurroundings {
  /** Opens the database on first use. */
  readonly chat: () => Promise<ChatStores>;
  /** Null while it is not open. */
  readonly database: () => Database | null;
  readonly clock: Clock;
  readonly dataDirectory: string;
  /** The worker of regulations. */
  readonly workerScript: URL;
  /** The process that holds the graphs of large datasets. */
  readonly graphScript: URL;
  readonly log: (text: string) => void;
  /** What finds passages beside what is trained on them. */
  readonly models: RegulationModels;
  readonly providers: ModelProviders;
  /** Families of models beside those of providers. */
  readonly families: readonly ModelFamily[];
  /** Says where the plans of the open folders stand. */
  readonly roadmapState: () => Promise<string>;
}

export class OpenedAnswering {
  readonly #surroundings: AnsweringSurroundings;
  #opening: Promise<Answering> | null = null;
  #regulations: Regulations | null = null;
  readonly #memory: OpenedMemory;
  #lifetime = new AbortController();
  /** Is told how far an index is that is being built. */
  onIndexing: (dataset: string, progress: IndexProgress) => void = () => undefined;

  constructor(surroundings: AnsweringSurroundings) {
    this.#surroundings = surroundings;
    this.#memory = new OpenedMemory(surroundings);
    surroundings.models.onChange = () => this.#useModels();
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
    this.#lifetime.abort();
    this.#lifetime = new AbortController();
    await (await opening?.catch(() => null))?.stopAll();
    const regulations = this.#regulations;
    this.#regulations = null;
    await regulations?.close();
    await this.#memory.release();
  }

  async #build(): Promise<Answering> {
    const { clock, chat, providers, families, roadmapState } = this.#surroundings;
    const stores = await chat();
    const { buildAnswering } = await import('../chat/buildAnswering.ts');
    const { QuotedPassages } = await import('../regulations/quotedPassages.ts');
    const passages = new QuotedPassages(() => this.regulations());
    return buildAnswering({ stores, passages, clock, providers, families, roadmapState });
  }

  /** Aborted when the regulations that are open now are closed. */
  get lifetime(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** @throws Failure of a database that cannot be opened */
  async regulations(): Promise<Regulations> {
    if (this.#regulations !== null) return this.#regulations;
    const { clock, chat, database, dataDirectory, workerScript, graphScript, log, models } = this.#surroundings;
    await chat();
    const { buildRegulations } = await import('../regulations/regulations.ts');
    const opened = database();
    if (opened === null) throw new Failure('internal', 'the database was closed while regulations were opened');
    this.#regulations ??= buildRegulations({
      database: opened,
      clock,
      dataDirectory,
      workerScript,
      graphScript,
      models: models.settings,
      post: models.post,
      transformersScript: new URL('./transformersScript.cjs', workerScript),
      watchEmbedding: models.watch,
      onProgress: (dataset, progress) => {
        this.onIndexing(dataset, progress);
        log(`${dataset}: ${progress.stage}, ${Math.floor(progress.share * 100)} %`);
      },
    });
    return this.#regulations;
  }

  /** Regulations that nobody has asked for yet get them when they are opened. */
  #useModels(): void {
    const { models, log } = this.#surroundings;
    const regulations = this.#regulations;
    if (regulations === null) return;
    regulations.useModels(models.settings);
    // Begun at once, so that it is done when somebody asks; until then the old vectors answer.
    regulations.search
      .makeAllVectors(this.#lifetime.signal)
      .catch((error: unknown) => log(describeFailure(error).message));
  }
}
