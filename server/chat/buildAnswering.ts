/** Builds what answers questions, with everything that can answer here. */
import type { Clock } from '../base/clock.ts';
import { Answering } from './answering.ts';
import { familyOf, LanguageModels, type ModelFamily } from './languageModels.ts';
import type { MessagePathStore } from './messagePathStore.ts';
import type { MessageStore } from './messageStore.ts';
import type { PassageSource } from './passageSource.ts';
import { quotingModel } from './quotingModel.ts';

export interface AnsweringSettings {
  readonly messages: MessageStore;
  readonly paths: MessagePathStore;
  readonly passages: PassageSource;
  readonly clock: Clock;
  /** Families beside the default, which needs no model. */
  readonly families: readonly ModelFamily[];
}

export function buildAnswering({ messages, paths, passages, clock, families }: AnsweringSettings): Answering {
  const models = new LanguageModels([familyOf(quotingModel(passages)), ...families]);
  return new Answering({ messages, paths, passages, clock, tools: [] }, models);
}
