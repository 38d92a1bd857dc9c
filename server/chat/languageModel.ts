/** The port to what answers: a language model, or the default that only quotes. */
import type { MessageUsage } from './message.ts';
import type { CitablePassage, FoundPassage } from './passageSource.ts';
import type { ReadingTool } from './readingTool.ts';

/** One turn of the conversation before the question. */
export interface ModelTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** Something that a person attached to a question. */
export interface AttachedText {
  readonly name: string;
  readonly text: string;
}

/** What a model is asked to do: answer from the regulations, or sum up a conversation. */
export type ModelTask = 'answer' | 'summary';

export interface ModelRequest {
  readonly task: ModelTask;
  /** The oldest first; does not hold the question. */
  readonly history: readonly ModelTurn[];
  readonly question: string;
  /** What the person attached to the question, as text; data like the passages. */
  readonly attachments: readonly AttachedText[];
  /** What was looked for: the question, with the one before it where it says too little alone. */
  readonly query: string;
  /** What was found for it, the best first. */
  readonly passages: readonly FoundPassage[];
  /** What the model may use; all of them only read. */
  readonly tools: readonly ReadingTool[];
}

/** What comes while a model answers. */
export type ModelPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** What was said just now stands in this passage, in these words as the model has them. */
  | { readonly kind: 'citation'; readonly passage: CitablePassage; readonly quote: string }
  | { readonly kind: 'tool-use'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'tool-result'; readonly id: string; readonly text: string; readonly isError: boolean }
  /** What the answer has cost so far; replaces what was told before. */
  | { readonly kind: 'usage'; readonly usage: MessageUsage };

export interface LanguageModel {
  /** Kept with each answer. */
  readonly id: string;
  /** For a person. */
  readonly title: string;
  /**
   * Tokens of the conversation that it gets word by word, as estimated; what is longer is summed up. Null for one that has
   * no use for the conversation, of which nothing is summed up.
   */
  readonly historyTokens: number | null;
  /**
   * Answers piece by piece. Ends the request when the signal is aborted, and throws then.
   * @throws Failure of the codes `model-…`, worded for a person; what came before it counts
   */
  answer(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPiece>;
}
