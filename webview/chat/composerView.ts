/** Draws the field in which a message is written, what answers it, and what sends it or stops the answer. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ChatSession } from './chatSession.ts';

export function drawComposer(session: ChatSession): TemplateResult {
  const { draft, open } = session;
  if (open.conversation?.place === 'trash') {
    return html`<div class="composer">
      <p class="quiet">This conversation is in the trash, and goes for good after 30 days.</p>
      <div class="composer-buttons">
        <vscode-button @click=${() => void session.restore(open.id)}>Restore</vscode-button>
      </div>
    </div>`;
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (session.asking.underWay(open) === null) void session.send();
  };
  return html`<div class="composer">
    <textarea
      class="field composer-field"
      aria-label="Write a message; Enter sends it, Shift+Enter begins a line"
      placeholder="Ask about the regulations"
      rows="2"
      data-kept=${String(draft.isKept)}
      .value=${live(draft.text)}
      ?readonly=${draft.isSending}
      @input=${(event: Event) => draft.write((event.currentTarget as HTMLTextAreaElement).value)}
      @keydown=${press}
      @blur=${() => draft.flush()}
    ></textarea>
    <div class="composer-buttons">
      ${drawPicker(session)}
      ${
        session.asking.underWay(open) === null
          ? html`<vscode-button
              ?disabled=${draft.text.trim() === '' || draft.isSending}
              @click=${() => void session.send()}
              >Send</vscode-button
            >`
          : html`<vscode-button secondary @click=${() => void session.stop()}>Stop</vscode-button>`
      }
    </div>
  </div>`;
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
      session.setModelKey();
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
