/** Everything that a page of conversations knows, and what the person can do in it; the view only draws it. */
import { draftChanged } from '../../protocol/attachments.ts';
import * as chat from '../../protocol/chat.ts';
import { pageTitled, revealConversation, type ChatPageStart, type ChatPageState } from '../../protocol/chatPages.ts';
import type { Bridge } from '../shared/bridge.ts';
import { Asking } from './asking.ts';
import { ChangeFollower } from './changeFollower.ts';
import { Composing } from './composing.ts';
import { ConversationList } from './conversationList.ts';
import type { Draft } from './draft.ts';
import { EditorActions } from './editorActions.ts';
import { OpenConversation } from './openConversation.ts';

/** What was done last and can be undone. */
export interface UndoOffer {
  readonly conversation: chat.ConversationReport;
  readonly did: 'deleted' | 'archived';
}

/** What of a conversation is to be another one; what is not given stays. */
interface ConversationPatch {
  readonly title?: string;
  readonly isPinned?: boolean;
  readonly isArchived?: boolean;
}

export class ChatSession {
  readonly start: ChatPageStart;
  readonly list: ConversationList;
  readonly asking: Asking;
  readonly editor: EditorActions;
  readonly #bridge: Bridge;
  readonly #isWide: () => boolean;
  readonly #listeners = new Set<() => void>();
  #open: OpenConversation;
  #composing: Composing;
  #screen: ChatPageState['screen'];
  #failure: string | null = null;
  #undo: UndoOffer | null = null;
  #announcement = '';
  #wantsFocus = false;
  #isAsking = false;
  #depth: number | null = null;
  readonly #own = new Set<string>();

  /**
   * @param kept what the page was before a reload
   * @param isWide whether the list has room beside a conversation
   */
  constructor(bridge: Bridge, start: ChatPageStart, kept: ChatPageState | undefined, isWide: () => boolean) {
    this.#bridge = bridge;
    this.#isWide = isWide;
    this.start = start;
    this.list = new ConversationList(bridge, start.folderUri, kept?.filter, () => this.#notify());
    this.asking = new Asking(bridge, () => this.#notify());
    this.editor = new EditorActions(bridge);
    this.#screen = kept?.screen ?? (start.place === 'sidebar' ? 'list' : 'conversation');
    this.#open = this.#opened(kept?.conversation ?? start.conversation ?? crypto.randomUUID());
    this.#composing = this.#composed(this.#open.id);
    this.#depth = kept?.depth ?? null;
    this.#wantsFocus = kept === undefined && start.place === 'tab' && start.message === null;
    const changes = new ChangeFollower(bridge, {
      apply: (news) => this.#apply(news),
      startOver: async () => {
        await Promise.all([this.list.refresh(), this.draft.load(), this.#open.load(this.#depth)]);
        this.#failure = null;
        this.#notify();
      },
      attempt: (action) => this.#try(action),
    });
    bridge.receive(revealConversation, ({ conversation, message }) => {
      if (conversation === null) this.startNew();
      else this.show(conversation, message);
    });
    bridge.receive(draftChanged, ({ conversation }) => {
      if (conversation !== this.#open.id) return;
      if (!this.#isWide()) this.#screen = 'conversation';
      void this.compose(({ draft }) => draft.load());
    });
    const isFresh = kept === undefined;
    void this.#try(async () => {
      const loading = [this.list.load(), this.draft.load()];
      if (isFresh && start.message !== null && start.conversation !== null)
        loading.push(this.#open.land(start.message));
      else loading.push(this.#open.load(this.#depth));
      await Promise.all(loading);
      this.#keep();
    });
    changes.follow();
  }

  /** Calls back whenever there is something else to show. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  get open(): OpenConversation {
    return this.#open;
  }

  get composing(): Composing {
    return this.#composing;
  }

  get draft(): Draft {
    return this.#composing.draft;
  }

  get screen(): ChatPageState['screen'] {
    return this.#screen;
  }

  /** What went wrong last, for the person; null for nothing. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Whether a question is on its way. */
  get isAsking(): boolean {
    return this.#isAsking;
  }

  get undo(): UndoOffer | null {
    return this.#undo;
  }

  /** What a screen reader is to say. */
  get announcement(): string {
    return this.#announcement;
  }

  /** Whether the cursor is to stand in the composer; told once. */
  takeFocusWish(): boolean {
    const wantsFocus = this.#wantsFocus;
    this.#wantsFocus = false;
    return wantsFocus;
  }

  dismiss(): void {
    this.#failure = null;
    this.#undo = null;
    this.#notify();
  }

  /** Shows the list, beside the conversation where there is room, or hides it. */
  toggleList(): void {
    this.#screen = this.#screen === 'list' ? 'conversation' : 'list';
    this.#keep();
    this.#notify();
  }

  startNew(): void {
    this.show(crypto.randomUUID(), null);
  }

  /** @param message where to land; null for the end */
  show(conversation: string, message: string | null): void {
    if (!this.#isWide()) this.#screen = 'conversation';
    if (conversation !== this.#open.id) {
      this.draft.flush();
      this.#open = this.#opened(conversation);
      this.#composing = this.#composed(conversation);
      this.#depth = null;
    }
    this.#wantsFocus = message === null;
    const open = this.#open;
    this.#keep();
    this.#notify();
    void this.#try(async () => {
      await Promise.all([this.draft.load(), message === null ? open.load(null) : open.land(message)]);
      this.#keep();
    });
  }

  /** Says where the person reads; null at the end. */
  readAt(depth: number | null): void {
    if (depth === this.#depth) return;
    this.#depth = depth;
    this.#keep();
  }

  need(first: number, last: number): void {
    const open = this.#open;
    void this.#try(() => open.need(first, last));
  }

  /** Keeps what stands in the composer as a message; it stays there when that fails. */
  async send(): Promise<void> {
    const { open: conversation, draft } = { open: this.#open, draft: this.draft };
    const { text, messageId } = draft;
    if (!this.#composing.isSendable || this.#isAsking) return;
    const attachments = draft.attachments.map(({ id }) => id);
    draft.isSending = true;
    this.#isAsking = true;
    this.#own.add(messageId);
    await this.#try(async () => {
      const begun = { folderUri: this.start.folderUri, model: this.asking.modelOf(conversation) };
      const { id: question } = await conversation.send(text, messageId, attachments, begun);
      // The next message can be written while the answer to this one begins.
      draft.sent(attachments);
      draft.isSending = false;
      await this.asking.ask(conversation, question);
    });
    draft.isSending = false;
    this.#isAsking = false;
    this.#notify();
  }

  /** Does something to what is being written; what goes wrong is shown, and nothing that was written is lost. */
  async compose(action: (composing: Composing) => Promise<void>): Promise<void> {
    this.#failure = null;
    await this.#try(() => action(this.#composing));
    this.#wantsFocus = true;
    this.#notify();
  }

  /** Shows what went wrong. */
  complain(failure: string): void {
    this.#failure = failure;
    this.#notify();
  }

  /** Has a question answered once more: the new answer stands beside the others. */
  async askAgain(message: chat.ChatMessage): Promise<void> {
    await this.#try(() => this.asking.askAgain(this.#open, message));
  }

  async stop(): Promise<void> {
    await this.#try(() => this.asking.stop(this.#open));
  }

  async pickModel(model: string | null): Promise<void> {
    await this.#try(() => this.asking.pick(this.#open, model));
    this.#notify();
  }

  /** @returns whether it was kept */
  async edit(message: chat.ChatMessage, text: string): Promise<boolean> {
    const id = crypto.randomUUID();
    this.#own.add(id);
    const open = this.#open;
    return this.#try(async () => {
      await open.edit(message, text, id);
      await this.asking.ask(open, id);
    });
  }

  async switchTo(message: string): Promise<void> {
    await this.#try(() => this.#open.switchTo(message));
  }

  /** Renames, pins or brings back from the archive. */
  async change(conversation: string, patch: ConversationPatch): Promise<boolean> {
    return this.#act(conversation, () => this.#bridge.ask(chat.changeConversation, { conversation, ...patch }));
  }

  async archive(conversation: chat.ConversationReport): Promise<void> {
    if (await this.change(conversation.id, { isArchived: true })) this.#offerUndo({ conversation, did: 'archived' });
  }

  async remove(conversation: chat.ConversationReport): Promise<void> {
    const { id } = conversation;
    if (await this.#act(id, () => this.#bridge.ask(chat.removeConversation, { conversation: id })))
      this.#offerUndo({ conversation, did: 'deleted' });
  }

  async restore(conversation: string): Promise<void> {
    await this.#act(conversation, () => this.#bridge.ask(chat.restoreConversation, { conversation }));
  }

  async takeBack({ conversation, did }: UndoOffer): Promise<void> {
    this.#undo = null;
    if (did === 'deleted') await this.restore(conversation.id);
    else await this.change(conversation.id, { isArchived: false });
  }

  search(words: string): void {
    void this.#try(() => this.list.search(words));
  }

  filter(filter: ChatPageState['filter']): void {
    void this.#try(() => this.list.show(filter));
    this.#keep();
  }

  loadMore(): void {
    void this.#try(() => this.list.loadMore());
  }

  #opened(id: string): OpenConversation {
    const open = new OpenConversation(id, this.#bridge, () => {
      if (this.#open === open) this.#shown();
    });
    return open;
  }

  #composed(conversation: string): Composing {
    const hasBegun = (): boolean => this.#open.id === conversation && this.#open.length > 0;
    return new Composing(this.#bridge, conversation, this.start.folderUri, hasBegun, () => this.#notify());
  }

  async #apply({ conversations, messages, purged }: chat.ChatChangesReport): Promise<void> {
    const { id } = this.#open;
    const here = messages.filter(
      // What arrives here is drawn from what arrives, not from what is kept of it.
      (message) => message.conversation === id && !(message.status === 'streaming' && this.asking.live.has(message.id)),
    );
    const isOpenChanged = here.length > 0 || purged.includes(id) || conversations.some((one) => one.id === id);
    const isListChanged = conversations.length > 0 || purged.length > 0;
    await Promise.all([
      isOpenChanged ? this.#open.refresh() : undefined,
      isListChanged ? this.list.refresh() : undefined,
    ]);
    for (const message of here) {
      if (message.status !== 'streaming') this.asking.live.forget(message.id);
      this.#announceMessage(message);
    }
  }

  /** A finished answer is said once; what arrives of it meanwhile is not. */
  #announceMessage({ id, role, status }: chat.ChatChangesReport['messages'][number]): void {
    if (role === 'assistant' && status !== 'streaming') this.#announcement = answerEnds[status];
    else if (role === 'user' && !this.#own.has(id)) this.#announcement = 'A message came from another window.';
    else return;
    this.#notify();
  }

  /** @returns whether it went well */
  #act(conversation: string, action: () => Promise<unknown>): Promise<boolean> {
    return this.#try(async () => {
      await action();
      const isShown = conversation === this.#open.id && this.#open.state === 'there';
      await Promise.all([this.list.refresh(), isShown ? this.#open.refresh() : undefined]);
    });
  }

  #offerUndo(undo: UndoOffer): void {
    this.#undo = undo;
    this.#announcement = `The conversation was ${undo.did}. It can be undone.`;
    this.#notify();
  }

  /** @returns whether it went well; what went wrong is shown */
  async #try(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#notify();
      return false;
    }
  }

  #shown(): void {
    const title = this.#open.conversation?.title ?? '';
    this.#bridge.tell(pageTitled, {
      conversation: this.#open.id,
      title: title !== '' ? title : this.#open.state === 'there' ? 'Untitled Chat' : 'New Chat',
    });
    this.#notify();
  }

  #keep(): void {
    const state: ChatPageState = {
      conversation: this.#open.id,
      depth: this.#depth,
      screen: this.#screen,
      filter: this.list.filter,
    };
    this.#bridge.keepState(state);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

const answerEnds = {
  complete: 'The answer is finished.',
  cancelled: 'The answer was stopped.',
  failed: 'The answer failed.',
} as const;
