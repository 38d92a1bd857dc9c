/** What stands in a composer: kept while it is written, and gone once it was sent. */

/** Milliseconds after which what was typed is kept. */
const keepAfterMs = 120;

interface Keeper {
  readonly read: () => Promise<string>;
  readonly keep: (text: string) => Promise<void>;
  /** Called whenever there is something else to show. */
  readonly changed: () => void;
}

export class Draft {
  /** Whether it is on its way to the store. */
  isSending = false;
  readonly #keeper: Keeper;
  #text = '';
  #messageId = crypto.randomUUID() as string;
  #isTouched = false;
  #state: 'kept' | 'waiting' = 'kept';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  get text(): string {
    return this.#text;
  }

  /** Under which it is sent, however often that has to be tried. */
  get messageId(): string {
    return this.#messageId;
  }

  /** Whether all of it would be there after a reload. */
  get isKept(): boolean {
    return this.#state === 'kept';
  }

  /** @throws PageFailure */
  async load(): Promise<void> {
    const text = await this.#keeper.read();
    // Whoever was faster than the answer meant what they typed.
    if (this.#isTouched) return;
    this.#text = text;
    this.#keeper.changed();
  }

  write(text: string): void {
    this.#isTouched = true;
    this.#text = text;
    this.#state = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), keepAfterMs);
    this.#keeper.changed();
  }

  /** Keeps it now. */
  flush(): void {
    if (this.#state === 'kept') return;
    clearTimeout(this.#timer);
    const text = this.#text;
    const settle = (): void => {
      if (this.#text !== text) return;
      this.#state = 'kept';
      this.#keeper.changed();
    };
    // A draft that cannot be kept is still there to be sent.
    this.#keeper.keep(text).then(settle, settle);
  }

  /** Empties the composer for the next message. */
  sent(): void {
    this.#messageId = crypto.randomUUID();
    this.write('');
    this.flush();
  }
}
