/** Answers a question of a conversation: looks for passages, lets a model answer, checks what it cites, keeps it all. */
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { addUsage } from './addUsage.ts';
import { readAttachments, withAttached } from './attachedPassages.ts';
import { checkCitation } from './citationCheck.ts';
import { readConversationHistory } from './conversationHistory.ts';
import type { LanguageModel } from './languageModel.ts';
import type { AnswerEnd, Message, MessagePart, MessageUsage } from './message.ts';
import type { MessagePathStore } from './messagePathStore.ts';
import type { MessageStore } from './messageStore.ts';
import type { CitablePassage, FoundPassage, PassageSource } from './passageSource.ts';
import { questionText } from './questionText.ts';
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
    const history = await readConversationHistory(question, order.model, surroundings, signal);
    usage = history.usage;
    const text = questionText(question.parts);
    const { attachments, passages: attached } = await readAttachments(question, surroundings.passages);
    const { lastQuestion, turns } = history;
    const found = await find(text, attached, lastQuestion, order.dataset, surroundings.passages, streamed, signal);
    const numbers = new Map<string, number>();
    const rest = { question: text, attachments, ...found, tools: surroundings.tools };
    const request = { task: 'answer', history: turns, ...rest } as const;
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
          usage = addUsage(history.usage, piece.usage);
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
  lastQuestion: string | null,
  dataset: string | null,
  passages: PassageSource,
  streamed: StreamedAnswer,
  signal: AbortSignal,
): Promise<{ readonly query: string; readonly passages: readonly FoundPassage[] }> {
  const query = queryOf(text, lastQuestion, passages);
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
function queryOf(question: string, lastQuestion: string | null, passages: PassageSource): string {
  if (lastQuestion === null || passages.weighWords(question).length >= fewWords) return question;
  return `${lastQuestion}\n${question}`;
}
