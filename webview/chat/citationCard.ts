/** Draws the card that shows a cited passage while the pointer or the focus is on its number. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CitedPassage } from '../../protocol/answers.ts';
import { doubtOf } from './answerView.ts';
import type { CitationReport } from './citedText.ts';

export interface CardPlace {
  /** Pixels from the left and the top of the page; `above` when the card ends there and does not begin. */
  readonly left: number;
  readonly top: number;
  readonly above: boolean;
}

/** By which the number refers to its card. */
export const cardId = 'citation-card';

export function drawCard(
  citation: CitationReport,
  sources: readonly CitedPassage[] | null,
  { above }: CardPlace,
): TemplateResult {
  const source = sources?.find(({ number }) => number === citation.number);
  const doubt = doubtOf(citation, sources);
  const version = source?.version == null ? '' : ` · version ${source.version}`;
  return html`<div class="card ${above ? 'is-above' : ''}" id=${cardId} role="tooltip">
    <p class="card-title">${citation.document}, ${citation.passage}<span class="quiet">${version}</span></p>
    ${
      source === undefined || source.headings.length === 0
        ? nothing
        : html`<p class="quiet">${source.headings.join(' › ')}</p>`
    }
    ${doubt === null ? nothing : html`<p class="card-doubt">${doubtInWords(doubt)}</p>`}
    <div class="card-text">${drawText(citation, source)}</div>
    ${source === undefined || source.state === 'gone' ? nothing : html`<p class="quiet">Press to open it at its place.</p>`}
  </div>`;
}

function drawText({ quote, isVerified }: CitationReport, source: CitedPassage | undefined): TemplateResult {
  if (source === undefined || source.text === '') {
    return isVerified ? html`${quote}` : html`<s>${quote}</s>`;
  }
  const { text, quoted } = source;
  if (quoted === null) return html`${isVerified ? nothing : html`<p><s>${quote}</s></p>`}${text}`;
  return html`${text.slice(0, quoted.start)}<mark>${text.slice(quoted.start, quoted.end)}</mark>${text.slice(quoted.end)}`;
}

function doubtInWords(doubt: string): string {
  switch (doubt) {
    case 'not found in its source':
      return 'These words do not stand in the passage.';
    case 'changed since answered':
      return 'The passage has changed since this was answered. This is how it reads now.';
    default:
      return 'The passage is no longer among the regulations. This is what was quoted.';
  }
}
