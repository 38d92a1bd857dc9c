/** Measures what embedders of different strength bring to the ranking, since transformers cannot be had everywhere. */
import { TermSplitter } from '../server/regulations/passageTerms.ts';
import { noChosenLeg, type ChosenLeg } from '../server/regulations/search/chosenLeg.ts';
import { inDocumentOrder } from '../server/regulations/search/buildPassageIndex.ts';
import { stemsAt } from '../server/regulations/search/lexicalIndex.ts';
import { embeddedText } from '../server/regulations/search/passageVectors.ts';
import { productAt } from '../server/regulations/search/denseScores.ts';
import { SeededRandom } from '../server/regulations/search/seededRandom.ts';
import { topPlaces } from '../server/regulations/search/topPlaces.ts';
import { trainEmbedder } from '../server/regulations/search/trainEmbedder.ts';
import type { IndexedPassage } from '../server/regulations/passageStore.ts';
import { LetterEmbedder } from './letterEmbedder.ts';
import { openObliqa, type Obliqa } from './obliqa.ts';
import { namesOf } from './ranking/judgedQuestions.ts';
import { isKeptAside } from './ranking/keptAside.ts';
import { meanQuality, readQuestions, type JudgedQuestion, type Ranked } from './retrievalQuality.ts';
import { printTable, type BenchRow } from './table.ts';

/** Cosines of a question with all passages, or what stands for them. */
type Cosines = (asked: JudgedQuestion) => Float32Array;

const depth = 10;
const neighbours = 100;
/** So many of each ranking are fused by rank; the constant is that of Cormack, Clarke and Büttcher, 2009. */
const fusedDepth = 400;
const rankConstant = 60;

/** On the questions that the ranking was not fitted to; the peer is reciprocal rank fusion of the same two rankings. */
export async function benchChosenEmbedders(): Promise<void> {
  const obliqa = await openObliqa('what chosen embedders bring');
  if (obliqa === null) return;
  try {
    printTable(
      'A chosen embedder beside the trained one: Recall@10 / MAP@10 (peer: fused by reciprocal rank)',
      await measure(obliqa),
    );
  } finally {
    await obliqa.close();
  }
}

async function measure({ regulations, dataset: name, questionsFile, ...obliqa }: Obliqa): Promise<readonly BenchRow[]> {
  const { signal } = new AbortController();
  await obliqa.ingest(signal);
  const dataset = await regulations.documents.dataset(name);
  if (dataset === null) return [];
  const ranker = await regulations.search.prepare(dataset, signal);
  const passages = await readAll((after, limit) => regulations.passages.page(name, after, limit));
  const placeOf = new Map(passages.map(({ sequence }, place) => [sequence, place]));
  const ranked = await namesOf(ranker.index, regulations.passages);
  const questions = readQuestions(questionsFile).filter((_, index) => isKeptAside(index));
  const quality = (rankings: readonly (readonly number[])[]): string => {
    const named = rankings.map((places) => places.flatMap((place) => ranked[place] ?? []));
    const { recall, precision } = meanQuality(questions, named, () => true);
    return `${recall.toFixed(3)} / ${precision.toFixed(3)}`;
  };
  const rank = async (question: string, limit: number, leg: ChosenLeg): Promise<readonly number[]> =>
    (await ranker.rank(question, limit, undefined, leg)).passages.map(({ sequence }) => placeOf.get(sequence) ?? -1);

  const base = await all(questions, ({ question }) => rank(question, fusedDepth, noChosenLeg));
  const rows: BenchRow[] = [{ name: 'none', value: quality(base.map((places) => places.slice(0, depth))) }];
  for (const [title, cosinesOf] of simulated(passages, ranker.index.lexical, ranked)) {
    const alone: (readonly number[])[] = [];
    const fused: (readonly number[])[] = [];
    for (const asked of questions) {
      const cosines = cosinesOf(asked);
      const nearest = topPlaces(cosines, neighbours);
      alone.push(nearest);
      fused.push(
        await rank(asked.question, depth, {
          kind: 'answered',
          found: nearest.map((place) => ({ place, cosine: cosines[place] ?? 0 })),
          cosine: (place) => cosines[place] ?? 0,
          how: title,
        }),
      );
    }
    const byRank = base.map((places, at) => fuseByRank(places, alone[at] ?? []));
    rows.push(
      { name: `${title}, alone`, value: quality(alone.map((places) => places.slice(0, depth))) },
      { name: `${title}, taking part`, value: quality(fused), peer: quality(byRank) },
    );
  }
  return rows;
}

function simulated(
  passages: readonly IndexedPassage[],
  index: Parameters<typeof stemsAt>[0],
  ranked: readonly Ranked[],
): readonly (readonly [title: string, cosines: Cosines])[] {
  const stems = passages.map((_, place) => stemsAt(index, place));
  // Other random numbers meet other passages, so another embedder comes out.
  const second = trainEmbedder(passages.toReversed(), stems.toReversed(), new TermSplitter(), () => undefined);
  const ofSecond = cosinesTo(
    stems.map((list) => second.embedStems(list)),
    (question) => second.embedText(question),
  );
  const letters = new LetterEmbedder(passages.map(embeddedText));
  const random = new SeededRandom(99);
  const disturbed = (asked: JudgedQuestion, noise: number, knowledge: number): Float32Array => {
    const cosines = ofSecond(asked);
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    const spread = Math.sqrt(cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / cosines.length);
    const relevant = new Set(asked.relevant.map(({ document, reference }) => `${document}\n${reference}`));
    return cosines.map((cosine, place) => {
      const { document, reference } = ranked[place] ?? { document: '', reference: '' };
      const known = relevant.has(`${document}\n${reference}`) ? knowledge : 0;
      return cosine + spread * (noise * random.normal() + known);
    });
  };
  return [
    ['a second one trained on the passages', ofSecond],
    ['letters in common', cosinesTo(letters.vectors, (question) => letters.embedText(question))],
    ['the second one with noise', (asked) => disturbed(asked, 1.1, 0)],
    ['one that is told part of the judgements', (asked) => disturbed(asked, 0.6, 1.6)],
  ];
}

function cosinesTo(vectors: readonly Float32Array[], embed: (question: string) => Float32Array): Cosines {
  return ({ question }) => {
    const query = embed(question);
    return Float32Array.from(vectors, (vector) => productAt(query, 0, vector, 0, query.length));
  };
}

function fuseByRank(one: readonly number[], other: readonly number[]): readonly number[] {
  const scores = new Map<number, number>();
  for (const places of [one, other])
    for (const [at, place] of places.entries())
      scores.set(place, (scores.get(place) ?? 0) + 1 / (rankConstant + 1 + at));
  return [...scores]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, depth)
    .map(([place]) => place);
}

async function readAll(
  page: (after: number, limit: number) => Promise<readonly IndexedPassage[]>,
): Promise<readonly IndexedPassage[]> {
  const passages: IndexedPassage[] = [];
  for (let after = 0; ;) {
    const read = await page(after, 1_000);
    const last = read.at(-1);
    if (last === undefined) return inDocumentOrder(passages);
    after = last.sequence;
    passages.push(...read);
  }
}

async function all<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}
