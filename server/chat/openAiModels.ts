/** The models of the endpoint that a person named, such as Ollama, LM Studio, vLLM, llama.cpp or OpenAI itself. */
import * as z from 'zod';
import { Failure } from '../base/failure.ts';
import { getJson } from './askModelServer.ts';
import type { LanguageModel, ModelPiece, ModelRequest } from './languageModel.ts';
import type { ModelFamily } from './languageModels.ts';
import type { OpenAiSettings } from './openAiSettings.ts';

/** Their names begin so. */
const prefix = 'openai:';
/** Names the usual one of the endpoint. */
const usualId = 'openai';
/** Local servers often take 8,000 to 32,000 tokens, of which passages need up to 5,000. */
const usualHistoryTokens = 8_000;
const mostOffered = 100;
/** Endpoints list these among the others, and they answer no question. */
const noChatModel = /embed|whisper|\btts\b|dall-e|moderation|transcribe|rerank/i;

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

/** Nothing is offered while no endpoint is named. */
export function openAiModels(settings: OpenAiSettings): ModelFamily {
  const modelNamed = (name: string, url: string): LanguageModel => ({
    id: `${prefix}${name}`,
    title: titleOf(name, url),
    historyTokens: settings.historyTokens() ?? usualHistoryTokens,
    answer: (request, signal) => answer(name, request, { ...settings, url }, signal),
  });
  const offeredNames = async (url: string): Promise<readonly string[]> => {
    const usual = settings.model();
    const listed = await listModels(url, settings);
    return [...new Set([...(usual === null ? [] : [usual]), ...listed])];
  };
  return {
    offered: async () => {
      const url = readUrl(settings);
      if (url === null) return [];
      return (await offeredNames(url)).map((name) => ({ id: `${prefix}${name}`, title: titleOf(name, url) }));
    },
    find: async (id) => {
      if (id !== usualId && !id.startsWith(prefix)) return null;
      const url = readUrl(settings);
      if (url === null) {
        throw new Failure(
          'unknown-model',
          `${id} needs an endpoint. Name it in the setting phasegate.openai.baseUrl, or as PHASEGATE_OPENAI_BASE_URL in a terminal.`,
        );
      }
      if (id !== usualId) return modelNamed(id.slice(prefix.length), url);
      const [usual] = settings.model() === null ? await offeredNames(url) : [settings.model() ?? ''];
      if (usual !== undefined) return modelNamed(usual, url);
      throw new Failure(
        'unknown-model',
        `${url} lists no model. Name one in the setting phasegate.openai.model, or as PHASEGATE_OPENAI_MODEL in a terminal.`,
      );
    },
  };
}

/** Without the slash at its end. */
function readUrl({ baseUrl }: OpenAiSettings): string | null {
  const url = baseUrl()?.trim().replace(/\/+$/, '') ?? '';
  return url === '' ? null : url;
}

function titleOf(name: string, url: string): string {
  return `${name} (${URL.canParse(url) ? new URL(url).host : url})`;
}

/** None where the endpoint does not list them, or not in time: the one of the settings can be asked all the same. */
async function listModels(url: string, { key, listMs = 2_000 }: OpenAiSettings): Promise<readonly string[]> {
  const secret = key();
  const headers: Readonly<Record<string, string>> = secret === null ? {} : { authorization: `Bearer ${secret}` };
  try {
    const { data } = modelList.parse(await getJson(`${url}/models`, headers, listMs));
    return data
      .map(({ id }) => id)
      .filter((id) => !noChatModel.test(id))
      .slice(0, mostOffered);
  } catch {
    return [];
  }
}

/** What speaks to the endpoint is loaded when it is needed, since most answers need none. */
async function* answer(
  name: string,
  request: ModelRequest,
  settings: OpenAiSettings & { readonly url: string },
  signal: AbortSignal,
): AsyncGenerator<ModelPiece> {
  const { answerByOpenAi } = await import('./openAiModel.ts');
  yield* answerByOpenAi(name, request, settings, signal);
}
