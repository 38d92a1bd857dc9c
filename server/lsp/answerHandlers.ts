/** Answers requests about answers: asking, stopping, following, and what they cite. */
import type { Connection } from 'vscode-languageserver/node';
import * as protocol from '../../protocol/answers.ts';
import { Failure } from '../base/failure.ts';
import type { Answering } from '../chat/answering.ts';
import { compareCitation, findQuote, type CitationPart } from '../chat/citationCheck.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { PassageSource } from '../chat/passageSource.ts';
import { answer } from './answer.ts';
import type { AnswerNews } from './answerNews.ts';
import type { ChatAnnouncements } from './chatAnnouncements.ts';
import { reportMessage, reportPart } from './chatReports.ts';

export interface AnswerParts {
  readonly connection: Connection;
  readonly stores: () => Promise<ChatStores>;
  /** Opens the regulations on first use. */
  readonly answering: () => Promise<Answering>;
  readonly news: AnswerNews;
  readonly announcements: ChatAnnouncements;
}

/** UTF-16 units of a passage that are shown beside an answer. */
const shownLength = 1_500;
/** Of them before the quote. */
const shownBefore = 300;

export function answerAnswerMessages({ connection, stores, answering, news, announcements }: AnswerParts): void {
  answer(connection, protocol.askQuestion, async ({ question, id, model, dataset }) => {
    announcements.want();
    const { messages, conversations } = await stores();
    const { conversation } = await messages.read(question);
    const { model: chosen } = await conversations.read(conversation);
    const underWay = await (
      await answering()
    ).begin(
      {
        question,
        ...(id === undefined ? {} : { id }),
        ...(model === undefined ? {} : { model }),
        ...(dataset === undefined ? {} : { dataset }),
      },
      chosen,
    );
    news.follow(underWay);
    announcements.look();
    const look = (): void => announcements.look();
    underWay.ended.then(look, (error: unknown) => connection.console.error(String(error)));
    const { message } = underWay.streamed;
    return { message: reportMessage(message, [message.id]) };
  });

  answer(connection, protocol.stopAnswer, async ({ message }) => {
    await (await answering()).stop(message);
    announcements.look();
    return {};
  });

  answer(connection, protocol.followAnswer, async ({ message }) => {
    const underWay = (await answering()).find(message);
    if (underWay === null) return { isHere: false, upTo: 0, parts: [] };
    const { upTo, parts } = news.follow(underWay);
    return { isHere: true, upTo, parts: parts.map(reportPart) };
  });

  answer(connection, protocol.listModels, async () => {
    const models = await (await answering()).models.offered();
    return { models: models.map(({ id, title }) => ({ id, title })) };
  });

  answer(connection, protocol.readSources, async ({ message }) => {
    const { passages } = (await answering()).surroundings;
    const citations = await readCitations(await stores(), message);
    return { sources: await Promise.all(citations.map((citation) => describeSource(citation, passages))) };
  });

  answer(connection, protocol.findSource, async ({ message, number }) => {
    const { passages } = (await answering()).surroundings;
    const citation = (await readCitations(await stores(), message)).find((one) => one.number === number);
    const state = citation === undefined ? null : await compareCitation(citation, passages);
    if (citation === undefined || state === null || state.kind === 'gone') {
      throw new Failure(
        'unknown-message',
        'The passage is not among the regulations any more. Load its document again to open it.',
      );
    }
    const { file, range } = state.passage;
    return { file, start: range.start, end: range.end, quote: citation.quote };
  });
}

/** Each number once. */
async function readCitations({ messages }: ChatStores, id: string): Promise<readonly CitationPart[]> {
  const { parts } = await messages.read(id);
  const byNumber = new Map<number, CitationPart>();
  for (const part of parts) if (part.kind === 'citation') byNumber.set(part.number, part);
  return [...byNumber.values()];
}

async function describeSource(citation: CitationPart, passages: PassageSource): Promise<protocol.CitedPassage> {
  const state = await compareCitation(citation, passages);
  const { number, document, passage: reference, quote, source } = citation;
  if (state.kind === 'gone') {
    const version = source?.version ?? null;
    return { number, state: state.kind, document, version, reference, headings: [], text: '', quoted: null };
  }
  const { passage } = state;
  const place = findQuote(quote, passage.text);
  const start = place === null || place.end <= shownLength ? 0 : Math.max(0, place.start - shownBefore);
  const text = passage.text.slice(start, start + shownLength);
  return {
    number,
    state: state.kind,
    document: passage.document.title,
    version: passage.document.version,
    reference: passage.reference,
    headings: [...passage.headings],
    text,
    quoted: place === null ? null : { start: place.start - start, end: Math.min(text.length, place.end - start) },
  };
}
