/** Draws the field in which a conversation gets another name. */
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { ConversationReport } from '../../protocol/chat.ts';

interface RenameActions {
  /** An empty name has it derived from the first message again. */
  readonly rename: (title: string) => Promise<boolean>;
  readonly end: () => void;
}

export function drawRename({ title }: ConversationReport, { rename, end }: RenameActions): TemplateResult {
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') end();
    else if (event.key === 'Enter' && !event.isComposing) {
      const name = (event.currentTarget as HTMLInputElement).value;
      void rename(name).then((isDone) => {
        if (isDone) end();
      });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<input
    class="field rename"
    type="text"
    aria-label="Name of the conversation; Enter keeps it, Escape leaves it"
    maxlength="1000"
    .defaultValue=${title}
    @keydown=${press}
    @blur=${end}
    ${ref(selectOnce)}
  />`;
}

function selectOnce(element: Element | undefined): void {
  if (!(element instanceof HTMLInputElement)) return;
  queueMicrotask(() => {
    element.focus();
    element.select();
  });
}
