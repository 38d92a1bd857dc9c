/** Puts together what answers questions in the terminal. */
import type { Clock } from '../base/clock.ts';
import { buildChatStores } from '../chat/chatStores.ts';
import { familyOf, LanguageModels } from '../chat/languageModels.ts';
import type { AnswerOwner } from '../chat/messageStore.ts';
import { quotingModel } from '../chat/quotingModel.ts';
import type { Database } from '../database/database.ts';
import { QuotedPassages } from '../regulations/quotedPassages.ts';
import type { Regulations } from '../regulations/regulations.ts';
import type { AnswerParts } from './verb.ts';

export interface AnswerSettings {
  readonly database: Database;
  readonly owner: AnswerOwner;
  readonly clock: Clock;
  readonly regulations: Regulations;
  readonly environment: NodeJS.ProcessEnv;
}

export function openAnswers({ database, owner, clock, regulations }: AnswerSettings): AnswerParts {
  const passages = new QuotedPassages(() => Promise.resolve(regulations));
  const { messages, paths, conversations } = buildChatStores(database, clock, owner);
  const models = new LanguageModels([familyOf(quotingModel(passages))]);
  return { messages, paths, conversations, passages, models, clock, tools: [] };
}
