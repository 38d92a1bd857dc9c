/** The embedder that is trained on the passages themselves: the same each time, and as sure as words. */
import assert from 'node:assert/strict';
import type { Embedder } from '../../../server/regulations/embedder.ts';
import type { IndexedPassage } from '../../../server/regulations/passageStore.ts';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';
import { trainEmbedder } from '../../../server/regulations/search/trainEmbedder.ts';

/** Each word of its list has a direction of its own: what no training brings. */
class WordEmbedder implements Embedder {
  readonly id = 'words';
  readonly name = 'words';
  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.#embedText(text)));
  }

  close(): void {
    // There is nothing to end.
  }

  #embedText(text: string): Float32Array {
    const said = new Set(text.split(' '));
    const vector = Float32Array.from(this.#words, (word) => (said.has(word) ? 1 : 0));
    const length = Math.hypot(...vector);
    return length === 0 ? vector : vector.map((value) => value / length);
  }
}

describe('the embedder that is trained on passages', function () {
  this.timeout(60_000);
  const random = new SeededRandom(9);
  const words = Array.from({ length: 300 }, (_, at) => `word${at}`);
  const textOf = (): string => Array.from({ length: 14 }, () => words[random.below(words.length)] ?? '').join(' ');
  const passages = Array.from({ length: 200 }, (_, at): IndexedPassage => ({
    sequence: at + 1,
    document: 1,
    ordinal: at,
    parent: null,
    reference: 'x',
    headings: [],
    text: textOf(),
    mentions: [],
  }));
  const train = () => {
    const splitter = new TermSplitter();
    const stems = passages.map(({ text }) => splitter.split(text).stems);
    return trainEmbedder(passages, stems, splitter, () => undefined);
  };
  /** Of 100 passages, how many are nearest to five words of their own. */
  const foundByFragment = async (embedder: Embedder): Promise<number> => {
    const { signal } = new AbortController();
    const texts = passages.map(({ text }) => text);
    const vectors = await embedder.embed(texts, 'passage', signal);
    const fragments = texts.map((text) => text.split(' ').slice(3, 8).join(' '));
    const queries = await embedder.embed(fragments, 'query', signal);
    const cosine = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    return queries.slice(0, 100).filter((query, own) => {
      const best = vectors.reduce(
        (most, vector, at) => (cosine(query, vector) > cosine(query, vectors[most] ?? vector) ? at : most),
        0,
      );
      return best === own;
    }).length;
  };

  it('finds a passage by a fragment, as often as where each word has a direction of its own', async () => {
    const trained = train();
    const found = await foundByFragment(trained);
    assert.ok(found >= (await foundByFragment(new WordEmbedder(words))) - 3, `${found} of 100`);
    assert.ok(trained.embedText('unheard').every((value) => value === 0));
  });

  it('is the same each time', () => {
    const ids = [1, 2].map(() => train().id);
    assert.equal(ids[0], ids[1]);
  });
});
