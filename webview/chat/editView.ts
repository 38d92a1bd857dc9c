/** Draws the field in which a message is edited, to be sent as a branch of its own. */
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { ChatMessage } from '../../protocol/chat.ts';
import { textOfMessage } from './messageView.ts';

interface EditActions {
  readonly send: (text: string) => void;
  readonly cancel: () => void;
}

export function drawEdit(message: ChatMessage, { send, cancel }: EditActions): TemplateResult {
  const field = (event: Event): HTMLTextAreaElement | null =>
    (event.currentTarget as Element).closest('.edit')?.querySelector('textarea') ?? null;
  const submit = (event: Event): void => send(field(event)?.value ?? '');
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="edit">
    <textarea
      class="field"
      aria-label="Edit the message"
      rows="2"
      .defaultValue=${textOfMessage(message)}
      @keydown=${press}
      ${ref(focusOnce)}
    ></textarea>
    <div class="edit-buttons">
      <vscode-button @click=${submit}>Send as New Branch</vscode-button>
      <vscode-button secondary @click=${cancel}>Cancel</vscode-button>
    </div>
  </div>`;
}

/** The cursor stands at the end of what is edited. */
function focusOnce(element: Element | undefined): void {
  if (!(element instanceof HTMLTextAreaElement)) return;
  // After the text has been set.
  queueMicrotask(() => {
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  });
}
