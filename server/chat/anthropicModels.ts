/** The models of Anthropic, which answer where there is a key. */
import { Failure } from '../base/failure.ts';
import type { AnthropicSettings } from './anthropicSettings.ts';
import type { LanguageModel, ModelPiece, ModelRequest } from './languageModel.ts';
import type { ModelFamily } from './languageModels.ts';

/** The usual one first; any other name of Anthropic's is taken too. */
const offered = [
  { id: 'claude-sonnet-5-5', title: 'Claude Sonnet 5.5' },
  { id: 'claude-opus-5-5', title: 'Claude Opus 5.5' },
  { id: 'claude-haiku-5-5', title: 'Claude Haiku 5.5' },
] as const;

/** They could take more; but all of it is paid for with each question, and long prompts are answered later and worse. */
const historyTokens = 60_000;

/** Nothing is offered while there is no key. */
export function anthropicModels(settings: AnthropicSettings): ModelFamily {
  return {
    offered: () => Promise.resolve(settings.key() === null ? [] : offered),
    find: async (id) => {
      if (!id.startsWith('claude-')) return null;
      if (settings.key() === null) {
        throw new Failure(
          'model-key-refused',
          `${id} needs an API key of Anthropic. Set it with "Set API Key", or as ANTHROPIC_API_KEY in a terminal.`,
        );
      }
      const title = offered.find((model) => model.id === id)?.title ?? id;
      const model: LanguageModel = {
        id,
        title,
        historyTokens,
        answer: (request, signal) => answer(id, request, settings, signal),
      };
      return model;
    },
  };
}

/** The library is loaded when it is needed, since most answers need none. */
async function* answer(
  id: string,
  request: ModelRequest,
  settings: AnthropicSettings,
  signal: AbortSignal,
): AsyncGenerator<ModelPiece> {
  const { answerByAnthropic } = await import('./anthropicModel.ts');
  yield* answerByAnthropic(id, request, settings, signal);
}
