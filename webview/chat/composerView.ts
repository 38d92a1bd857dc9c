/** Draws the field in which a message is written, and says what becomes of it. */
import { html, type TemplateResult } from 'lit';
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
    void session.send();
  };
  return html`<div class="composer">
    <textarea
      class="field composer-field"
      aria-label="Write a message; Enter keeps it, Shift+Enter begins a line"
      placeholder="Write a note or a question"
      rows="2"
      data-kept=${String(draft.isKept)}
      .value=${live(draft.text)}
      ?readonly=${draft.isSending}
      @input=${(event: Event) => draft.write((event.currentTarget as HTMLTextAreaElement).value)}
      @keydown=${press}
      @blur=${() => draft.flush()}
    ></textarea>
    <div class="composer-buttons">
      <p class="quiet">Answers come with a later version; what you write is kept.</p>
      <vscode-button ?disabled=${draft.text.trim() === '' || draft.isSending} @click=${() => void session.send()}
        >Send</vscode-button
      >
    </div>
  </div>`;
}
