/** Notices that other regulations are loaded than before, whoever loaded them. */
import type { Connection } from 'vscode-languageserver/node';
import { regulationsChanged } from '../../protocol/regulations.ts';
import { describeFailure } from '../base/failure.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { tell } from './answer.ts';

export class RegulationNews {
  readonly #connection: Connection;
  readonly #regulations: () => Promise<Pick<Regulations, 'documents'>>;
  readonly #listeners: (() => void)[] = [];
  #isWanted = false;
  #isClientTold = false;
  #state: 'idle' | 'looking' | 'looking-again' = 'idle';
  #seen: string | null = null;

  constructor(connection: Connection, regulations: () => Promise<Pick<Regulations, 'documents'>>) {
    this.#connection = connection;
    this.#regulations = regulations;
  }

  /** Called by the first who shows what is loaded; until then nothing is looked at. */
  want(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.look();
  }

  /** Called once the client has shown that it knows regulations; an editor that does not is left alone. */
  wantToTell(): void {
    this.#isClientTold = true;
    this.want();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** To be called after each write, here or elsewhere. */
  look(): void {
    if (!this.#isWanted) return;
    if (this.#state === 'idle') void this.#work();
    else this.#state = 'looking-again';
  }

  /** Never throws. */
  async #work(): Promise<void> {
    do {
      this.#state = 'looking';
      try {
        const { documents } = await this.#regulations();
        const now = JSON.stringify(await documents.datasets());
        if (this.#seen !== null && this.#seen !== now) this.#announce();
        this.#seen = now;
      } catch (error) {
        // Whoever asks for something hears of it; the next write leads here again.
        this.#connection.console.info(describeFailure(error).message);
      }
    } while (this.#isCalledAgain());
    this.#state = 'idle';
  }

  #isCalledAgain(): boolean {
    return this.#state === 'looking-again';
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
    if (this.#isClientTold) tell(this.#connection, regulationsChanged, {});
  }
}
