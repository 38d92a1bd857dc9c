/** Builds the index of a dataset from its passages; the embedder of an older index is kept while it still fits. */
import type { IndexedPassage } from '../passageStore.ts';
import { searchedText, TermSplitter } from '../passageTerms.ts';
import { buildLexicalIndex, stemsAt } from './lexicalIndex.ts';
import type { PassageIndex } from './passageIndex.ts';
import type { TokenEmbedder } from './tokenEmbedder.ts';
import { trainEmbedder, shareOfUnknown } from './trainEmbedder.ts';

export interface IndexProgress {
  readonly stage: 'words' | 'training' | 'vectors' | 'embedding';
  /** From 0 to 1. */
  readonly share: number;
}

export interface IndexOrder {
  readonly generation: string;
  readonly passages: readonly IndexedPassage[];
  /** Null for none. */
  readonly earlier: TokenEmbedder | null;
}

/** An embedder is trained anew when more of the passages than this are none that it was trained on. */
const mostUnknown = 0.2;
const wordsAtOnce = 2_000;

export function buildPassageIndex(order: IndexOrder, report: (progress: IndexProgress) => void): PassageIndex {
  const passages = inDocumentOrder(order.passages);
  const splitter = new TermSplitter();
  report({ stage: 'words', share: 0 });
  const lexical = buildLexicalIndex(passages, splitter);
  const texts = passages.map(searchedText);
  const stems = passages.map((_, place) => stemsAt(lexical, place));
  const { earlier } = order;
  const isKept = earlier !== null && shareOfUnknown(earlier, texts) <= mostUnknown;
  const embedder = isKept
    ? earlier
    : trainEmbedder(passages, stems, splitter, (share) => report({ stage: 'training', share }));
  const vectors = new Float32Array(passages.length * embedder.dimension);
  for (const [place, list] of stems.entries()) {
    if (place % wordsAtOnce === 0) report({ stage: 'vectors', share: place / stems.length });
    vectors.set(embedder.embedStems(list), place * embedder.dimension);
  }
  return { generation: order.generation, lexical, dense: { embedder, vectors } };
}

/** As they stand in their documents, so that neighbours in the index are neighbours there. */
export function inDocumentOrder(passages: readonly IndexedPassage[]): readonly IndexedPassage[] {
  return passages.toSorted((a, b) => a.document - b.document || a.ordinal - b.ordinal);
}
