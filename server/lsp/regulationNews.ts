/** Notices that other regulations are loaded than before, whoever loaded them. */
import type { Connection } from 'vscode-languageserver/node';
import { regulationsChanged } from '../../protocol/regulations.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { tell } from './answer.ts';
import { RepeatedLook } from './repeatedLook.ts';

export class RegulationNews {
  readonly #connection: Connection;
  readonly #regulations: () => Promise<Pick<Regulations, 'documents'>>;
  readonly #listeners: (() => void)[] = [];
  #isWanted = false;
  #isClientTold = false;
  readonly #looks: RepeatedLook;
  #seen: string | null = null;

  constructor(connection: Connection, regulations: () => Promise<Pick<Regulations, 'documents'>>) {
    this.#connection = connection;
    this.#regulations = regulations;
    // Whoever asks for something hears of a failure; the next write leads here again.
    this.#looks = new RepeatedLook(
      () => this.#lookOnce(),
      (message) => connection.console.info(message),
    );
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
    this.#looks.again();
  }

  async #lookOnce(): Promise<void> {
    const { documents } = await this.#regulations();
    const now = JSON.stringify(await documents.datasets());
    if (this.#seen !== null && this.#seen !== now) this.#announce();
    this.#seen = now;
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
    if (this.#isClientTold) tell(this.#connection, regulationsChanged, {});
  }
}
