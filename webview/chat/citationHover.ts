/** What happens at the numbers of citations in the feed: a card while one is looked at, and the source when it is pressed. */
import { nothing, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../protocol/chat.ts';
import type { ChatSession } from './chatSession.ts';
import { doubtOf } from './answerView.ts';
import { cardId, drawCard, type CardPlace } from './citationCard.ts';
import { citationsOf, type CitationReport } from './citedText.ts';

/** The feed that holds the numbers. */
interface Feed extends HTMLElement {
  readonly session: ChatSession;
  requestUpdate(): void;
}

interface Looked {
  readonly number: HTMLElement;
  readonly message: ChatMessage;
  readonly citation: CitationReport;
  readonly place: CardPlace;
}

/** Pixels between a number and its card, and between the card and the edges of the page. */
const gap = 4;
const margin = 8;

function placeAt(number: HTMLElement): CardPlace {
  const { left, top, bottom } = number.getBoundingClientRect();
  const above = bottom > window.innerHeight / 2;
  return { left, top: above ? top - gap : bottom + gap, above };
}

export class CitationHover {
  readonly #feed: Feed;
  #looked: Looked | null = null;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** The pointer or the focus came to something. */
  readonly enter = (event: Event): void => {
    const found = this.#find(event);
    if (found === null || found.number === this.#looked?.number) return;
    this.#feed.session.asking.sources.refresh(found.message.id);
    found.number.setAttribute('aria-describedby', cardId);
    this.#looked = { ...found, place: placeAt(found.number) };
    this.#feed.requestUpdate();
  };

  /** The page moved: the card goes with a number that has the focus, which may have moved it, and away otherwise. */
  readonly move = (): void => {
    if (this.#looked === null) return;
    const { number } = this.#looked;
    if (number !== document.activeElement) {
      this.hide();
      return;
    }
    this.#looked = { ...this.#looked, place: placeAt(number) };
    this.#feed.requestUpdate();
  };

  /** The pointer or the focus left. */
  readonly leave = (event: Event): void => {
    if (this.#looked === null) return;
    const next = event instanceof MouseEvent || event instanceof FocusEvent ? event.relatedTarget : null;
    if (next instanceof Node && this.#looked.number.contains(next)) return;
    this.hide();
  };

  readonly press = (event: Event): void => {
    const found = this.#find(event);
    if (found === null) return;
    this.hide();
    this.#feed.session.editor.openSource(found.message.id, found.citation.number);
  };

  /** @returns whether there was a card */
  hide(): boolean {
    if (this.#looked === null) return false;
    this.#looked.number.removeAttribute('aria-describedby');
    this.#looked = null;
    this.#feed.requestUpdate();
    return true;
  }

  draw(): TemplateResult | typeof nothing {
    if (this.#looked === null) return nothing;
    const { citation, message, place } = this.#looked;
    return drawCard(citation, this.#feed.session.asking.sources.of(message.id), place);
  }

  /** Called when the feed is drawn: puts the card to its place, and strikes out what is not verified. */
  arrange(): void {
    const card = this.#feed.querySelector<HTMLElement>(`#${cardId}`);
    if (card !== null && this.#looked !== null) {
      const { left, top, above } = this.#looked.place;
      const most = window.innerWidth - card.offsetWidth - margin;
      card.style.left = `${Math.max(margin, Math.min(left, most))}px`;
      card.style.top = above ? 'auto' : `${top}px`;
      card.style.bottom = above ? `${window.innerHeight - top}px` : 'auto';
    }
    for (const number of this.#feed.querySelectorAll<HTMLElement>('.cite')) {
      const found = this.#citationOf(number);
      if (found === null) continue;
      const { citation, message } = found;
      const doubt =
        message.status === 'streaming' ? null : doubtOf(citation, this.#feed.session.asking.sources.of(message.id));
      const words = `Citation ${citation.number}: ${citation.document}, ${citation.passage}`;
      number.setAttribute('aria-label', doubt === null ? words : `${words}, ${doubt}`);
      number.classList.toggle('is-unverified', !citation.isVerified);
      number.classList.toggle('is-doubtful', citation.isVerified && doubt !== null);
    }
  }

  #find(event: Event): Omit<Looked, 'place'> | null {
    const number = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cite]') : null;
    return number === null ? null : this.#citationOf(number);
  }

  #citationOf(number: HTMLElement): Omit<Looked, 'place'> | null {
    const { session } = this.#feed;
    const message = session.open.at(Number(number.closest<HTMLElement>('article')?.dataset['index'] ?? -1));
    if (message === undefined) return null;
    const parts = message.status === 'streaming' ? (session.asking.live.of(message.id)?.others ?? []) : message.parts;
    const citation = citationsOf(parts).find((one) => String(one.number) === number.dataset['cite']);
    return citation === undefined ? null : { number, message, citation };
  }
}
