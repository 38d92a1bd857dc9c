/** Lets a model behind the Chat Completions API of OpenAI answer: streamed, with citations by number, and with tools that only read. */
import { Failure } from '../base/failure.ts';
import { addUsage } from './addUsage.ts';
import { postPatiently } from './askModelServer.ts';
import { Completion, type ToolCall } from './completionChunks.ts';
import type { ModelPiece, ModelRequest } from './languageModel.ts';
import type { MessageUsage } from './message.ts';
import { describeModelFault, reasonOf, type ModelAddress } from './modelFailure.ts';
import { ModelServerError } from './modelServerError.ts';
import { NumberedPassages, numberedPrompt, readCitations } from './numberedPassages.ts';
import type { OpenAiSettings } from './openAiSettings.ts';
import type { ToolAnswer } from './readingTool.ts';
import { SilenceWatch } from './silenceWatch.ts';

/** Requests of one answer; a model that still wants to use tools then has to answer without. */
const mostRounds = 8;

/** What goes over the wire, as far as it is used. */
type ChatTurn =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string | null; readonly tool_calls?: readonly object[] }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/**
 * @param model as the endpoint names it
 * @throws Failure of the codes `model-…`
 */
export async function* answerByOpenAi(
  model: string,
  request: ModelRequest,
  settings: OpenAiSettings & { readonly url: string },
  signal: AbortSignal,
): AsyncGenerator<ModelPiece> {
  const { url, silenceMs = 60_000, firstSignMs = 240_000, retries = 2, clock } = settings;
  const key = settings.key() ?? '';
  const address: ModelAddress = {
    provider: 'The model server',
    url,
    keyVariable: 'PHASEGATE_OPENAI_API_KEY',
    secret: key,
  };
  const headers = { 'content-type': 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) };
  const numbered = new NumberedPassages();
  const messages = firstTurns(request, numbered);
  let tools = request.tools.map(({ name, description, inputSchema: parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
  let isCounted = true;
  let usage: MessageUsage | null = null;
  let hasBegun = false;
  for (let round = 1; ; round++) {
    const isLast = round === mostRounds;
    const silence = new SilenceWatch(clock, silenceMs, signal);
    const completion = new Completion();
    let said = '';
    try {
      silence.heard(firstSignMs);
      const body = JSON.stringify({
        model,
        messages,
        stream: true,
        ...(isCounted ? { stream_options: { include_usage: true } } : {}),
        ...(tools.length === 0 ? {} : { tools, ...(isLast ? { tool_choice: 'none' } : {}) }),
      });
      const response = await postPatiently(`${url}/chat/completions`, { headers, body }, retries, silence.signal);
      const onSign = (): void => silence.heard();
      for await (const piece of readCitations(completion.read(response, onSign, silence.signal), numbered)) {
        if (piece.kind === 'text') said += piece.text;
        hasBegun = true;
        yield piece;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      // Many local models can use no tools, and some servers count no tokens: both refuse a request that asks for it.
      if (said === '' && tools.length > 0 && isRefusalOf(error, /\btools?\b|\btool[_-]/i)) {
        tools = [];
        continue;
      }
      if (said === '' && isCounted && isRefusalOf(error, /stream_options|include_usage/i)) {
        isCounted = false;
        continue;
      }
      throw failureOf(error, silence.brokenAfterMs, address, hasBegun);
    } finally {
      silence.end();
    }
    usage = addUsage(usage, usageOf(completion.usage));
    if (usage !== null) yield { kind: 'usage', usage };
    const { calls } = completion;
    if (calls.length === 0 || isLast) {
      if (completion.isTooLong) throw describeModelFault({ kind: 'too-long' }, address, hasBegun, null);
      return;
    }
    messages.push({ role: 'assistant', content: said === '' ? null : said, tool_calls: calls.map(asToolCall) });
    for (const call of calls) {
      const input = readInput(call);
      yield { kind: 'tool-use', id: call.id, name: call.name, input: input ?? call.input };
      const result = await useTool(call.name, input, request, signal);
      yield { kind: 'tool-result', id: call.id, text: result.text, isError: result.isError };
      const found = numbered.tell(result.passages);
      const content = found === '' ? result.text : found;
      messages.push({ role: 'tool', tool_call_id: call.id, content: content === '' ? 'Nothing.' : content });
    }
  }
}

function firstTurns(request: ModelRequest, numbered: NumberedPassages): ChatTurn[] {
  const { instructions, question } = numberedPrompt(request, numbered);
  const turns: { role: 'user' | 'assistant'; content: string }[] = [];
  for (const { role, text } of [...request.history, { role: 'user', text: question } as const]) {
    const last = turns.at(-1);
    // The templates of many local models want the roles to take turns.
    if (last?.role === role) last.content += `\n\n${text}`;
    else turns.push({ role, content: text });
  }
  return [{ role: 'system', content: instructions }, ...turns];
}

function isRefusalOf(error: unknown, what: RegExp): boolean {
  const fault = error instanceof ModelServerError ? error.fault : null;
  return fault?.kind === 'refused' && fault.said !== null && what.test(fault.said);
}

function failureOf(error: unknown, brokenAfterMs: number | null, address: ModelAddress, hasBegun: boolean): Failure {
  if (error instanceof Failure) return error;
  if (brokenAfterMs !== null) {
    return hasBegun
      ? describeModelFault({ kind: 'silence', silenceMs: brokenAfterMs }, address, hasBegun, error)
      : describeModelFault({ kind: 'no-answer' }, address, hasBegun, error);
  }
  if (error instanceof ModelServerError) return describeModelFault(error.fault, address, hasBegun, error);
  return describeModelFault({ kind: 'broken', reason: reasonOf(error) }, address, hasBegun, error);
}

function usageOf(tokens: { readonly input: number; readonly output: number } | null): MessageUsage | null {
  return tokens === null ? null : { inputTokens: tokens.input, outputTokens: tokens.output, costMicros: null };
}

function asToolCall({ id, name, input }: ToolCall): object {
  return { id, type: 'function', function: { name, arguments: input === '' ? '{}' : input } };
}

/** @returns null for what is no JSON */
function readInput({ input }: ToolCall): unknown {
  try {
    return JSON.parse(input.trim() === '' ? '{}' : input) as unknown;
  } catch {
    return null;
  }
}

async function useTool(
  name: string,
  input: unknown,
  { tools }: ModelRequest,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const tool = tools.find((one) => one.name === name);
  const wrong = (text: string): ToolAnswer => ({ text, passages: [], isError: true });
  if (tool === undefined) return wrong(`There is no tool ${name}.`);
  if (input === null) return wrong('The arguments are no JSON.');
  return tool.use(input, signal);
}
