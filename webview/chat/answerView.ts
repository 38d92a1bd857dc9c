/** Draws what stands below an answer: its sources, what it took, and how they were found. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CitedPassage } from '../../protocol/answers.ts';
import type { ChatMessage, MessagePartReport } from '../../protocol/chat.ts';
import { citationsOf, type CitationReport } from './citedText.ts';

type Retrieval = Extract<MessagePartReport, { kind: 'retrieval' }>;

/** Whether what was found is looked at; it is drawn only then. */
export interface Inspection {
  readonly isOpen: boolean;
  readonly turn: (isOpen: boolean) => void;
}

/** @param sources as they are now; null while that is not known */
export function drawSources(
  parts: readonly MessagePartReport[],
  sources: readonly CitedPassage[] | null,
): TemplateResult | typeof nothing {
  const citations = citationsOf(parts);
  if (citations.length === 0) return nothing;
  return html`<ul class="sources" aria-label="Sources">
    ${citations.map((citation) => {
      const doubt = doubtOf(citation, sources);
      const name = `${citation.document}, ${citation.passage}`;
      return html`<li>
        <button
          type="button"
          class="source ${citation.isVerified ? '' : 'is-unverified'}"
          data-cite=${citation.number}
          aria-label="Source ${citation.number}: ${name}${doubt === null ? '' : `, ${doubt}`}"
        >
          <span class="source-number" aria-hidden="true">${citation.number}</span>
          <span class="source-name">${citation.isVerified ? name : html`<s>${name}</s>`}</span>
          ${doubt === null ? nothing : html`<span class="source-doubt">${doubt}</span>`}
        </button>
      </li>`;
    })}
  </ul>`;
}

/** What is wrong with a citation; null for nothing. */
export function doubtOf(citation: CitationReport, sources: readonly CitedPassage[] | null): string | null {
  if (!citation.isVerified) return 'not found in its source';
  const state = sources?.find(({ number }) => number === citation.number)?.state;
  if (state === 'changed') return 'changed since answered';
  return state === 'gone' ? 'no longer loaded' : null;
}

/** Such as "3.2 s · Quotes only (no model) · 1,204 tokens · $0.0012", with what was found behind it. */
export function drawMeter(
  message: ChatMessage,
  modelTitle: string | null,
  inspection: Inspection,
): TemplateResult | typeof nothing {
  const { parts, createdAtMs, endedAtMs, usage } = message;
  if (endedAtMs === null) return nothing;
  const facts = [
    endedAtMs - createdAtMs < 100 ? '< 0.1 s' : `${((endedAtMs - createdAtMs) / 1000).toFixed(1)} s`,
    ...(modelTitle === null ? [] : [modelTitle]),
    ...(usage === null ? [] : [`${(usage.inputTokens + usage.outputTokens).toLocaleString('en')} tokens`]),
    ...(usage?.costMicros == null ? [] : [describeCost(usage.costMicros)]),
  ];
  const retrieval = parts.find((part) => part.kind === 'retrieval');
  const told = facts.join(' · ');
  return retrieval === undefined
    ? html`<p class="meter">${told}</p>`
    : html`<details
        class="meter"
        ?open=${inspection.isOpen}
        @toggle=${(event: Event) => inspection.turn((event.currentTarget as HTMLDetailsElement).open)}
      >
        <summary>${told} · <span class="meter-inspect">inspect</span></summary>
        ${inspection.isOpen ? drawRetrieval(retrieval) : nothing}
      </details>`;
}

function drawRetrieval({ query, passages, failures }: Retrieval): TemplateResult {
  return html`<div class="inspector" tabindex="0" role="region" aria-label="How the passages were found">
    <p>Looked for: ${query}</p>
    ${failures.map((failure) => html`<p class="message-end is-error">${failure}</p>`)}
    <table>
      <thead>
        <tr>
          <th scope="col">Passage</th>
          <th scope="col">Score</th>
          <th scope="col">Words</th>
          <th scope="col">Meaning</th>
          <th scope="col">Reference</th>
          <th scope="col">Given</th>
        </tr>
      </thead>
      <tbody>
        ${passages.map(
          ({ document, passage, score, legs, isUsed }) =>
            html`<tr class=${isUsed ? '' : 'is-dropped'}>
              <td>${document}, ${passage}</td>
              <td>${score.toFixed(2)}</td>
              ${['lexical', 'dense', 'references'].map((name) => {
                const leg = legs.find((one) => one.leg === name);
                return html`<td>${leg === undefined ? '–' : `${leg.rank}.`}</td>`;
              })}
              <td>${isUsed ? 'yes' : 'dropped'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function describeCost(micros: number): string {
  const dollars = micros / 1_000_000;
  return `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}
