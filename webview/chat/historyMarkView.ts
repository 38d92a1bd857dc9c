/** Draws the line behind a message up to which a model was told a summary, or nothing, in place of what was said. */
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { MessagePartReport } from '../../protocol/chat.ts';

/** @param render Markdown to safe HTML */
export function drawHistoryMarks(
  parts: readonly MessagePartReport[],
  render: (text: string) => string,
): readonly TemplateResult[] {
  return parts.flatMap((part) => {
    if (part.kind === 'summary') {
      return html`<details class="history-mark">
        <summary>Summarised for the model up to here</summary>
        <div class="markdown">${unsafeHTML(render(part.text))}</div>
      </details>`;
    }
    if (part.kind !== 'omission') return [];
    return html`<details class="history-mark is-omission">
      <summary>Not given to the model up to here</summary>
      <p>The conversation is too long for the model, and no summary of it could be made: ${part.reason}</p>
    </details>`;
  });
}
