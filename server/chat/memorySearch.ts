/** Finds past messages by their words and by what they mean, and says why each was found. */
import { describeFailure, Failure } from '../base/failure.ts';
import { makeSnippet, type Snippet } from './makeSnippet.ts';
import type { MemoryIndex, MemoryMatches } from './memoryIndex.ts';
import type { MemoryStore, RememberedMessage } from './memoryStore.ts';
import { textOf } from './message.ts';
import type { MessageSearchStore } from './messageSearchStore.ts';
import { wordsOf } from './words.ts';

/** Why a message was found. */
export type MemoryReason =
  /** These words of the query stand in it. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** None of its words does. `closeness` is from 0 to 1. */
  | { readonly kind: 'meaning'; readonly closeness: number }
  | { readonly kind: 'words-and-meaning'; readonly words: readonly string[]; readonly closeness: number }
  /** Messages before or after it, or the title of the conversation, hold words of the query. */
  | { readonly kind: 'surroundings' };

export interface Memory extends RememberedMessage {
  readonly snippet: Snippet;
  readonly reason: MemoryReason;
}

export interface Memories {
  /** The best first. */
  readonly found: readonly Memory[];
  /** Ways of finding that failed, in words for a person; the others answered all the same. */
  readonly failures: readonly string[];
}

export interface MemorySearchParts {
  readonly words: MessageSearchStore;
  readonly memories: MemoryStore;
  readonly index: MemoryIndex;
}

/** Candidates of either way of finding. */
const candidates = 60;
/** Constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
const fusionConstant = 60;
/** Shorter words, and those that any question has, say nothing about why a message was found. */
const leastLetters = 3;
const askingWords = new Set(
  'the and for are was were has have had did does with that this what which who whom whose when where why how can could should would will must may our your their you they she his her its about from into not any all'.split(
    ' ',
  ),
);

export class MemorySearch {
  readonly #parts: MemorySearchParts;

  constructor(parts: MemorySearchParts) {
    this.#parts = parts;
  }

  /**
   * A query is never an error.
   *
   * @param limit at most 200
   * @throws Failure `cancelled`
   */
  async find(query: string, limit: number, signal: AbortSignal): Promise<Memories> {
    const [byWords, byIndex] = await Promise.all([this.#byWords(query), this.#byIndex(query, signal)]);
    const scores = new Map<number, number>();
    for (const list of [byWords.sequences, byIndex.matches.map(({ sequence }) => sequence)]) {
      for (const [at, sequence] of list.entries())
        scores.set(sequence, (scores.get(sequence) ?? 0) + 1 / (fusionConstant + at));
    }
    const best = [...scores].toSorted(([, a], [, b]) => b - a).map(([sequence]) => sequence);
    const closeness = new Map(byIndex.matches.map((match) => [match.sequence, match.closeness]));
    const asked = [...new Set(wordsOf(query))].filter((word) => word.length >= leastLetters && !askingWords.has(word));
    // Whatever an index says, only what the database holds is found.
    const messages = (await this.#parts.memories.read(best)).slice(0, limit);
    return {
      found: messages.map((remembered) => {
        const text = textOf(remembered.message.parts);
        const said = new Set(wordsOf(text));
        const words = asked.filter((word) => said.has(word));
        const near = closeness.get(remembered.message.sequence) ?? null;
        return { ...remembered, snippet: makeSnippet(text, words), reason: reasonOf(words, near) };
      }),
      failures: [...byWords.failures, ...byIndex.failures],
    };
  }

  async #byWords(
    query: string,
  ): Promise<{ readonly sequences: readonly number[]; readonly failures: readonly string[] }> {
    try {
      const found = await this.#parts.words.search(query, candidates);
      return { sequences: found.map(({ message }) => message.sequence), failures: [] };
    } catch (error) {
      return { sequences: [], failures: [`Search by words failed: ${describeFailure(error).message}`] };
    }
  }

  async #byIndex(query: string, signal: AbortSignal): Promise<MemoryMatches> {
    try {
      return await this.#parts.index.find(query, candidates, signal);
    } catch (error) {
      if (error instanceof Failure && error.code === 'cancelled') throw error;
      return { matches: [], failures: [`Search by meaning failed: ${describeFailure(error).message}`] };
    }
  }
}

function reasonOf(words: readonly string[], closeness: number | null): MemoryReason {
  if (closeness === null) return words.length === 0 ? { kind: 'surroundings' } : { kind: 'words', words };
  return words.length === 0 ? { kind: 'meaning', closeness } : { kind: 'words-and-meaning', words, closeness };
}
