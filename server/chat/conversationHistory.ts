/** What was said before a question, as a model gets it: the recent turns word by word, and before them a summary. */
import { describeFailure, Failure } from '../base/failure.ts';
import { answerText } from './answerParts.ts';
import { estimateTokens } from './estimateTokens.ts';
import type { LanguageModel, ModelTurn } from './languageModel.ts';
import type { HistoryMark, Message, MessageUsage } from './message.ts';
import type { MessagePathStore } from './messagePathStore.ts';
import type { MessageStore } from './messageStore.ts';
import { questionText, turnText } from './questionText.ts';
import { summariseTurns } from './summariseTurns.ts';

export interface ConversationHistory {
  /** The oldest first. */
  readonly turns: readonly ModelTurn[];
  /** What the person asked before the question; null for nothing. */
  readonly lastQuestion: string | null;
  /** What it cost to sum up; null for nothing, or when that is not known. */
  readonly usage: MessageUsage | null;
}

/** Messages that are read at a time. */
const pageSize = 100;
/** Requests that a summary takes at most; what does not go into them is left out of it. */
const mostRequests = 8;

interface SaidTurn {
  readonly message: Message;
  readonly turn: ModelTurn;
  readonly tokens: number;
}

/** What was read of a branch. */
interface ReadBack {
  /** The oldest first; behind what the summary covers. */
  readonly said: readonly SaidTurn[];
  readonly summary: string | null;
  /** Messages before them that were not read and that no summary covers. */
  readonly unread: number;
}

/**
 * Has the model sum up the older turns when all of them are more than it gets. The summary is kept at the last message that
 * it covers, so that it belongs to the branches that go through it; later ones begin with it. Without a summary the older
 * turns are left out, which is marked there, too.
 * @throws whatever stops the model once the signal is aborted; Failure of the database
 */
export async function readConversationHistory(
  question: Message,
  model: LanguageModel,
  { paths, messages }: { readonly paths: MessagePathStore; readonly messages: MessageStore },
  signal: AbortSignal,
): Promise<ConversationHistory> {
  const budget = model.historyTokens;
  const { said, summary, unread } = await readBack(question, paths, budget);
  const asked = said.findLast(({ turn }) => turn.role === 'user')?.message;
  const lastQuestion = asked === undefined ? null : questionText(asked.parts);
  const turnsOf = (some: readonly SaidTurn[]): readonly ModelTurn[] => some.map(({ turn }) => turn);
  const told = (text: string | null, some: readonly SaidTurn[]): readonly ModelTurn[] =>
    text === null ? turnsOf(some) : [...tellSummary(text), ...turnsOf(some)];
  const length = tokensOf(said) + (summary === null ? 0 : estimateTokens(summary));
  if (budget === null || (length <= budget && unread === 0)) {
    return { turns: told(summary, said), lastQuestion, usage: null };
  }
  // Half of it leaves room for some more questions until the next summary; the last exchange may take more.
  const [recent = []] = [budget / 2, (budget * 3) / 4].map((most) => recentTurns(said, most)).filter(hasSome);
  const older = said.slice(0, said.length - recent.length);
  const last = older.at(-1)?.message.id;
  if (last === undefined) return { turns: told(summary, recent), lastQuestion, usage: null };
  try {
    const { text, usage } = await summariseTurns(summary, turnsOf(older), model, budget, signal);
    const lack = unread === 0 ? '' : `The first ${unread} messages are not in this summary.\n\n`;
    const mark: HistoryMark = { kind: 'summary', text: `${lack}${text}`, model: model.id };
    await messages.mark(last, mark);
    return { turns: told(mark.text, recent), lastQuestion, usage };
  } catch (error) {
    if (signal.aborted) throw error;
    await markOmission(last, describeFailure(error).message, model, messages);
    return { turns: told(summary, recent), lastQuestion, usage: null };
  }
}

async function readBack(question: Message, paths: MessagePathStore, budget: number | null): Promise<ReadBack> {
  const said: SaidTurn[] = [];
  const most = budget === null ? 0 : budget * mostRequests;
  let tokens = 0;
  let below: Pick<Message, 'depth' | 'parent'> = question;
  while (below.depth > 0) {
    const messages = await paths.above(question.conversation, below.depth, pageSize);
    for (const message of messages) {
      // Somebody may have switched to another branch meanwhile, of which the question is no part.
      if (message.id !== below.parent) return { said, summary: null, unread: 0 };
      below = message;
      const summary = message.parts.find((part) => part.kind === 'summary');
      if (summary !== undefined) return { said, summary: summary.text, unread: 0 };
      const turn = turnOf(message);
      if (turn === null) continue;
      const more = estimateTokens(turn.text);
      tokens += more;
      said.unshift({ message, turn, tokens: more });
      if (tokens > most && said.some(({ turn: { role } }) => role === 'user')) {
        return { said, summary: null, unread: budget === null ? 0 : message.depth };
      }
    }
    if (messages.length === 0) break;
  }
  return { said, summary: null, unread: 0 };
}

/** @returns null for what is none, such as a note, or an answer of which nothing arrived */
function turnOf({ role, parts }: Message): ModelTurn | null {
  if (role === 'system') return null;
  const text = role === 'user' ? turnText(parts) : answerText(parts);
  return text.trim() === '' ? null : { role, text };
}

/** The last ones that fit, from a question on. */
function recentTurns(said: readonly SaidTurn[], tokens: number): readonly SaidTurn[] {
  let room = tokens;
  let from = said.length;
  while (from > 0 && (said[from - 1]?.tokens ?? 0) <= room) {
    from--;
    room -= said[from]?.tokens ?? 0;
  }
  const recent = said.slice(from);
  const begin = recent.findIndex(({ turn }) => turn.role === 'user');
  return begin < 0 ? recent : recent.slice(begin);
}

function hasSome(turns: readonly SaidTurn[]): boolean {
  return turns.length > 0;
}

function tokensOf(said: readonly SaidTurn[]): number {
  return said.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** As turns of their own, so that the roles go on taking turns. */
function tellSummary(text: string): readonly ModelTurn[] {
  return [
    { role: 'user', text: `What was said before, summed up:\n\n${text}` },
    { role: 'assistant', text: 'I know what was said before.' },
  ];
}

/** What cannot be marked, such as a message without room for it, is still left out. */
async function markOmission(
  message: string,
  reason: string,
  model: LanguageModel,
  messages: MessageStore,
): Promise<void> {
  try {
    await messages.mark(message, { kind: 'omission', reason, model: model.id });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
