/** Fits the ranking to the judged questions of ObliQA, and writes what is shipped. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { openObliqa } from '../obliqa.ts';
import { readQuestions } from '../retrievalQuality.ts';
import { fitRanking, type FittedNumbers } from './fitRanking.ts';
import { isKeptAside } from './keptAside.ts';
import { judge, namesOf } from './judgedQuestions.ts';

const search = path.join(import.meta.dirname, '..', '..', 'server', 'regulations', 'search');

export async function fitShipped(): Promise<void> {
  const obliqa = await openObliqa('no ranking');
  if (obliqa === null) return;
  try {
    const { signal } = new AbortController();
    await obliqa.ingest(signal);
    const dataset = await obliqa.regulations.documents.dataset(obliqa.dataset);
    if (dataset === null) throw new Error('nothing was ingested');
    const { index } = await obliqa.regulations.search.prepare(dataset, signal);
    const questions = readQuestions(obliqa.questionsFile);
    const judged = judge(index, await namesOf(index, obliqa.regulations.passages), questions);
    await write(
      await fitRanking(
        judged,
        [...questions.keys()].filter((number) => !isKeptAside(number)),
      ),
    );
  } finally {
    await obliqa.close();
  }
}

async function write({ words, weights, trees }: FittedNumbers): Promise<void> {
  const { linear, hidden, biases, output } = weights;
  const numbers = (list: readonly number[]): string =>
    `[${list
      .map((value) => value.toPrecision(4))
      .map(Number)
      .join(', ')}]`;
  await writeSource(
    'fittedWords.ts',
    `/** Words of questions that their answers seldom repeat, as \`npm run bench -- ranking\` found them. */
import type { StemsByWeight } from './questionWords.ts';

export const fittedWords: StemsByWeight = ${JSON.stringify(words)};
`,
  );
  await writeSource(
    'fittedWeights.ts',
    `/** The numbers of the first ranking, as \`npm run bench -- ranking\` fitted them; \`rankingModel.ts\` reads them. */
import type { RankingWeights } from './rankingModel.ts';

export const fittedWeights: RankingWeights = {
  linear: ${numbers(linear)},
  hidden: ${numbers(hidden)},
  biases: ${numbers(biases)},
  output: ${numbers(output)},
};
`,
  );
  await writeSource(
    'fittedTrees.ts',
    `/** The trees of the second ranking, as \`npm run bench -- ranking\` fitted them; \`rankingTrees.ts\` reads them. */

/** Of each: seven decisions from the root on, level by level, as \`feature<threshold\`, and behind them eight values of leaves. */
export const fittedTrees: readonly string[] = ${JSON.stringify(trees)};
`,
  );
}

async function writeSource(name: string, text: string): Promise<void> {
  const file = path.join(search, name);
  const style = await resolveConfig(file);
  writeFileSync(file, await format(text, { ...style, filepath: file }));
  console.log(`Written: ${path.relative(process.cwd(), file)}`);
}
