/** Makes up conversations whose words are as frequent as those of a language, the same in each run. */

/** One that was made up; `sequence` and `change` of its messages are numbers that follow each other. */
export interface MadeConversation {
  readonly id: string;
  readonly title: string;
  readonly workspace: string;
  readonly startedMs: number;
  /** Never empty; each answers the one before. */
  readonly messages: readonly MadeMessage[];
}

export interface MadeMessage {
  readonly sequence: number;
  readonly id: string;
  readonly parent: string | null;
  readonly depth: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly atMs: number;
}

/** Words of messages; one of low rank is as frequent as in a language (Zipf's law). */
const vocabulary = 20_000;
const wordsInMessage = 40;

/** Conversation 0 holds a tenth of all messages; the others share the rest. */
export function* makeConversations(messages: number, conversations: number): Generator<MadeConversation> {
  const random = seeded(42);
  const longest = Math.floor(messages / 10);
  const others = Math.floor((messages - longest) / (conversations - 1));
  let sequence = 0;
  for (let index = 0; index < conversations; index++) {
    const startedMs = 1_600_000_000_000 + index * 1_000_000;
    yield {
      id: idOf('c', index),
      title: `Conversation ${index}`,
      workspace: `/folder-${index % 50}`,
      startedMs,
      messages: Array.from({ length: index === 0 ? longest : others }, (_, depth) => {
        sequence++;
        return {
          sequence,
          id: idOf('m', sequence),
          parent: depth === 0 ? null : idOf('m', sequence - 1),
          depth,
          role: depth % 2 === 0 ? 'user' : 'assistant',
          text: sentence(random),
          atMs: startedMs + depth,
        };
      }),
    };
  }
}

/** A UUID that tells what it is of. */
export function idOf(kind: 'c' | 'm', number: number): string {
  return `018f0000-0000-7000-${kind === 'c' ? '8' : '9'}000-${number.toString(16).padStart(12, '0')}`;
}

/** A word by its rank, from 0 for the most frequent. */
export function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / 20))
    word += `${'bcdfghjklmnpqrstvwxz'[rest % 20] ?? ''}${'aeiou'[rest % 5] ?? ''}`;
  return word;
}

function sentence(random: () => number): string {
  return Array.from({ length: wordsInMessage }, () => wordOf(Math.floor(vocabulary ** random()) - 1)).join(' ');
}

/** Mulberry32 by Tommy Ettinger: the same numbers in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
