/** Looks at something each time it is told to, once at a time; what is told meanwhile is one further look. */
import { describeFailure } from '../base/failure.ts';

export class RepeatedLook {
  readonly #look: () => Promise<void>;
  readonly #failed: (message: string) => void;
  #state: 'idle' | 'looking' | 'looking-again' = 'idle';

  /**
   * @param look may fail, since the next one leads to the same place
   * @param failed is told why, in words for a log
   */
  constructor(look: () => Promise<void>, failed: (message: string) => void) {
    this.#look = look;
    this.#failed = failed;
  }

  /** To be called whenever there may be something new. Never throws. */
  again(): void {
    if (this.#state === 'idle') void this.#work();
    else this.#state = 'looking-again';
  }

  async #work(): Promise<void> {
    do {
      this.#state = 'looking';
      try {
        await this.#look();
      } catch (error) {
        this.#failed(describeFailure(error).message);
      }
    } while (this.#isCalledAgain());
    this.#state = 'idle';
  }

  #isCalledAgain(): boolean {
    return this.#state === 'looking-again';
  }
}
