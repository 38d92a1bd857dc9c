/** The messages of the open conversation: of a branch of any length only those near the screen are drawn. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { html, LitElement, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatMessage } from '../../protocol/chat.ts';
import type { ChatSession } from './chatSession.ts';
import { CitationHover } from './citationHover.ts';
import { drawEdit } from './editView.ts';
import { drawMessage, textOfMessage, type MessageSurroundings } from './messageView.ts';
import type { OpenConversation } from './openConversation.ts';
import { readCodePress } from './renderCodeBlocks.ts';

/** Pixels of a message that was not drawn yet, about. */
const estimatedHeight = 96;
/** Messages beyond the screen that are drawn, so that scrolling meets no gap. */
const overscan = 6;

export class MessageFeed extends LitElement {
  static override readonly properties = { session: { attribute: false }, renderMarkdown: { attribute: false } };
  declare session: ChatSession;
  /** Safe HTML of Markdown. */
  declare renderMarkdown: (text: string) => string;
  #virtualizer: Virtualizer<HTMLElement, HTMLElement> | null = null;
  #unmount: (() => void) | null = null;
  #shown: OpenConversation | null = null;
  #branch: string | null = null;
  #edited: ChatMessage | null = null;
  #landed: string | null = null;
  #focused: number | null = null;
  #focusWanted: number | null = null;
  readonly #inspected = new Set<string>();
  readonly #hover = new CitationHover(this);

  /** In the document itself, so that one style sheet serves the page. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unmount?.();
    this.#unmount = null;
    this.#virtualizer = null;
  }

  override render(): TemplateResult {
    const { open } = this.session;
    const title = open.conversation?.title ?? '';
    const items = this.#virtualizer?.getVirtualItems() ?? [];
    return html`<div
      class="feed"
      role="feed"
      tabindex="-1"
      aria-label=${title === '' ? 'Messages' : `Messages of ${title}`}
      aria-busy=${open.state === 'loading'}
      @keydown=${this.#press}
      @focusin=${this.#focusIn}
      @focusout=${this.#focusOut}
      @mouseover=${this.#hover.enter}
      @mouseout=${this.#hover.leave}
      @scroll=${this.#hover.move}
      @click=${this.#click}
    >
      <div class="feed-room">
        ${keyed(
          open.id,
          repeat(
            items,
            ({ index }) => open.at(index)?.id ?? index,
            ({ index }) => this.#drawArticle(open, index),
          ),
        )}
      </div>
      ${this.#hover.draw()}
    </div>`;
  }

  override updated(): void {
    const { open } = this.session;
    const virtualizer = this.#prepared();
    if (open !== this.#shown) {
      this.#shown = open;
      this.#edited = null;
      this.#landed = null;
      virtualizer.measure();
    }
    const room = this.querySelector<HTMLElement>('.feed-room');
    if (room !== null) room.style.height = `${virtualizer.getTotalSize()}px`;
    const starts = new Map(virtualizer.getVirtualItems().map(({ index, start }) => [index, start]));
    for (const article of this.querySelectorAll<HTMLElement>('article')) {
      const index = Number(article.dataset['index']);
      article.style.transform = `translateY(${starts.get(index) ?? 0}px)`;
      virtualizer.measureElement(article);
    }
    virtualizer.measureElement(null);
    virtualizer._willUpdate();
    this.#land(open, virtualizer);
    const { range } = virtualizer;
    if (range !== null && open.length > 0) {
      this.session.need(range.startIndex - overscan, range.endIndex + overscan);
      this.session.readAt(virtualizer.isAtEnd(estimatedHeight) ? null : range.startIndex);
    }
    this.#giveFocus();
    this.#hover.arrange();
  }

  #drawArticle(open: OpenConversation, depth: number): TemplateResult {
    const message = open.at(depth);
    const isEdited = message !== undefined && message.id === this.#edited?.id;
    return html`<article
      class="message ${message === undefined ? 'is-absent' : `of-${message.role}`} ${
        message?.id === this.#landed ? 'is-landed' : ''
      }"
      data-index=${depth}
      tabindex="0"
      aria-posinset=${depth + 1}
      aria-setsize=${open.length}
      aria-label=${message === undefined ? 'A message that is being read' : describe(message)}
    >
      ${
        message === undefined
          ? html`<p class="quiet">…</p>`
          : isEdited
            ? drawEdit(message, {
                send: (text) => void this.#sendEdit(message, text),
                cancel: () => this.#endEdit(depth),
              })
            : drawMessage(message, this.#surroundings(open))
      }
    </article>`;
  }

  #surroundings(open: OpenConversation): MessageSurroundings {
    return {
      render: this.renderMarkdown,
      nowMs: Date.now(),
      canEdit: open.conversation?.place !== 'trash',
      startEdit: (message) => {
        this.#edited = message;
        this.requestUpdate();
      },
      switchTo: (message) => void this.session.switchTo(message),
      copy: (message) => void navigator.clipboard.writeText(textOfMessage(message)),
      openWhole: ({ id }) => this.session.editor.openWholeText(id),
      askAgain: (message) => void this.session.askAgain(message),
      live: (message) => this.session.asking.live.of(message),
      sources: (message) => this.session.asking.sources.of(message),
      modelTitle: (model) => this.session.asking.titleOf(model),
      inspection: (message) => ({
        isOpen: this.#inspected.has(message),
        turn: (isOpen) => {
          if (this.#inspected.has(message) === isOpen) return;
          if (isOpen) this.#inspected.add(message);
          else this.#inspected.delete(message);
          this.requestUpdate();
        },
      }),
      isUnanswered: (message) =>
        message.role === 'user' &&
        message.depth === open.length - 1 &&
        open.conversation?.place !== 'trash' &&
        !this.session.isAsking,
    };
  }

  async #sendEdit(message: ChatMessage, text: string): Promise<void> {
    if (text.trim() === '' || !(await this.session.edit(message, text))) return;
    this.#endEdit(message.depth);
  }

  #endEdit(depth: number): void {
    this.#edited = null;
    this.#focusWanted = depth;
    this.requestUpdate();
  }

  #prepared(): Virtualizer<HTMLElement, HTMLElement> {
    const { open } = this.session;
    const options = {
      count: open.length,
      getScrollElement: () => this.querySelector<HTMLElement>('.feed'),
      estimateSize: () => estimatedHeight,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      overscan,
      anchorTo: 'end' as const,
      followOnAppend: true,
      scrollEndThreshold: estimatedHeight,
      rangeExtractor: ({ startIndex, endIndex }: { startIndex: number; endIndex: number }) =>
        this.#drawnIndexes(startIndex, endIndex),
      onChange: () => this.requestUpdate(),
    };
    if (this.#virtualizer === null) {
      this.#virtualizer = new Virtualizer(options);
      this.#unmount = this.#virtualizer._didMount();
      this.#virtualizer._willUpdate();
      this.requestUpdate();
    } else {
      const before = this.#virtualizer.options.count;
      this.#virtualizer.setOptions(options);
      const leaf = open.conversation?.activeLeaf ?? null;
      if (before !== open.length || leaf !== this.#branch) this.requestUpdate();
      this.#branch = leaf;
    }
    return this.#virtualizer;
  }

  /** Those near the screen, and the one that has the focus: it would be lost with it. */
  #drawnIndexes(startIndex: number, endIndex: number): number[] {
    const count = this.session.open.length;
    const from = Math.max(0, startIndex - overscan);
    const to = Math.min(count - 1, endIndex + overscan);
    const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step);
    const kept = this.#focused;
    if (kept === null || kept >= count || (kept >= from && kept <= to)) return indexes;
    return kept < from ? [kept, ...indexes] : [...indexes, kept];
  }

  #land(open: OpenConversation, virtualizer: Virtualizer<HTMLElement, HTMLElement>): void {
    if (virtualizer.options.count !== open.length || open.state !== 'there') return;
    const landing = open.takeLanding();
    if (landing === null) return;
    if (landing.kind === 'end') virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(landing.depth, { align: landing.kind === 'place' ? 'start' : 'center' });
    if (landing.kind !== 'message') return;
    this.#landed = open.at(landing.depth)?.id ?? null;
    this.#focusWanted = landing.depth;
    this.requestUpdate();
  }

  #giveFocus(): void {
    if (this.#focusWanted === null) return;
    const article = this.#article(this.#focusWanted);
    if (article === null) return;
    this.#focusWanted = null;
    article.focus({ preventScroll: true });
  }

  #article(depth: number): HTMLElement | null {
    return this.querySelector<HTMLElement>(`article[data-index="${depth}"]`);
  }

  #click(event: Event): void {
    const code = readCodePress(event);
    if (code === null) this.#hover.press(event);
    else if (code.action === 'insert') this.session.editor.insertCode(code.text);
    else void navigator.clipboard.writeText(code.text);
  }

  #focusIn(event: FocusEvent): void {
    const article = event.target instanceof Element ? event.target.closest<HTMLElement>('article') : null;
    this.#focused = article === null ? null : Number(article.dataset['index']);
    this.#hover.enter(event);
  }

  #focusOut(event: FocusEvent): void {
    this.#focused = null;
    this.#hover.leave(event);
  }

  /** As the pattern of a feed has it: page keys go from message to message. */
  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#hover.hide()) {
      event.preventDefault();
      return;
    }
    const current = this.#focused;
    if (current === null || (event.target instanceof Element && event.target.closest('textarea') !== null)) return;
    const last = this.session.open.length - 1;
    const targets: Readonly<Record<string, number>> = {
      PageDown: current + 1,
      PageUp: current - 1,
      ...(event.ctrlKey || event.metaKey ? { Home: 0, End: last } : {}),
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#focusWanted = Math.max(0, Math.min(last, target));
    this.#virtualizer?.scrollToIndex(this.#focusWanted, { align: 'auto' });
    this.requestUpdate();
  }
}

function describe(message: ChatMessage): string {
  const who = { user: 'You', assistant: 'Phasegate', system: 'Note' }[message.role];
  return `${who}: ${textOfMessage(message).slice(0, 120)}`;
}
