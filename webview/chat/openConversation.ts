/** The conversation that a page shows: its branch by windows, and what the person does in it. */
import * as chat from '../../protocol/chat.ts';
import type { Bridge } from '../shared/bridge.ts';
import { PageFailure } from '../shared/pageFailure.ts';
import { MessageCache } from './messageCache.ts';

/** Messages that are read at once. */
const windowSize = 40;
/** How close the view may come to messages that are not held before they are read. */
const readAhead = 20;

/** Where the view is to scroll to; each one once. */
export type Landing =
  | { readonly kind: 'end' }
  | { readonly kind: 'place'; readonly depth: number }
  | { readonly kind: 'message'; readonly depth: number };

export class OpenConversation {
  readonly id: string;
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  readonly #messages = new MessageCache();
  #conversation: chat.ConversationReport | null = null;
  #state: 'loading' | 'new' | 'there' = 'loading';
  #length = 0;
  #isReading = false;
  #wanted: { readonly first: number; readonly last: number } | null = null;
  #isGoingUp = true;
  #landing: Landing | null = null;

  /** @param changed called whenever there is something else to show */
  constructor(id: string, bridge: Bridge, changed: () => void) {
    this.id = id;
    this.#bridge = bridge;
    this.#changed = changed;
  }

  /** `new`: it begins with the first message. */
  get state(): 'loading' | 'new' | 'there' {
    return this.#state;
  }

  get conversation(): chat.ConversationReport | null {
    return this.#conversation;
  }

  /** How many messages its branch has. */
  get length(): number {
    return this.#length;
  }

  /** Undefined while it is not read. */
  at(depth: number): chat.ChatMessage | undefined {
    return this.#messages.at(depth);
  }

  /** How many messages are held. */
  get heldCount(): number {
    return this.#messages.size;
  }

  /** Where to scroll to, told once. */
  takeLanding(): Landing | null {
    const landing = this.#landing;
    this.#landing = null;
    return landing;
  }

  /** @param depth where it was read last; null at the end. @throws PageFailure */
  async load(depth: number | null): Promise<void> {
    this.#landing = depth === null ? { kind: 'end' } : { kind: 'place', depth };
    await this.#read(depth === null ? {} : { from: Math.max(0, depth - windowSize / 2) });
  }

  /** Shows a message, on whichever branch it stands. @throws PageFailure */
  async land(message: string): Promise<void> {
    const { depth } = await this.#bridge.ask(chat.switchBranch, { message });
    this.#messages.dropFrom(0);
    this.#landing = { kind: 'message', depth };
    await this.#read({ from: Math.max(0, depth - windowSize / 2) });
  }

  /** Reads what is missing of a stretch and beside it; the view calls it while it scrolls. @throws PageFailure */
  async need(first: number, last: number): Promise<void> {
    if (this.#wanted !== null && first !== this.#wanted.first) this.#isGoingUp = first < this.#wanted.first;
    this.#wanted = { first, last };
    if (this.#isReading || this.#state !== 'there') return;
    this.#isReading = true;
    try {
      for (;;) {
        const { first: from, last: to } = this.#wanted;
        const start = this.#startOfMissing(from, to);
        if (start === null) return;
        // With the one before it, which tells whether this is still the branch that is held.
        await this.#read({ from: Math.max(0, start - 1), limit: windowSize + 1 });
        this.#messages.keepNear(from, to);
      }
    } finally {
      this.#isReading = false;
    }
  }

  /**
   * Where to read next: what is seen comes first, then what comes next if the view goes on as it does.
   * @returns null when nothing is missing
   */
  #startOfMissing(from: number, to: number): number | null {
    const missing = (first: number, last: number) =>
      this.#messages.missing(Math.max(0, first), Math.min(last, this.#length - 1));
    const above = () => missing(from - readAhead, from - 1);
    const below = () => missing(to + 1, to + readAhead);
    const found = missing(from, to) ?? (this.#isGoingUp ? (above() ?? below()) : (below() ?? above()));
    if (found === null) return null;
    // A whole window in the direction of the view, not the few messages that happen to be missing already.
    const isAbove = found.from < from || (found.from <= to && this.#isGoingUp);
    return isAbove ? Math.max(0, found.from + found.count - windowSize) : found.from;
  }

  /** Reads what is shown again, after a change that somebody made. @throws PageFailure */
  async refresh(): Promise<void> {
    const { first, last } = this.#wanted ?? { first: Math.max(0, this.#length - windowSize), last: this.#length };
    // With room for what was added at the end.
    await this.#read({ from: Math.max(0, first), limit: Math.min(200, last - first + 10) });
  }

  /** Reads what stands from a depth on again, as another answer may be shown there. @throws PageFailure */
  async readFrom(depth: number): Promise<void> {
    this.#landing = { kind: 'end' };
    await this.#showBranch(depth);
  }

  /**
   * Keeps what the person wrote.
   * @param id sending it again is safe
   * @param begun what the conversation has when it begins with this
   * @throws PageFailure
   */
  async send(
    text: string,
    id: string,
    attachments: readonly string[],
    begun: { readonly folderUri: string | null; readonly model: string | null },
  ): Promise<chat.ChatMessage> {
    const { folderUri, model } = begun;
    // While it is loading nobody knows whether it is there; one that is stays as it is.
    if (this.#state !== 'there') {
      await this.#bridge.ask(chat.createConversation, { id: this.id, folderUri });
      if (model !== null) await this.#bridge.ask(chat.changeConversation, { conversation: this.id, model });
    }
    const sent = { conversation: this.id, id, text, attachments: [...attachments] };
    const { message } = await this.#bridge.ask(chat.appendMessage, sent);
    this.#landing = { kind: 'end' };
    await this.#read({});
    return message;
  }

  /** @throws PageFailure */
  async edit(message: chat.ChatMessage, text: string, id: string): Promise<void> {
    await this.#bridge.ask(chat.editAsBranch, { message: message.id, id, text });
    this.#landing = { kind: 'message', depth: message.depth };
    await this.#showBranch(message.depth);
  }

  /** Shows the branch of a message that stands beside the one shown. @throws PageFailure */
  async switchTo(message: string): Promise<void> {
    const { depth } = await this.#bridge.ask(chat.switchBranch, { message });
    await this.#showBranch(depth);
  }

  async #showBranch(depth: number): Promise<void> {
    this.#messages.dropFrom(depth);
    await this.#read({ from: Math.max(0, depth - 1) });
  }

  async #read(part: { readonly from?: number; readonly limit?: number }): Promise<void> {
    try {
      const window = await this.#bridge.ask(chat.readWindow, { conversation: this.id, limit: windowSize, ...part });
      const leaf = this.#conversation?.activeLeaf;
      // It may be another branch that is shown now; what is held is on it as far as a message that is on both.
      if (leaf !== window.conversation.activeLeaf) {
        const common = window.messages.find(({ id, depth }) => this.#messages.at(depth)?.id === id);
        this.#messages.dropFrom(common === undefined ? 0 : common.depth + 1);
      }
      this.#conversation = window.conversation;
      this.#length = window.length;
      this.#messages.put(window.messages);
      this.#state = 'there';
    } catch (error) {
      if (!(error instanceof PageFailure) || error.code !== 'unknown-conversation') throw error;
      this.#conversation = null;
      this.#messages.dropFrom(0);
      this.#length = 0;
      this.#state = 'new';
    }
    this.#changed();
  }
}
