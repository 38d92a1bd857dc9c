/** The list of conversations that a page shows: a filter and its pages, or what a search found. */
import * as chat from '../../protocol/chat.ts';
import type { ChatPageState } from '../../protocol/chatPages.ts';
import type { Bridge } from '../shared/bridge.ts';

export type ListFilter = ChatPageState['filter'];

/**
 * What a list begins with. A person looks into archive and trash for a moment; whoever comes back, perhaps in another
 * window, looks for conversations.
 */
export function firstFilter(kept: ListFilter | undefined, hasFolder: boolean): ListFilter {
  return kept === 'everywhere' || !hasFolder ? 'everywhere' : 'folder';
}

const pageSize = 50;
const mostFound = 50;

/** A message that was found; `why` says the reason where it is not that it holds all words. */
export type FoundRow = chat.FoundMessageReport & { readonly why?: string };

const mostRemembered = 20;

export class ConversationList {
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  readonly #folderUri: string | null;
  #filter: ListFilter;
  #conversations: readonly chat.ConversationReport[] = [];
  #next: string | null = null;
  #state: 'loading' | 'there' = 'loading';
  #words = '';
  #found: readonly FoundRow[] | null = null;
  #failures: readonly string[] = [];
  #asked = 0;
  #searched = 0;
  #isReadingMore = false;

  /** @param changed called whenever there is something else to show */
  constructor(bridge: Bridge, folderUri: string | null, filter: ListFilter | undefined, changed: () => void) {
    this.#bridge = bridge;
    this.#folderUri = folderUri;
    this.#filter = firstFilter(filter, folderUri !== null);
    this.#changed = changed;
  }

  get filter(): ListFilter {
    return this.#filter;
  }

  /** Whether there is a folder that conversations can belong to. */
  get hasFolder(): boolean {
    return this.#folderUri !== null;
  }

  /** The pinned ones first, then the ones in which something was said last. */
  get conversations(): readonly chat.ConversationReport[] {
    return this.#conversations;
  }

  get state(): 'loading' | 'there' {
    return this.#state;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** What is searched for; empty for the list. */
  get words(): string {
    return this.#words;
  }

  /** Null while nothing is searched for, or the first answer is under way. */
  get found(): readonly FoundRow[] | null {
    return this.#found;
  }

  /** Ways of finding that failed in the search at hand, in words. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Reads the list from its beginning, as far as it was read before. @throws PageFailure */
  async load(): Promise<void> {
    const number = ++this.#asked;
    const wanted = Math.max(pageSize, this.#conversations.length);
    const [pinned, first] = await Promise.all([
      this.#filter === 'trash' ? { conversations: [] } : this.#ask({ isPinned: true, limit: 200 }),
      this.#ask(this.#rest({ limit: Math.min(200, wanted) })),
    ]);
    let rest = first;
    while (rest.conversations.length < wanted && rest.next !== null) {
      const page = await this.#ask(this.#rest({ limit: pageSize, cursor: rest.next }));
      rest = { conversations: [...rest.conversations, ...page.conversations], next: page.next };
    }
    // A later question has overtaken this one.
    if (number !== this.#asked) return;
    this.#conversations = [...pinned.conversations, ...rest.conversations];
    this.#next = rest.next;
    this.#state = 'there';
    this.#changed();
  }

  /** @throws PageFailure */
  async loadMore(): Promise<void> {
    if (this.#next === null || this.#isReadingMore) return;
    const number = this.#asked;
    this.#isReadingMore = true;
    try {
      const page = await this.#ask(this.#rest({ limit: pageSize, cursor: this.#next }));
      if (number !== this.#asked) return;
      this.#conversations = [...this.#conversations, ...page.conversations];
      this.#next = page.next;
      this.#changed();
    } finally {
      this.#isReadingMore = false;
    }
  }

  /** @throws PageFailure */
  async show(filter: ListFilter): Promise<void> {
    this.#filter = filter;
    this.#conversations = [];
    this.#state = 'loading';
    this.#changed();
    await this.load();
  }

  /** Finds messages by their words; no words show the list again. @throws PageFailure */
  async search(words: string): Promise<void> {
    const number = ++this.#searched;
    this.#words = words;
    this.#failures = [];
    if (words.trim() === '') {
      this.#found = null;
      this.#changed();
      return;
    }
    const { found } = await this.#bridge.ask(chat.searchMessages, { words, limit: mostFound });
    if (number !== this.#searched) return;
    this.#found = found;
    this.#changed();
    // By meaning, behind those that hold the words themselves: it may take longer, the first time.
    const memories = await this.#bridge.ask(chat.searchMemory, { query: words, limit: mostRemembered });
    if (number !== this.#searched) return;
    const known = new Set(found.map(({ message }) => message));
    const others = memories.found.filter(
      ({ message, reason }) => !known.has(message) && reason.kind !== 'surroundings',
    );
    this.#failures = memories.failures;
    this.#found = [...found, ...others];
    this.#changed();
  }

  /** Reads again what is shown, after a change that somebody made. @throws PageFailure */
  async refresh(): Promise<void> {
    await Promise.all([this.load(), this.#words.trim() === '' ? undefined : this.search(this.#words)]);
  }

  #rest(part: { readonly limit: number; readonly cursor?: string }) {
    return this.#filter === 'trash' ? part : { ...part, isPinned: false };
  }

  #ask(part: { readonly limit: number; readonly isPinned?: boolean; readonly cursor?: string }) {
    const filter = this.#filter;
    return this.#bridge.ask(chat.listConversations, {
      ...part,
      place: filter === 'archive' || filter === 'trash' ? filter : 'open',
      ...(filter === 'folder' ? { folderUri: this.#folderUri } : {}),
    });
  }
}
