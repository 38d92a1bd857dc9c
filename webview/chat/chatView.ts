/** The root of the page: the list of conversations, and the one that is open. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ChatSession } from './chatSession.ts';
import { drawComposer } from './composerView.ts';
import { iconButton } from './iconButton.ts';
import type { MessageFeed } from './messageFeed.ts';
import { drawList, titleOf } from './listView.ts';
import { drawRename } from './renameView.ts';

/** Milliseconds between looks at how old things are. */
const refreshAgesMs = 60_000;

export class ChatView extends LitElement {
  static override readonly properties = { session: { attribute: false }, renderMarkdown: { attribute: false } };
  declare session: ChatSession;
  /** Safe HTML of Markdown. */
  declare renderMarkdown: (text: string) => string;
  #renamed: { readonly conversation: string; readonly place: 'row' | 'header' } | null = null;
  #focusAfter: string | null = null;

  /** In the document itself, so that one style sheet serves the page. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.listen(() => {
      this.requestUpdate();
      this.querySelector<MessageFeed>('phasegate-feed')?.requestUpdate();
    });
    setInterval(() => this.requestUpdate(), refreshAgesMs);
    this.addEventListener('keydown', (event) => this.#press(event));
  }

  override render(): TemplateResult {
    const { session } = this;
    return html`<main class="chat">
      <div class="panes shows-${session.screen}">
        ${drawList({
          session,
          nowMs: Date.now(),
          renamed: this.#renamed?.place === 'row' ? this.#renamed.conversation : null,
          startRename: (conversation) => this.#rename(conversation, 'row'),
          endRename: () => this.#endRename(),
          takeAway: (conversation, action) => void this.#takeAway(conversation, action),
        })}
        <section class="conversation" aria-label="Conversation">
          ${this.#drawHeader()} ${this.#drawMessages()} ${drawComposer(session)}
        </section>
      </div>
      ${this.#drawNotices()}
      <div class="unseen" role="status" aria-live="polite">${session.announcement}</div>
    </main>`;
  }

  override updated(): void {
    this.querySelector('.option[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    if (this.session.takeFocusWish()) this.#focusAfter ??= '.composer-field';
    if (this.#focusAfter === null) return;
    this.querySelector<HTMLElement>(this.#focusAfter)?.focus();
    this.#focusAfter = null;
  }

  #drawHeader(): TemplateResult {
    const { session } = this;
    const { open } = session;
    const { conversation } = open;
    const isRenamed = conversation !== null && this.#renamed?.place === 'header';
    return html`<header class="conversation-header">
      ${iconButton({
        icon: 'list',
        title: session.screen === 'list' ? 'Hide the List' : 'Show All Conversations',
        isPressed: session.screen === 'list',
        press: () => {
          session.toggleList();
          if (session.screen === 'list') this.#focusAfter = '.row.is-open .row-main, .row-main, .search';
        },
      })}
      ${
        isRenamed
          ? drawRename(conversation, {
              rename: (title) => session.change(conversation.id, { title }),
              end: () => this.#endRename(),
            })
          : html`<h2 class="conversation-title" title=${conversation === null ? nothing : titleOf(conversation)}>
              ${conversation !== null ? titleOf(conversation) : open.state === 'new' ? 'New Chat' : ''}
            </h2>`
      }
      ${
        conversation === null || conversation.place === 'trash'
          ? nothing
          : html`<span class="header-actions">
              ${iconButton({
                icon: 'pin',
                title: conversation.isPinned ? 'Unpin' : 'Pin',
                isPressed: conversation.isPinned,
                press: () => void session.change(conversation.id, { isPinned: !conversation.isPinned }),
              })}
              ${iconButton({ icon: 'rename', title: 'Rename', press: () => this.#rename(conversation.id, 'header') })}
              ${
                session.start.place === 'sidebar'
                  ? iconButton({
                      icon: 'open',
                      title: 'Open in a Tab',
                      press: () => session.editor.openInTab(conversation.id),
                    })
                  : nothing
              }
              ${iconButton({ icon: 'delete', title: 'Delete', press: () => void session.remove(conversation) })}
            </span>`
      }
    </header>`;
  }

  #drawMessages(): TemplateResult {
    const { open } = this.session;
    if (open.state === 'new' || (open.state === 'there' && open.length === 0)) {
      return html`<div class="feed is-empty">
        <p class="empty">
          Ask about the regulations that are loaded. The answer quotes them, word for word, and each quote leads to its
          place. What you write is kept on this machine, in branches that nothing overwrites.
        </p>
        <div class="empty-button">
          <vscode-button secondary @click=${() => this.querySelector<HTMLElement>('.composer-field')?.focus()}
            >Write the First Question</vscode-button
          >
        </div>
      </div>`;
    }
    return html`<phasegate-feed .session=${this.session} .renderMarkdown=${this.renderMarkdown}></phasegate-feed>`;
  }

  #drawNotices(): TemplateResult {
    const { session } = this;
    const { failure, undo } = session;
    const dismiss = iconButton({ icon: 'close', title: 'Dismiss', press: () => session.dismiss() });
    return html`${
      failure === null
        ? nothing
        : html`<div class="notice is-error" role="alert"><span>${failure}</span>${dismiss}</div>`
    }
    ${
      undo === null
        ? nothing
        : html`<div class="notice">
            <span
              >${titleOf(undo.conversation)} was ${undo.did === 'deleted' ? 'moved to the trash' : 'archived'}.</span
            >
            <vscode-button class="undo" secondary @click=${() => void session.takeBack(undo)}>Undo</vscode-button
            >${dismiss}
          </div>`
    }`;
  }

  async #takeAway(conversation: string, action: () => Promise<unknown>): Promise<void> {
    const { list } = this.session;
    const index = list.conversations.findIndex(({ id }) => id === conversation);
    await action();
    const after = list.conversations[index] ?? list.conversations.at(-1);
    this.#focusAfter = after === undefined ? '.empty-button > vscode-button' : rowSelector(after.id);
    this.requestUpdate();
  }

  #rename(conversation: string, place: 'row' | 'header'): void {
    this.#renamed = { conversation, place };
    this.requestUpdate();
  }

  #endRename(): void {
    if (this.#renamed === null) return;
    const { conversation, place } = this.#renamed;
    this.#renamed = null;
    this.#focusAfter = place === 'row' ? rowSelector(conversation) : '.composer-field';
    this.requestUpdate();
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.key !== 'Escape') return;
    if (this.session.list.words !== '') this.session.search('');
    else if (this.session.undo !== null || this.session.failure !== null) this.session.dismiss();
  }
}

function rowSelector(conversation: string): string {
  return `.row-main[data-conversation="${CSS.escape(conversation)}"]`;
}
