/** Answers what language models of the editor look up, with the tools that the models of answers have. */
import type { Connection } from 'vscode-languageserver/node';
import { roadmapForModel, searchForModel } from '../../protocol/tools.ts';
import { Failure } from '../base/failure.ts';
import type { Answering } from '../chat/answering.ts';
import type { CitablePassage } from '../chat/passageSource.ts';
import type { ToolAnswer } from '../chat/readingTool.ts';
import { writeAddress } from '../regulations/passageAddress.ts';
import { answer } from './answer.ts';

export interface ToolParts {
  readonly connection: Connection;
  /** Opens the regulations on first use. */
  readonly answering: () => Promise<Answering>;
}

/** UTF-16 units of one passage, and of all that one answer brings. */
const longestPassage = 2_000;
const longestAnswer = 20_000;

export function answerToolMessages({ connection, answering }: ToolParts): void {
  const use = async (name: string, input: unknown, signal: AbortSignal): Promise<{ readonly text: string }> => {
    const { tools } = (await answering()).surroundings;
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Failure('usage', 'Nothing can be looked up here: no folder is open.');
    return { text: describe(await tool.use(input, signal)) };
  };

  answer(connection, searchForModel, ({ words, ...rest }, signal) =>
    use('search_regulations', { query: words, ...rest }, signal),
  );
  answer(connection, roadmapForModel, (input, signal) => use('roadmap_state', input, signal));
}

/** What is found stands beside the words of the tool; here is no other place for it. */
function describe({ text, passages }: ToolAnswer): string {
  if (passages.length === 0) return text.slice(0, longestAnswer);
  let rest = longestAnswer;
  return passages
    .map(describePassage)
    .filter((told) => (rest -= told.length) >= 0)
    .join('\n\n');
}

function describePassage({ dataset, document, id, reference, headings, text }: CitablePassage): string {
  const shown = reference === '' ? id : reference;
  const version = document.version === null ? '' : `, version ${document.version}`;
  const said =
    text.length > longestPassage ? `${text.slice(0, longestPassage).replaceAll(/\p{Surrogate}/gu, '')}…` : text;
  return [
    `${document.title}${version}, ${[...headings, shown].join(' › ')}`,
    `Address: ${writeAddress({ dataset, document: document.id, reference: shown })}`,
    said,
  ].join('\n');
}
