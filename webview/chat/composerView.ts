/** Draws the field in which a message is written, what is attached, what answers it, and what sends it or stops the answer. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ChatSession } from './chatSession.ts';
import { iconButton } from './iconButton.ts';
import { drawOptions, optionId, optionsId } from './optionsView.ts';

export function drawComposer(session: ChatSession): TemplateResult {
  const { composing, draft, open } = session;
  if (open.conversation?.place === 'trash') {
    return html`<div class="composer">
      <p class="quiet">This conversation is in the trash, and goes for good after 30 days.</p>
      <div class="composer-buttons">
        <vscode-button @click=${() => void session.restore(open.id)}>Restore</vscode-button>
      </div>
    </div>`;
  }
  const { menu } = composing;
  const isOpen = menu.options.length > 0;
  return html`<div class="composer" @dragover=${allowDrop} @drop=${(event: DragEvent) => drop(event, session)}>
    ${drawOptions(menu, (option) => void session.compose((one) => one.choose(option)))} ${drawAttachments(session)}
    <textarea
      class="field composer-field"
      aria-label="Write a message; Enter sends it, Shift+Enter begins a line, a slash at the start begins a command"
      placeholder="Ask about the regulations, or / for commands"
      rows="2"
      role=${isOpen ? 'combobox' : nothing}
      aria-autocomplete="list"
      aria-haspopup=${isOpen ? 'listbox' : nothing}
      aria-expanded=${isOpen ? 'true' : nothing}
      aria-controls=${isOpen ? optionsId : nothing}
      aria-activedescendant=${isOpen ? optionId(menu.active) : nothing}
      data-kept=${String(draft.isKept)}
      .value=${live(draft.text)}
      ?readonly=${draft.isSending}
      @input=${(event: Event) => composing.write((event.currentTarget as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => press(event, session)}
      @blur=${() => draft.flush()}
    ></textarea>
    <div class="composer-buttons">
      <span class="composer-tools"
        >${iconButton({ icon: 'attach', title: 'Attach…', press: () => composing.pick() })} ${drawPicker(session)}</span
      >
      ${
        session.asking.underWay(open) === null && !session.isAsking
          ? html`<vscode-button ?disabled=${!composing.isSendable} @click=${() => void session.send()}
              >Send</vscode-button
            >`
          : html`<vscode-button secondary @click=${() => void session.stop()}>Stop</vscode-button>`
      }
    </div>
  </div>`;
}

/** Keys belong to the list while it is open; Enter sends otherwise, unless a command was typed. */
function press(event: KeyboardEvent, session: ChatSession): void {
  if (event.isComposing) return;
  const { composing, draft, open } = session;
  const { menu } = composing;
  const chosen = menu.options[menu.active];
  const isShown = chosen !== undefined || menu.note !== null;
  if (event.key === 'Escape' && isShown) menu.close();
  else if (event.key === 'ArrowDown' && chosen !== undefined) menu.move(1);
  else if (event.key === 'ArrowUp' && chosen !== undefined) menu.move(-1);
  else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen !== undefined)
    void session.compose((one) => one.choose(chosen));
  else if (event.key === 'Enter' && !event.shiftKey) {
    if (composing.isSendable) {
      if (session.asking.underWay(open) === null) void session.send();
    } else if (menu.note !== null) session.complain(menu.note);
    else if (!menu.isBusy) menu.update(draft.text);
  } else return;
  event.preventDefault();
}

function drawAttachments({ draft }: ChatSession): TemplateResult | typeof nothing {
  if (draft.attachments.length === 0) return nothing;
  return html`<ul class="attachments" aria-label="Attachments">
    ${draft.attachments.map(
      ({ id, name, length }) =>
        html`<li class="attachment">
          <span class="attachment-name" title=${name}>${name}</span>
          <span class="quiet">${describeLength(length)}</span>
          ${iconButton({
            icon: 'close',
            title: `Remove ${name}`,
            press: (event) => {
              const composer = (event.currentTarget as Element).closest('.composer');
              draft.drop([id]);
              composer?.querySelector<HTMLElement>('.composer-field')?.focus();
            },
          })}
        </li>`,
    )}
  </ul>`;
}

function describeLength(length: number): string {
  return length < 1_000 ? `${length} characters` : `${Math.round(length / 1_000)}k characters`;
}

function allowDrop(event: DragEvent): void {
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
}

function drop(event: DragEvent, session: ChatSession): void {
  event.preventDefault();
  const { dataTransfer } = event;
  if (dataTransfer !== null) void session.compose((composing) => composing.drop(dataTransfer));
}

/** Chosen to set a key, and no model. */
const keyChoice = 'set-key';

function drawPicker(session: ChatSession): TemplateResult {
  const { models } = session.asking;
  const model = session.asking.modelOf(session.open);
  const chosen = model ?? models[0]?.id ?? '';
  const isKnown = models.some(({ id }) => id === chosen);
  const pick = (event: Event): void => {
    const select = event.currentTarget as HTMLSelectElement;
    if (select.value === keyChoice) {
      select.value = chosen;
      session.editor.setModelKey();
    } else {
      void session.pickModel(select.value === models[0]?.id ? null : select.value);
    }
  };
  return html`<select class="picker" aria-label="What answers" @change=${pick}>
    ${isKnown ? nothing : html`<option value=${chosen} selected>${chosen}</option>`}
    ${models.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen}>${title}</option>`)}
    ${models.length > 1 ? nothing : html`<option value=${keyChoice}>Set API Key for Claude…</option>`}
  </select>`;
}
