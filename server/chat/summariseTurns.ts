/** Has a language model sum up what was said, so that a long conversation can go on. */
import { Failure } from '../base/failure.ts';
import { addUsage } from './addUsage.ts';
import { clipToTokens, estimateTokens } from './estimateTokens.ts';
import type { LanguageModel, ModelTurn } from './languageModel.ts';
import type { MessageUsage } from './message.ts';

export interface TurnSummary {
  readonly text: string;
  /** Null when the model does not tell. */
  readonly usage: MessageUsage | null;
}

/** A model that does not keep to the words that it may use is cut, or another model could not take its summary. */
const longestSummaryTokens = 2_000;

/**
 * @param before the summary of what was said before these turns; null for none
 * @param budgetTokens what goes of them into one request at most; longer conversations take several, each of which goes on with
 *   the summary of the one before
 * @throws Failure of the codes `model-…`, and whatever the model throws once it is aborted
 */
export async function summariseTurns(
  before: string | null,
  turns: readonly ModelTurn[],
  model: LanguageModel,
  budgetTokens: number,
  signal: AbortSignal,
): Promise<TurnSummary> {
  let summary = before;
  let usage: MessageUsage | null = null;
  for (const portion of portionsOf(turns, budgetTokens)) {
    const known = summary === null ? [] : [`<summary>\n${summary}\n</summary>`];
    const question = [...known, ...portion].join('\n\n');
    let text = '';
    let used: MessageUsage | null = null;
    const request = {
      task: 'summary',
      history: [],
      question,
      attachments: [],
      query: '',
      passages: [],
      tools: [],
    } as const;
    for await (const piece of model.answer(request, signal)) {
      if (piece.kind === 'text') text += piece.text;
      if (piece.kind === 'usage') used = piece.usage;
    }
    signal.throwIfAborted();
    if (text.trim() === '') throw new Failure('model-failed', `${model.title} wrote nothing.`);
    summary = clipToTokens(text.trim(), Math.min(budgetTokens / 4, longestSummaryTokens));
    usage = addUsage(usage, used);
  }
  return { text: summary ?? '', usage };
}

/** Turns as they are told, as many together as go into one request; one that is very long is clipped. */
function portionsOf(turns: readonly ModelTurn[], budgetTokens: number): readonly (readonly string[])[] {
  const portions: string[][] = [];
  let room = 0;
  for (const { role, text } of turns) {
    const said = clipToTokens(text, budgetTokens / 4);
    const tokens = estimateTokens(said);
    if (portions.length === 0 || tokens > room) {
      portions.push([]);
      room = budgetTokens;
    }
    portions.at(-1)?.push(`<turn by="${role === 'user' ? 'person' : 'assistant'}">\n${said}\n</turn>`);
    room -= tokens;
  }
  return portions;
}
