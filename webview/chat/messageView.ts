/** Draws one message: who said it, what it says, how it ended, and which branches there are in its place. */
import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { CitedPassage } from '../../protocol/answers.ts';
import type { ChatMessage, MessagePartReport } from '../../protocol/chat.ts';
import { describeAge } from '../shared/describeAge.ts';
import type { AnswerBlocks } from './answerBlocks.ts';
import { drawMeter, drawSources, type Inspection } from './answerView.ts';
import { drawnParts, type DrawnPart } from './citedText.ts';
import { drawHistoryMarks } from './historyMarkView.ts';
import { iconButton } from './iconButton.ts';

/** What the person can do at a message. */
export interface MessageActions {
  readonly startEdit: (message: ChatMessage) => void;
  readonly switchTo: (message: string) => void;
  readonly copy: (message: ChatMessage) => void;
  readonly openWhole: (message: ChatMessage) => void;
  /** Has the question before it answered once more. */
  readonly askAgain: (message: ChatMessage) => void;
}

export interface MessageSurroundings extends MessageActions {
  /** Safe HTML of Markdown. */
  readonly render: (text: string) => string;
  readonly nowMs: number;
  /** False in the trash, where nothing is changed. */
  readonly canEdit: boolean;
  /** What has arrived of an answer that is under way here; null for any other message. */
  readonly live: (message: string) => AnswerBlocks | null;
  /** What an answer cites, as it is now; null while that is not known. */
  readonly sources: (message: string) => readonly CitedPassage[] | null;
  readonly modelTitle: (model: string) => string;
  readonly inspection: (message: string) => Inspection;
  /** Whether it is the last message, and a question that nobody has answered. */
  readonly isUnanswered: (message: ChatMessage) => boolean;
}

const names = { user: 'You', assistant: 'Phasegate', system: 'Note' } as const;

export function drawMessage(message: ChatMessage, surroundings: MessageSurroundings): TemplateResult {
  const { role, parts, createdAtMs } = message;
  const { canEdit, nowMs } = surroundings;
  const isCut = parts.some((part) => 'wholeLength' in part && partText(part).length < part.wholeLength);
  const when = new Date(createdAtMs);
  const live = message.status === 'streaming' ? surroundings.live(message.id) : null;
  return html`
    <header class="message-header">
      <span class="message-role">${names[role]}</span>
      <time datetime=${when.toISOString()} title=${when.toLocaleString()}>${describeAge(createdAtMs, nowMs)}</time>
      ${drawBranches(message, surroundings)}
      <span class="message-actions">
        ${iconButton({ icon: 'copy', title: 'Copy Message', press: () => surroundings.copy(message) })}
        ${
          role === 'user' && canEdit
            ? iconButton({ icon: 'edit', title: 'Edit as a New Branch', press: () => surroundings.startEdit(message) })
            : nothing
        }
        ${
          role === 'assistant' && canEdit && message.status !== 'streaming'
            ? iconButton({ icon: 'again', title: 'Ask Again', press: () => surroundings.askAgain(message) })
            : nothing
        }
      </span>
    </header>
    <div class="message-body">
      ${(live?.drawn ?? drawnParts(parts)).map((part) => drawPart(part, surroundings))}
      ${
        isCut
          ? html`<button type="button" class="link-button" @click=${() => surroundings.openWhole(message)}>
              Show the whole message
            </button>`
          : nothing
      }
      ${drawEnd(message)}
      ${
        surroundings.isUnanswered(message)
          ? html`<button type="button" class="link-button" @click=${() => surroundings.askAgain(message)}>
              Answer this
            </button>`
          : nothing
      }
      ${role === 'assistant' ? drawBelow(message, live, surroundings) : nothing}
    </div>
    ${drawHistoryMarks(parts, surroundings.render)}
  `;
}

function drawBelow(message: ChatMessage, live: AnswerBlocks | null, surroundings: MessageSurroundings): TemplateResult {
  const parts = live?.others ?? message.parts;
  const hasSources = message.status !== 'streaming' && parts.some(({ kind }) => kind === 'citation');
  const title = message.model === null ? null : surroundings.modelTitle(message.model);
  return html`${drawSources(parts, hasSources ? surroundings.sources(message.id) : null)}${drawMeter(message, title, surroundings.inspection(message.id))}`;
}

/** Such as ‹ 2/3 ›, where there is more than one. */
function drawBranches(
  { id, alternatives }: ChatMessage,
  { switchTo }: MessageActions,
): TemplateResult | typeof nothing {
  if (alternatives.length < 2) return nothing;
  const index = alternatives.indexOf(id);
  const step = (by: number): void => {
    const other = alternatives[index + by];
    if (other !== undefined) switchTo(other);
  };
  return html`<span class="branches" role="group" aria-label="Branches of this message">
    ${iconButton({ icon: 'back', title: 'Previous Branch', isDisabled: index <= 0, press: () => step(-1) })}
    <span class="branch-count" aria-label="Branch ${index + 1} of ${alternatives.length}" role="img"
      >${index + 1}/${alternatives.length}</span
    >
    ${iconButton({
      icon: 'next',
      title: 'Next Branch',
      isDisabled: index >= alternatives.length - 1,
      press: () => step(1),
    })}
  </span>`;
}

function drawPart(drawn: DrawnPart, { render }: MessageSurroundings): TemplateResult {
  if (drawn.kind === 'text') return html`<div class="markdown">${unsafeHTML(render(drawn.markdown))}</div>`;
  const { part } = drawn;
  switch (part.kind) {
    case 'tool-use':
      return html`<p class="tool" title=${part.input}>Used ${part.name}</p>`;
    case 'tool-result':
      return html`<details class="tool ${part.isError ? 'is-error' : ''}">
        <summary>${part.isError ? 'The tool failed' : 'What the tool gave'}</summary>
        <pre>${part.text}</pre>
      </details>`;
    case 'attachment':
      return part.text === null
        ? html`<p class="chip" title=${part.mediaType}>${part.name}</p>`
        : html`<details class="tool">
            <summary>Attached: ${part.name}</summary>
            <pre>${part.text}</pre>
          </details>`;
  }
}

function drawEnd({ status, failure }: ChatMessage): TemplateResult | typeof nothing {
  switch (status) {
    case 'complete':
      return nothing;
    case 'streaming':
      return html`<p class="message-end is-streaming"><span class="pulse" aria-hidden="true"></span>Answering…</p>`;
    case 'cancelled':
      return html`<p class="message-end">Stopped. What had arrived is kept.</p>`;
    case 'failed':
      return html`<p class="message-end is-error">
        ${failure ?? 'The answer failed. Ask again to have another one.'}
      </p>`;
  }
}

/** What a message says, as plain text. */
export function textOfMessage({ parts }: ChatMessage): string {
  return parts
    .filter(({ kind }) => kind === 'text')
    .map(partText)
    .join('\n');
}

function partText(part: MessagePartReport): string {
  return 'text' in part ? (part.text ?? '') : '';
}
