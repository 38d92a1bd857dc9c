/** Having questions answered: what can answer, what arrives, and what is cited. */
import { askQuestion, listModels, stopAnswer } from '../../protocol/answers.ts';
import { changeConversation, type ChatMessage } from '../../protocol/chat.ts';
import { modelsChanged } from '../../protocol/chatPages.ts';
import type { Bridge } from '../shared/bridge.ts';
import { LiveAnswers } from './liveAnswers.ts';
import type { OpenConversation } from './openConversation.ts';
import { Sources } from './sources.ts';

/** What a person may pick to have questions answered. */
export interface ModelOffer {
  readonly id: string;
  readonly title: string;
}

export class Asking {
  readonly live: LiveAnswers;
  readonly sources: Sources;
  readonly #bridge: Bridge;
  readonly #changed: () => void;
  #models: readonly ModelOffer[] = [];
  /** What a conversation that has not begun yet is to be answered by. */
  #freshModel: string | null = null;

  /** @param changed called whenever there is something else to show */
  constructor(bridge: Bridge, changed: () => void) {
    this.#bridge = bridge;
    this.#changed = changed;
    this.live = new LiveAnswers(bridge, changed);
    this.sources = new Sources(bridge, changed);
    // Without the list the default answers.
    const load = (): void => void this.#loadModels().catch(() => undefined);
    bridge.receive(modelsChanged, load);
    load();
  }

  /** What can answer, the default first. */
  get models(): readonly ModelOffer[] {
    return this.#models;
  }

  titleOf(model: string): string {
    return this.#models.find(({ id }) => id === model)?.title ?? model;
  }

  /** What answers in a conversation; null for the default. */
  modelOf({ conversation }: OpenConversation): string | null {
    return conversation === null ? this.#freshModel : conversation.model;
  }

  /** The answer that is arriving at the end of the branch; null for none. */
  underWay(open: OpenConversation): ChatMessage | null {
    const last = open.at(open.length - 1);
    return last?.status === 'streaming' ? last : null;
  }

  /** @throws PageFailure */
  async ask(open: OpenConversation, question: string): Promise<void> {
    const model = this.modelOf(open);
    const order = { question, id: crypto.randomUUID(), ...(model === null ? {} : { model }) };
    const { message } = await this.#bridge.ask(askQuestion, order);
    await open.readFrom(message.depth);
  }

  /** Has a question answered, once more where it has been. @throws PageFailure */
  async askAgain(open: OpenConversation, message: ChatMessage): Promise<void> {
    const question = message.role === 'user' ? message : open.at(message.depth - 1);
    if (question !== undefined) await this.ask(open, question.id);
  }

  /** @throws PageFailure */
  async stop(open: OpenConversation): Promise<void> {
    const answer = this.underWay(open);
    if (answer !== null) await this.#bridge.ask(stopAnswer, { message: answer.id });
  }

  /** @throws PageFailure */
  async pick(open: OpenConversation, model: string | null): Promise<void> {
    if (open.conversation === null) {
      this.#freshModel = model;
      return;
    }
    await this.#bridge.ask(changeConversation, { conversation: open.id, model });
    await open.refresh();
  }

  async #loadModels(): Promise<void> {
    this.#models = (await this.#bridge.ask(listModels, {})).models;
    this.#changed();
  }
}
