/** Where models are asked, and with which keys. */
import type { AnthropicSettings } from './anthropicSettings.ts';
import type { OpenAiSettings } from './openAiSettings.ts';

export interface ModelProviders {
  readonly anthropic: Pick<AnthropicSettings, 'key' | 'baseUrl'>;
  /** An endpoint that speaks as OpenAI does. */
  readonly openAi: Pick<OpenAiSettings, 'key' | 'baseUrl' | 'model' | 'historyTokens'>;
}

/** As the environment says. The variables of the endpoint have names of their own, since OPENAI_… may be meant for others. */
export function environmentProviders(environment: NodeJS.ProcessEnv): ModelProviders {
  const read = (name: string) => (): string | null => {
    const value = environment[name]?.trim() ?? '';
    return value === '' ? null : value;
  };
  return {
    anthropic: { key: read('ANTHROPIC_API_KEY'), baseUrl: read('ANTHROPIC_BASE_URL') },
    openAi: {
      key: read('PHASEGATE_OPENAI_API_KEY'),
      baseUrl: read('PHASEGATE_OPENAI_BASE_URL'),
      model: read('PHASEGATE_OPENAI_MODEL'),
      historyTokens: () => readCount(environment['PHASEGATE_OPENAI_HISTORY_TOKENS']),
    },
  };
}

/** @returns null for what is no number above 0 */
function readCount(text: string | undefined): number | null {
  const count = Number(text ?? 0);
  return Number.isInteger(count) && count > 0 ? count : null;
}
