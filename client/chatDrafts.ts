/** Keeps what was written into composers and not sent, for the workspace. */
import type * as vscode from 'vscode';

const key = 'chatDrafts';
/** The drafts that were touched last are kept. */
const mostDrafts = 100;

type Drafts = readonly (readonly [conversation: string, text: string])[];

export class ChatDrafts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Empty when there is none. */
  read(conversation: string): string {
    return this.#all().find(([id]) => id === conversation)?.[1] ?? '';
  }

  /** An empty text forgets the draft. */
  async keep(conversation: string, text: string): Promise<void> {
    const others = this.#all().filter(([id]) => id !== conversation);
    const drafts: Drafts = text === '' ? others : [[conversation, text], ...others];
    await this.#memory.update(key, drafts.slice(0, mostDrafts));
  }

  #all(): Drafts {
    return this.#memory.get<Drafts>(key, []);
  }
}
