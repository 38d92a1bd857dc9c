/** Draws the list of conversations: search, filter, rows with what can be done to them, and what a search found. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationReport, FoundMessageReport } from '../../protocol/chat.ts';
import { describeAge } from '../shared/describeAge.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConversationList, ListFilter } from './conversationList.ts';
import { iconButton } from './iconButton.ts';
import { drawRename } from './renameView.ts';

/** What the list shows beside what the session knows. */
export interface ListSurroundings {
  readonly session: ChatSession;
  readonly nowMs: number;
  /** The conversation whose name is being changed. */
  readonly renamed: string | null;
  readonly startRename: (conversation: string) => void;
  readonly endRename: () => void;
  /** Deletes, archives or restores, after which the row is gone and the focus goes to the one in its place. */
  readonly takeAway: (conversation: string, action: () => Promise<unknown>) => void;
}

const filterNames: Readonly<Record<ListFilter, string>> = {
  folder: 'This folder',
  everywhere: 'All folders',
  archive: 'Archive',
  trash: 'Trash',
};

export function drawList(surroundings: ListSurroundings): TemplateResult {
  const { session } = surroundings;
  const { list } = session;
  return html`<section class="list" aria-label="Conversations">
    <div class="list-tools">
      <vscode-textfield
        class="search"
        label="Search messages"
        placeholder="Search messages"
        .value=${list.words}
        @input=${(event: Event) => session.search((event.currentTarget as HTMLInputElement).value)}
      ></vscode-textfield>
      <select
        class="filter"
        aria-label="Which conversations are listed"
        @change=${(event: Event) => session.filter((event.currentTarget as HTMLSelectElement).value as ListFilter)}
      >
        ${(Object.keys(filterNames) as ListFilter[])
          .filter((filter) => filter !== 'folder' || list.hasFolder)
          .map(
            (filter) =>
              html`<option value=${filter} ?selected=${filter === list.filter}>${filterNames[filter]}</option>`,
          )}
      </select>
      ${iconButton({ icon: 'add', title: 'New Chat', press: () => session.startNew() })}
    </div>
    <div class="rows" @scroll=${(event: Event) => loadAtEnd(event, session)} @keydown=${moveFocus}>
      ${list.words.trim() === '' ? drawConversations(list, surroundings) : drawFound(list, surroundings)}
    </div>
  </section>`;
}

function drawConversations(list: ConversationList, surroundings: ListSurroundings): TemplateResult {
  const { conversations, state } = list;
  if (conversations.length === 0) return state === 'loading' ? html`` : drawEmpty(list.filter, surroundings.session);
  return html`<ul class="row-list">
    ${repeat(
      conversations,
      ({ id }) => id,
      (conversation) => drawRow(conversation, surroundings),
    )}
  </ul>`;
}

function drawRow(conversation: ConversationReport, surroundings: ListSurroundings): TemplateResult {
  const { session, nowMs, renamed, startRename, endRename, takeAway } = surroundings;
  const { id, updatedAtMs, isPinned, place } = conversation;
  const isOpen = id === session.open.id;
  if (renamed === id) {
    return html`<li class="row">
      ${drawRename(conversation, { rename: (name) => session.change(id, { title: name }), end: endRename })}
    </li>`;
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'F2') startRename(id);
    else if (event.key === 'Delete' && place !== 'trash') takeAway(id, () => session.remove(conversation));
    else return;
    event.preventDefault();
  };
  return html`<li class="row ${isOpen ? 'is-open' : ''}">
    <button
      type="button"
      class="row-main"
      data-conversation=${id}
      aria-current=${isOpen ? 'true' : nothing}
      title=${titleOf(conversation)}
      @click=${() => session.show(id, null)}
      @keydown=${press}
    >
      <span class="row-title">${titleOf(conversation)}</span>
      <span class="row-age">${isPinned ? 'pinned' : describeAge(updatedAtMs, nowMs)}</span>
    </button>
    <span class="row-actions">
      ${
        place === 'trash'
          ? iconButton({ icon: 'restore', title: 'Restore', press: () => takeAway(id, () => session.restore(id)) })
          : html`${iconButton({
              icon: 'pin',
              title: isPinned ? 'Unpin' : 'Pin',
              isPressed: isPinned,
              press: () => void session.change(id, { isPinned: !isPinned }),
            })}
            ${iconButton({ icon: 'rename', title: 'Rename', press: () => startRename(id) })}
            ${
              conversation.isArchived
                ? iconButton({
                    icon: 'restore',
                    title: 'Take out of the Archive',
                    press: () => takeAway(id, () => session.change(id, { isArchived: false })),
                  })
                : iconButton({
                    icon: 'archive',
                    title: 'Archive',
                    press: () => takeAway(id, () => session.archive(conversation)),
                  })
            }
            ${iconButton({ icon: 'delete', title: 'Delete', press: () => takeAway(id, () => session.remove(conversation)) })}`
      }
    </span>
  </li>`;
}

function drawEmpty(filter: ListFilter, session: ChatSession): TemplateResult {
  switch (filter) {
    case 'archive':
      return html`<p class="empty">Nothing is archived. What you archive leaves the list and stays searchable.</p>
        ${showAll(session)}`;
    case 'trash':
      return html`<p class="empty">The trash is empty. What you delete stays here for 30 days.</p>
        ${showAll(session)}`;
    case 'folder':
    case 'everywhere':
      return html`<p class="empty">
          ${filter === 'folder' ? 'No conversation in this folder yet.' : 'No conversation yet.'} What you write is kept
          on this machine, and found again by its words.
        </p>
        <div class="empty-button">
          <vscode-button @click=${() => session.startNew()}>Start a Chat</vscode-button>
        </div>`;
  }
}

function showAll(session: ChatSession): TemplateResult {
  return html`<div class="empty-button">
    <vscode-button secondary @click=${() => session.filter('everywhere')}>Show All Conversations</vscode-button>
  </div>`;
}

function drawFound({ found, failures }: ConversationList, surroundings: ListSurroundings): TemplateResult {
  const { session, nowMs } = surroundings;
  if (found === null) return html``;
  if (found.length === 0) {
    return html`<p class="empty">No message has all of these words. The last one may be the beginning of a word.</p>
      <div class="empty-button">
        <vscode-button secondary @click=${() => session.search('')}>Clear the Search</vscode-button>
      </div>`;
  }
  return html`${failures.map((failure) => html`<p class="empty">${failure}</p>`)}
    <ul class="row-list" aria-label="Messages that were found">
      ${repeat(
        found,
        ({ message }) => message,
        (hit) =>
          html`<li class="row">
            <button type="button" class="row-main is-hit" @click=${() => session.show(hit.conversation, hit.message)}>
              <span class="row-title">${hit.title === '' ? 'Untitled Chat' : hit.title}</span>
              <span class="row-age">${describeAge(hit.createdAtMs, nowMs)}</span>
              <span class="row-snippet">${drawSnippet(hit.snippet)}</span>
              ${hit.why === undefined ? nothing : html`<span class="row-age">${hit.why}</span>`}
            </button>
          </li>`,
      )}
    </ul>`;
}

function drawSnippet({ text, marks }: FoundMessageReport['snippet']): readonly (string | TemplateResult)[] {
  const pieces = marks.flatMap(({ start, end }, index) => [
    text.slice(marks[index - 1]?.end ?? 0, start),
    html`<mark>${text.slice(start, end)}</mark>`,
  ]);
  return [...pieces, text.slice(marks.at(-1)?.end ?? 0)];
}

export function titleOf({ title }: ConversationReport): string {
  return title === '' ? 'Untitled Chat' : title;
}

function loadAtEnd(event: Event, session: ChatSession): void {
  const rows = event.currentTarget as HTMLElement;
  if (session.list.hasMore && rows.scrollTop + rows.clientHeight * 2 > rows.scrollHeight) session.loadMore();
}

/** Arrow keys go from row to row, as in the editor's own lists. */
function moveFocus(event: KeyboardEvent): void {
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.row-main')];
  const index = rows.findIndex((row) => row === document.activeElement);
  if (index < 0) return;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(rows.length - 1, target))]?.focus();
}
