/** The answers of this process that are under way: begins them, finds them again, stops them. */
import { Failure } from '../base/failure.ts';
import { answerQuestion, type AnswerSurroundings, type AnswerUnderWay } from './answerQuestion.ts';
import type { LanguageModels } from './languageModels.ts';
import type { Message } from './message.ts';

export interface QuestionOrder {
  /** Id of the message that is answered. */
  readonly question: string;
  /** A UUID for the answer; one that is under way is given back, so that asking again is safe. Default a new one. */
  readonly id?: string;
  /** Default what the conversation has, or else the one that needs no model. */
  readonly model?: string;
  /** Default all regulations. */
  readonly dataset?: string | null;
}

export class Answering {
  readonly surroundings: AnswerSurroundings;
  readonly models: LanguageModels;
  readonly #underWay = new Map<string, AnswerUnderWay>();
  readonly #beginning = new Map<string, Promise<AnswerUnderWay>>();

  constructor(surroundings: AnswerSurroundings, models: LanguageModels) {
    this.surroundings = surroundings;
    this.models = models;
  }

  /**
   * Begins an answer; the place where it will stand is on the disk when this is fulfilled. One that was given already
   * under the id is given back, so that who did not hear of it may ask again.
   * @param chosen the model of the conversation; null for the default
   * @throws Failure `unknown-message`, `usage`, `unknown-model`, `model-key-refused`, `answer-ended`
   */
  async begin(order: QuestionOrder, chosen: string | null): Promise<AnswerUnderWay> {
    const { id } = order;
    if (id === undefined) return this.#begin(order, chosen);
    const known = this.#underWay.get(id) ?? this.#beginning.get(id);
    if (known !== undefined) return known;
    const beginning = this.#begin(order, chosen);
    this.#beginning.set(id, beginning);
    try {
      return await beginning;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'answer-ended') throw error;
      const given = await this.surroundings.messages.read(id);
      if (given.parent !== order.question || given.status === 'streaming') throw error;
      return underWayNoMore(given);
    } finally {
      this.#beginning.delete(id);
    }
  }

  /** @returns null when it has ended, or another process gives it */
  find(answer: string): AnswerUnderWay | null {
    return this.#underWay.get(answer) ?? null;
  }

  /**
   * Ends the request to the model; what has arrived is kept. An answer that has ended already is left alone.
   * @throws Failure `unknown-message`, `answer-ended` (another process gives it, which alone can stop it)
   */
  async stop(answer: string): Promise<void> {
    const underWay = this.#underWay.get(answer);
    if (underWay === undefined) {
      const { status } = await this.surroundings.messages.read(answer);
      if (status !== 'streaming') return;
      throw new Failure('answer-ended', 'Another window gives this answer. Stop it there.');
    }
    underWay.stop();
    await underWay.ended;
  }

  /** Stops all of them and waits until they are kept. */
  async stopAll(): Promise<void> {
    const all = [...this.#underWay.values()];
    for (const underWay of all) underWay.stop();
    await Promise.allSettled(all.map(({ ended }) => ended));
  }

  async #begin({ question, id, model, dataset }: QuestionOrder, chosen: string | null): Promise<AnswerUnderWay> {
    const underWay = await answerQuestion(
      {
        question,
        dataset: dataset ?? null,
        model: await this.models.find(model ?? chosen),
        ...(id === undefined ? {} : { id }),
      },
      this.surroundings,
    );
    const { message } = underWay.streamed;
    this.#underWay.set(message.id, underWay);
    const forget = (): void => void this.#underWay.delete(message.id);
    underWay.ended.then(forget, forget);
    return underWay;
  }
}

function underWayNoMore(message: Message): AnswerUnderWay {
  const soFar = { message: message.id, upTo: 0, parts: message.parts };
  return {
    streamed: { message, soFar: () => soFar, follow: () => ({ soFar, stop: () => undefined }) },
    stop: () => undefined,
    ended: Promise.resolve(message),
  };
}
