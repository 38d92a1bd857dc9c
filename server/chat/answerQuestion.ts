/** Answers a question of a conversation: looks for passages, lets a model answer, checks what it cites, keeps it all. */
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { joinCitations } from './answerParts.ts';
import { checkCitation } from './citationCheck.ts';
import type { LanguageModel, ModelTurn } from './languageModel.ts';
import { textOf, type AnswerEnd, type Message, type MessagePart, type MessageUsage } from './message.ts';
import type { MessagePathStore } from './messagePathStore.ts';
import type { MessageStore } from './messageStore.ts';
import { describeAttachments } from './attachedTexts.ts';
import { readAttachments, textsOf, withAttached } from './attachedPassages.ts';
import type { CitablePassage, FoundPassage, PassageSource } from './passageSource.ts';
import type { ReadingTool } from './readingTool.ts';
import { StreamedAnswer } from './streamedAnswer.ts';

export interface AnswerOrder {
  /** Id of the message that is answered; one that has answers gets another one beside them. */
  readonly question: string;
  /** A UUID for the answer. Default a new one. */
  readonly id?: string;
  /** The regulations that are asked; null for all. */
  readonly dataset: string | null;
  readonly model: LanguageModel;
}

export interface AnswerSurroundings {
  readonly messages: MessageStore;
  readonly paths: MessagePathStore;
  readonly passages: PassageSource;
  readonly tools: readonly ReadingTool[];
  readonly clock: Clock;
}

/** An answer that has begun. */
export interface AnswerUnderWay {
  readonly streamed: Pick<StreamedAnswer, 'message' | 'soFar' | 'follow'>;
  /** Ends the request to the model; what has arrived is kept. */
  stop(): void;
  /** Fulfilled when the answer has ended, however it did. @throws Failure when the database fails */
  readonly ended: Promise<Message>;
}

/** Passages that are looked for, so that the inspector shows what was dropped. */
const soughtPassages = 20;
/** Passages that are given to the model. */
const usedPassages = 10;
/** Messages before the question that the model gets, and their UTF-16 units together. */
const rememberedTurns = 20;
const rememberedLength = 60_000;
/** A question with fewer words that say something is understood with the question before it. */
const fewWords = 4;

/**
 * Begins an answer; the place where it will stand is on the disk when this is fulfilled.
 * @throws Failure `unknown-message`, `unknown-conversation`, `answer-ended`, `usage` (the message is no question)
 */
export async function answerQuestion(order: AnswerOrder, surroundings: AnswerSurroundings): Promise<AnswerUnderWay> {
  const { messages, clock } = surroundings;
  const question = await messages.read(order.question);
  if (question.role !== 'user')
    throw new Failure('usage', 'Only what a person wrote can be answered. Name a question.');
  const streamed = await StreamedAnswer.begin(messages, clock, question.conversation, {
    parent: question.id,
    model: order.model.id,
    ...(order.id === undefined ? {} : { id: order.id }),
  });
  const stopping = new AbortController();
  return {
    streamed,
    stop: () => stopping.abort(),
    ended: answer(question, order, surroundings, streamed, stopping.signal),
  };
}

async function answer(
  question: Message,
  order: AnswerOrder,
  surroundings: AnswerSurroundings,
  streamed: StreamedAnswer,
  signal: AbortSignal,
): Promise<Message> {
  let usage: MessageUsage | null = null;
  const endWith = (end: Pick<AnswerEnd, 'status' | 'failure'>): Promise<Message> => streamed.end({ ...end, usage });
  try {
    const history = await readHistory(question, surroundings.paths);
    const text = questionText(question);
    const { attachments, passages: attached } = await readAttachments(question, surroundings.passages);
    const found = await find(text, attached, history, order.dataset, surroundings.passages, streamed, signal);
    const numbers = new Map<string, number>();
    const request = { history, question: text, attachments, ...found, tools: surroundings.tools };
    for await (const piece of order.model.answer(request, signal)) {
      switch (piece.kind) {
        case 'text':
          if (piece.text !== '') streamed.add(piece);
          break;
        case 'citation': {
          const { passage, quote } = piece;
          const name = JSON.stringify([passage.dataset, passage.document.id, passage.id, quote]);
          const number = numbers.get(name) ?? numbers.size + 1;
          numbers.set(name, number);
          streamed.add(await checkCitation(number, passage, quote, surroundings.passages));
          break;
        }
        case 'tool-use':
        case 'tool-result':
          streamed.add(piece);
          break;
        case 'usage':
          usage = piece.usage;
          break;
      }
      if (signal.aborted) break;
    }
    return await endWith({ status: signal.aborted ? 'cancelled' : 'complete', failure: null });
  } catch (error) {
    if (signal.aborted) return endWith({ status: 'cancelled', failure: null });
    return endWith({ status: 'failed', failure: describeFailure(error).message });
  }
}

/** What is found goes into the answer, so that everybody can see what it was made of. */
async function find(
  text: string,
  attached: readonly CitablePassage[],
  history: readonly ModelTurn[],
  dataset: string | null,
  passages: PassageSource,
  streamed: StreamedAnswer,
  signal: AbortSignal,
): Promise<{ readonly query: string; readonly passages: readonly FoundPassage[] }> {
  const query = queryOf(text, history, passages);
  const { results: sought, failures } = await passages.find(query, dataset, soughtPassages, signal);
  const results = withAttached(sought, attached);
  const part: MessagePart = {
    kind: 'retrieval',
    query,
    passages: results.map(({ passage, score, legs }, index) => ({
      dataset: passage.dataset,
      document: passage.document.title,
      passage: passage.reference,
      score,
      legs: [...legs],
      isUsed: index < usedPassages + attached.length,
    })),
    failures: [...failures],
  };
  streamed.add(part);
  return { query, passages: results.slice(0, usedPassages + attached.length) };
}

/** "And for existing clients?" asks about what was asked before. */
function queryOf(question: string, history: readonly ModelTurn[], passages: PassageSource): string {
  if (passages.weighWords(question).length >= fewWords) return question;
  const before = history.findLast(({ role }) => role === 'user');
  return before === undefined ? question : `${before.text}\n${question}`;
}

async function readHistory(question: Message, paths: MessagePathStore): Promise<readonly ModelTurn[]> {
  if (question.depth === 0) return [];
  const { messages } = await paths.window(question.conversation, { before: question.depth, limit: rememberedTurns });
  // Somebody may have switched to another branch meanwhile, of which the question is no part.
  if (messages.at(-1)?.id !== question.parent) return [];
  const turns: ModelTurn[] = [];
  let length = 0;
  for (const { role, parts } of messages.toReversed()) {
    if (role === 'system') continue;
    const text = role === 'user' ? turnText(parts) : answerText(parts);
    length += text.length;
    if (length > rememberedLength) break;
    if (text.trim() !== '') turns.unshift({ role, text });
  }
  return turns;
}

/** What is attached is no part of what is asked; it only names the question where nothing was written. */
function questionText({ parts }: Message): string {
  const written = textOf(parts.filter(({ kind }) => kind !== 'attachment'));
  if (written.trim() !== '') return written;
  return parts.flatMap((part) => (part.kind === 'attachment' ? [part.name] : [])).join('\n');
}

/** What a person said, with what they had attached as the data that it was. */
function turnText(parts: readonly MessagePart[]): string {
  const attached = describeAttachments(textsOf(parts));
  const written = textOf(parts.filter(({ kind }) => kind !== 'attachment'));
  return attached === '' ? written : `${attached}\n\n${written}`;
}

/** What an answer says to a person, with the numbers of what it cites. */
export function answerText(parts: readonly MessagePart[]): string {
  return joinCitations(parts)
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join('\n\n');
}
