/** Leaves a model alone for a while that did not answer, so that not each search waits for it in vain. */
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';

/** Milliseconds; who types asks several times in it. */
const restMs = 20_000;

/** What another question may meet as well; a wrong key or an unknown model is answered at once, so it is asked again. */
const passing: ReadonlySet<Failure['code']> = new Set(['model-unreachable', 'model-overloaded']);

export class ModelRest {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #resting = new WeakMap<object, { readonly untilMs: number; readonly failure: Failure }>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** @throws whatever asking throws, or threw a short while ago */
  async ask<Answer>(model: object, ask: () => Promise<Answer>): Promise<Answer> {
    const resting = this.#resting.get(model);
    if (resting !== undefined && this.#clock.nowMs() < resting.untilMs) throw resting.failure;
    try {
      const answer = await ask();
      this.#resting.delete(model);
      return answer;
    } catch (error) {
      if (error instanceof Failure && passing.has(error.code)) {
        const failure = new Failure(error.code, `${error.message} It is left alone for ${restMs / 1000} s.`, {
          cause: error,
        });
        this.#resting.set(model, { untilMs: this.#clock.nowMs() + restMs, failure });
      }
      throw error;
    }
  }
}
