/** Tells in the terminal how far the building of an index is. */
import type { IndexProgress } from '../regulations/search/buildPassageIndex.ts';
import type { CommandLine } from './commandLine.ts';

const words: Readonly<Record<IndexProgress['stage'], string>> = {
  words: 'Indexing words',
  training: 'Learning what words mean',
  vectors: 'Placing passages by meaning',
  embedding: 'Embedding passages',
};

/** One line for each stage and each tenth of it. */
export function showIndexing(
  line: CommandLine,
  say: (text: string) => void,
): (dataset: string, progress: IndexProgress) => void {
  let told = '';
  return (dataset, { stage, share }) => {
    if (line.quiet) return;
    const tenth = Math.floor(share * 10) * 10;
    const text = `${words[stage]} of ${dataset}${tenth === 0 ? '' : `, ${tenth} %`} …\n`;
    if (text === told) return;
    told = text;
    say(text);
  };
}
