/** Builds what answers questions, with everything that can answer here. */
import type { Clock } from '../base/clock.ts';
import { Answering } from './answering.ts';
import { anthropicModels } from './anthropicModels.ts';
import type { ChatStores } from './chatStores.ts';
import { familyOf, LanguageModels, type ModelFamily } from './languageModels.ts';
import type { ModelProviders } from './modelProviders.ts';
import { openAiModels } from './openAiModels.ts';
import type { PassageSource } from './passageSource.ts';
import { quotingModel } from './quotingModel.ts';
import { readingTools } from './readingTools.ts';

export interface AnsweringSettings {
  readonly stores: Pick<ChatStores, 'messages' | 'paths' | 'search'>;
  readonly passages: PassageSource;
  readonly clock: Clock;
  readonly providers: ModelProviders;
  /** Further families. */
  readonly families: readonly ModelFamily[];
  /** Says where the plan of the project stands; null where there is none. */
  readonly roadmapState: (() => Promise<string>) | null;
}

export function buildAnswering(settings: AnsweringSettings): Answering {
  const { stores, passages, clock, providers, families, roadmapState } = settings;
  const { messages, paths, search } = stores;
  const models = new LanguageModels([
    familyOf(quotingModel(passages)),
    anthropicModels({ ...providers.anthropic, clock }),
    openAiModels({ ...providers.openAi, clock }),
    ...families,
  ]);
  const tools = readingTools({ passages, search, roadmapState });
  return new Answering({ messages, paths, passages, clock, tools }, models);
}
