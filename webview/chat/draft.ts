/** What stands in a composer, and what is attached to it: kept while it is written, and gone once it was sent. */
import type { DraftAttachmentReport } from '../../protocol/attachments.ts';

/** Milliseconds after which what was typed is kept. */
const keepAfterMs = 120;

interface Keeper {
  readonly read: () => Promise<{ readonly text: string; readonly attachments: readonly DraftAttachmentReport[] }>;
  /** @param dropped ids of attachments that are taken away */
  readonly keep: (text: string, dropped: readonly string[]) => Promise<void>;
  /** Called whenever there is something else to show. */
  readonly changed: () => void;
}

export class Draft {
  /** Whether it is on its way to the store. */
  isSending = false;
  readonly #keeper: Keeper;
  #text = '';
  #attachments: readonly DraftAttachmentReport[] = [];
  /** Taken away here, whatever is read meanwhile. */
  readonly #dropped = new Set<string>();
  #messageId = crypto.randomUUID() as string;
  #isTouched = false;
  #state: 'kept' | 'waiting' = 'kept';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toDrop: string[] = [];

  constructor(keeper: Keeper) {
    this.#keeper = keeper;
  }

  get text(): string {
    return this.#text;
  }

  get attachments(): readonly DraftAttachmentReport[] {
    return this.#attachments;
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
    const { text, attachments } = await this.#keeper.read();
    this.#attachments = attachments.filter(({ id }) => !this.#dropped.has(id));
    // Whoever was faster than the answer meant what they typed.
    if (!this.#isTouched) this.#text = text;
    this.#keeper.changed();
  }

  write(text: string): void {
    this.#isTouched = true;
    this.#text = text;
    this.#keepSoon();
  }

  /** Takes attachments away. */
  drop(ids: readonly string[]): void {
    for (const id of ids) this.#dropped.add(id);
    this.#toDrop.push(...ids);
    this.#attachments = this.#attachments.filter(({ id }) => !this.#dropped.has(id));
    this.#keepSoon();
  }

  /** Keeps it now. */
  flush(): void {
    if (this.#state === 'kept') return;
    clearTimeout(this.#timer);
    const text = this.#text;
    const dropped = this.#toDrop;
    this.#toDrop = [];
    const settle = (): void => {
      if (this.#text !== text || this.#toDrop.length > 0) return;
      this.#state = 'kept';
      this.#keeper.changed();
    };
    const fail = (): void => {
      this.#toDrop.unshift(...dropped);
      settle();
    };
    // A draft that cannot be kept is still there to be sent.
    this.#keeper.keep(text, dropped).then(settle, fail);
  }

  /** Empties the composer for the next message. @param attachments those that went with this one */
  sent(attachments: readonly string[] = []): void {
    this.#messageId = crypto.randomUUID();
    this.write('');
    this.drop(attachments);
    this.flush();
  }

  #keepSoon(): void {
    this.#state = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), keepAfterMs);
    this.#keeper.changed();
  }
}
