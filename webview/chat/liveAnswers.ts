/** The answers that a page sees arriving: follows each from where it is, and notices when it has missed something. */
import { answerArrived, followAnswer } from '../../protocol/answers.ts';
import type * as z from 'zod';
import type { Bridge } from '../shared/bridge.ts';
import { AnswerBlocks } from './answerBlocks.ts';

type News = z.output<typeof answerArrived.params>;

/** One answer, as far as it is known. */
interface LiveAnswer {
  /** `elsewhere`: it has ended, or another window gives it. */
  state: 'asked' | 'here' | 'elsewhere';
  upTo: number;
  blocks: AnswerBlocks;
  /** What was told before the question was answered. */
  waiting: News[];
}

export class LiveAnswers {
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  readonly #answers = new Map<string, LiveAnswer>();

  constructor(bridge: Bridge, changed: () => void) {
    this.#bridge = bridge;
    this.#changed = changed;
    bridge.receive(answerArrived, (news) => this.#hear(news));
  }

  /** What has arrived; null while nothing is known, and for what is read as any other message is. Begins to follow it. */
  of(message: string): AnswerBlocks | null {
    const known = this.#answers.get(message);
    if (known === undefined) void this.#follow(message);
    return known?.state === 'here' ? known.blocks : null;
  }

  /** Whether it arrives here, so that nobody needs to read it from the store meanwhile. */
  has(message: string): boolean {
    const state = this.#answers.get(message)?.state;
    return state === 'here' || state === 'asked';
  }

  /** To be called when an answer has ended. */
  forget(message: string): void {
    this.#answers.delete(message);
  }

  async #follow(message: string): Promise<void> {
    const answer: LiveAnswer = { state: 'asked', upTo: 0, blocks: new AnswerBlocks(), waiting: [] };
    this.#answers.set(message, answer);
    try {
      const { isHere, upTo, parts } = await this.#bridge.ask(followAnswer, { message });
      answer.state = isHere ? 'here' : 'elsewhere';
      answer.upTo = upTo;
      for (const part of parts) answer.blocks.add(part);
    } catch {
      // What is kept of it is shown; a question that fails is asked again with the next look.
      this.#answers.delete(message);
      return;
    }
    const { waiting } = answer;
    answer.waiting = [];
    for (const news of waiting) this.#hear(news);
    this.#changed();
  }

  #hear(news: News): void {
    const { message, from, upTo, parts } = news;
    const answer = this.#answers.get(message);
    if (answer?.state === 'asked') answer.waiting.push(news);
    if (answer?.state !== 'here' || upTo <= answer.upTo) return;
    if (from !== answer.upTo + 1) {
      void this.#follow(message);
      return;
    }
    answer.upTo = upTo;
    for (const part of parts) answer.blocks.add(part);
    this.#changed();
  }
}
