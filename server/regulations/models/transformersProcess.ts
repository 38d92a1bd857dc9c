/** Asks the process that runs a transformer model, which is started when it is needed and may end at any time. */
import { Failure } from '../../base/failure.ts';
import { IsolatedScript } from '../../base/processes/isolatedScript.ts';
import type { TransformersSettings } from './modelSettings.ts';
import type { TransformersQuestion } from './transformersQuestion.ts';

export interface TransformersLimits {
  /** Milliseconds for loading library and model; a download counts too. Default 10 minutes. */
  readonly loadMs?: number;
  /** Milliseconds for one question. Default 2 minutes. */
  readonly answerMs?: number;
  /** Milliseconds for a question, and for loading before it, where somebody waits for the answer. Default 20 seconds. */
  readonly hastyMs?: number;
  /** Milliseconds without a question after which the process, with its hundreds of megabytes, is ended. Default 10 minutes. */
  readonly idleMs?: number;
}

interface Running {
  readonly script: IsolatedScript;
  readonly loaded: Promise<unknown>;
}

interface Limit {
  readonly limitMs: number;
  /** Whether the process is ended when it takes longer. */
  readonly endsIt: boolean;
  readonly what: string;
}

export class TransformersProcess {
  readonly #script: URL;
  readonly #settings: TransformersSettings;
  readonly #task: 'embed' | 'rank';
  readonly #limits: Required<TransformersLimits>;
  #running: Running | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(script: URL, settings: TransformersSettings, task: 'embed' | 'rank', limits: TransformersLimits = {}) {
    this.#script = script;
    this.#settings = settings;
    this.#task = task;
    this.#limits = { loadMs: 600_000, answerMs: 120_000, hastyMs: 20_000, idleMs: 600_000, ...limits };
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#running?.script.pid;
  }

  /**
   * @param isHasty whether somebody waits for the answer
   * @throws Failure `cancelled`; `model-unreachable` when it took too long; `model-failed` when it cannot be loaded or ended
   */
  async ask(
    question: Exclude<TransformersQuestion, { kind: 'load' }>,
    signal: AbortSignal,
    isHasty: boolean,
  ): Promise<unknown> {
    clearTimeout(this.#idle);
    const { loadMs, answerMs, hastyMs, idleMs } = this.#limits;
    try {
      const running = (this.#running ??= this.#start());
      const hasty = isHasty ? hastyMs : Infinity;
      // Loading goes on for the next one who asks.
      const loading = { limitMs: Math.min(loadMs, hasty), endsIt: loadMs < hasty, what: 'was not loaded' };
      await this.#within(running.loaded, loading, signal);
      const answering = { limitMs: Math.min(answerMs, hasty), endsIt: true, what: 'did not answer' };
      return await this.#within(running.script.ask(question), answering, signal);
    } finally {
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.close(), idleMs).unref();
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#running?.script.close();
    this.#running = null;
  }

  #start(): Running {
    const script = new IsolatedScript(this.#script, true);
    const { model, library, allowsHub } = this.#settings;
    const loaded = script.ask({
      kind: 'load',
      task: this.#task,
      model,
      library,
      allowsHub,
    } satisfies TransformersQuestion);
    loaded.catch(() => undefined);
    return { script, loaded };
  }

  /** What has not answered in time is ended; the next question starts it anew, as it does after a fault. */
  async #within(work: Promise<unknown>, { limitMs, endsIt, what }: Limit, signal: AbortSignal): Promise<unknown> {
    work.catch(() => undefined);
    let stop = (): void => undefined;
    const givenUp = new Promise<never>((_, reject) => {
      const cancel = (): void => reject(new Failure('cancelled', 'Asking the model was cancelled.'));
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
      const timer = setTimeout(() => {
        if (endsIt) this.close();
        const { model } = this.#settings;
        reject(new Failure('model-unreachable', `The model ${model} ${what} within ${limitMs / 1000} s.`));
      }, limitMs);
      stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      };
    });
    try {
      return await Promise.race([work, givenUp]);
    } catch (error) {
      if (error instanceof Failure) throw error;
      this.close();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Failure('model-failed', `The model ${this.#settings.model} cannot be used: ${sentence(reason)}`, {
        cause: error,
      });
    } finally {
      stop();
    }
  }
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}
