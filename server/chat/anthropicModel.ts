/** Lets a model of Anthropic answer: streamed, with its own citations, and with tools that only read. */
import Anthropic from '@anthropic-ai/sdk';
import type {
  ContentBlockParam,
  MessageParam,
  SearchResultBlockParam,
  Tool,
  ToolResultBlockParam,
  ToolUseBlock,
} from '@anthropic-ai/sdk/resources/messages/messages';
import { Failure } from '../base/failure.ts';
import { anthropicFault } from './anthropicFault.ts';
import { describeAttachments } from './attachedTexts.ts';
import { instructionsFor } from './answerInstructions.ts';
import type { AnthropicSettings } from './anthropicSettings.ts';
import type { ModelPiece, ModelRequest } from './languageModel.ts';
import type { MessageUsage } from './message.ts';
import { describeModelFault, type ModelAddress } from './modelFailure.ts';
import { costMicros, type TokenCounts } from './modelPrices.ts';
import { passageSentences } from './passageSentences.ts';
import type { CitablePassage } from './passageSource.ts';
import type { ReadingTool, ToolAnswer } from './readingTool.ts';
import { SilenceWatch } from './silenceWatch.ts';

const usualUrl = 'https://api.anthropic.com';
const longestAnswerTokens = 16_000;
/** Requests of one answer; a model that still wants to use tools then has to answer without. */
const mostRounds = 8;

/** @throws Failure of the codes `model-…` */
export async function* answerByAnthropic(
  model: string,
  request: ModelRequest,
  settings: AnthropicSettings,
  signal: AbortSignal,
): AsyncGenerator<ModelPiece> {
  const { silenceMs = 60_000, retries = 2, clock } = settings;
  const key = settings.key() ?? '';
  const url = settings.baseUrl() ?? usualUrl;
  const address: ModelAddress = { provider: 'Anthropic', url, keyVariable: 'ANTHROPIC_API_KEY', secret: key };
  const client = new Anthropic({
    apiKey: key,
    baseURL: url,
    timeout: silenceMs,
    maxRetries: retries,
    // It would write to the console, which is the connection to the editor.
    logLevel: 'off',
    openTelemetry: false,
  });
  const passages = new Map<string, CitablePassage>();
  const messages = firstMessages(request, passages);
  let total: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let cost: number | null = 0;
  let hasBegun = false;
  try {
    for (let round = 1; ; round++) {
      const silence = new SilenceWatch(clock, silenceMs, signal);
      let used: TokenCounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
      const stream = client.messages.stream(
        {
          model,
          max_tokens: longestAnswerTokens,
          system: [{ type: 'text', text: instructionsFor(request.task), cache_control: { type: 'ephemeral' } }],
          messages,
          ...(request.tools.length === 0 ? {} : { tools: request.tools.map(asTool) }),
          ...(round < mostRounds ? {} : { tool_choice: { type: 'none' } }),
        },
        { signal: silence.signal },
      );
      // What the library waits for ends with the head of the response.
      stream.on('connect', () => silence.heard());
      let isWhole = false;
      try {
        for await (const event of stream) {
          silence.heard();
          switch (event.type) {
            case 'message_start':
              used = countTokens(event.message.usage);
              break;
            case 'message_delta':
              used = { ...used, output: event.usage.output_tokens };
              break;
            case 'message_stop':
              isWhole = true;
              break;
            case 'content_block_start':
              break;
            case 'content_block_delta':
              if (event.delta.type === 'text_delta') {
                hasBegun = true;
                yield { kind: 'text', text: event.delta.text };
              } else if (event.delta.type === 'citations_delta') {
                const { citation } = event.delta;
                const passage = citation.type === 'search_result_location' ? passages.get(citation.source) : undefined;
                if (passage !== undefined) yield { kind: 'citation', passage, quote: citation.cited_text.trim() };
              }
              break;
            case 'content_block_stop':
              break;
          }
        }
      } catch (error) {
        if (silence.brokenAfterMs === null) throw error;
        throw describeModelFault({ kind: 'silence', silenceMs: silence.brokenAfterMs }, address, hasBegun, error);
      } finally {
        silence.end();
        total = addTokens(total, used);
        const more = costMicros(model, used);
        cost = cost === null || more === null ? null : cost + more;
      }
      yield { kind: 'usage', usage: usageOf(total, cost) };
      if (!isWhole) throw new Error('the stream ended before the answer did');
      const { content, stop_reason: reason } = await stream.finalMessage();
      const uses = content.flatMap((block) => (block.type === 'tool_use' ? [block] : []));
      if (reason !== 'tool_use' || uses.length === 0 || round === mostRounds) {
        if (reason === 'max_tokens') throw describeModelFault({ kind: 'too-long' }, address, hasBegun, null);
        return;
      }
      messages.push({ role: 'assistant', content: content as ContentBlockParam[] });
      const results: ToolResultBlockParam[] = [];
      for (const use of uses) {
        yield { kind: 'tool-use', id: use.id, name: use.name, input: use.input };
        const result = await useTool(use, request, signal);
        yield { kind: 'tool-result', id: use.id, text: result.text, isError: result.isError };
        results.push(toolResult(use, result, passages));
      }
      messages.push({ role: 'user', content: results });
    }
  } catch (error) {
    if (signal.aborted || error instanceof Failure) throw error;
    throw describeModelFault(anthropicFault(error, hasBegun), address, hasBegun, error);
  }
}

function asTool({ name, description, inputSchema }: ReadingTool): Tool {
  return { name, description, input_schema: { ...inputSchema, required: [...(inputSchema.required ?? [])] } };
}

function firstMessages(request: ModelRequest, passages: Map<string, CitablePassage>): MessageParam[] {
  // The next question comes behind the same turns, but not behind the same passages: so the cache ends with the last turn, too.
  const turns = request.history.map(({ role, text }, index): MessageParam => {
    if (index < request.history.length - 1) return { role, content: text };
    return { role, content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] };
  });
  const found = request.passages.map(({ passage }) => searchResult(passage, passages));
  const question = { type: 'text', text: request.question, cache_control: { type: 'ephemeral' } } as const;
  const attached = describeAttachments(request.attachments);
  const material = attached === '' ? [] : [{ type: 'text', text: attached } as const];
  return [...turns, { role: 'user', content: [...found, ...material, question] }];
}

/** Each sentence is a block of its own, since a block is the least that the model can cite. */
function searchResult(passage: CitablePassage, passages: Map<string, CitablePassage>): SearchResultBlockParam {
  const { dataset, document, id, reference, headings, text } = passage;
  const source = `regulation:${[dataset, document.id].map(encodeURIComponent).join('/')}#${encodeURIComponent(id)}`;
  passages.set(source, passage);
  const version = document.version === null ? '' : ` (version ${document.version})`;
  return {
    type: 'search_result',
    source,
    title: [`${document.title}${version}`, ...headings, reference].join(' › '),
    content: passageSentences(text.trim() === '' ? reference : text).map((sentence) => ({
      type: 'text',
      text: sentence,
    })),
    citations: { enabled: true },
  };
}

async function useTool(use: ToolUseBlock, { tools }: ModelRequest, signal: AbortSignal): Promise<ToolAnswer> {
  const tool = tools.find(({ name }) => name === use.name);
  if (tool !== undefined) return tool.use(use.input, signal);
  return { text: `There is no tool ${use.name}.`, passages: [], isError: true };
}

function toolResult(
  { id }: ToolUseBlock,
  { text, passages: found, isError }: ToolAnswer,
  passages: Map<string, CitablePassage>,
): ToolResultBlockParam {
  const results = found.map((passage) => searchResult(passage, passages));
  // All results of one request either have citations or have none, and blocks of text stand in no result.
  return {
    type: 'tool_result',
    tool_use_id: id,
    is_error: isError,
    content: results.length > 0 ? results : [{ type: 'text', text: text === '' ? 'Nothing.' : text }],
  };
}

function countTokens(usage: {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number | null;
  readonly cache_creation_input_tokens: number | null;
}): TokenCounts {
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
  };
}

function addTokens(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
  };
}

function usageOf({ input, output, cacheRead, cacheWrite }: TokenCounts, cost: number | null): MessageUsage {
  return { inputTokens: input + cacheRead + cacheWrite, outputTokens: output, costMicros: cost };
}
