/** `phasegate search`: finds the passages that answer a question, or those of many questions in a file. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../base/failure.ts';
import type { FoundPassage, FoundPassages } from '../regulations/findPassages.ts';
import { exitCodes } from './exitCode.ts';
import type { Verb } from './verb.ts';

const queryLine = z.object({ id: z.union([z.string(), z.number()]), query: z.string() });
type QueryLine = z.infer<typeof queryLine>;

/** Characters of a passage that are shown in prose. */
const longestShown = 300;

export const searchVerb: Verb = async (line, { openRegulations, signal }) => {
  const asked = line.queries === undefined ? null : await readQueries(path.resolve(line.folder, line.queries));
  const { search } = await openRegulations();
  const find = (query: string): Promise<FoundPassages> =>
    search.find(
      {
        query,
        dataset: line.dataset ?? null,
        limit: line.count,
        ...(line.document === undefined ? {} : { document: line.document }),
        ...(line.inForce === undefined ? {} : { inForce: line.inForce }),
      },
      signal,
    );
  if (asked !== null) {
    const lines: string[] = [];
    for (const { id, query } of asked) {
      if (signal.aborted) throw new Failure('cancelled', 'The search was cancelled.');
      const found = await find(query);
      lines.push(`${JSON.stringify({ id, ...documentOf(found, line.explain) })}\n`);
    }
    const document = { kind: 'searches', searches: lines.map((text) => JSON.parse(text) as unknown) };
    return { document, prose: '', output: lines.join(''), exitCode: exitCodes.ok };
  }
  const query = line.words.join(' ');
  const found = await find(query);
  return {
    document: { kind: 'search', query, ...documentOf(found, line.explain) },
    prose: describe(found, line.explain),
    exitCode: exitCodes.ok,
  };
};

function documentOf({ results, legs }: FoundPassages, explain: boolean) {
  return {
    results: results.map((result) => resultOf(result, explain)),
    ...(explain ? { legs } : {}),
    // Said also when nobody asked: an answer without one of its legs is not the whole answer.
    ...(!explain && legs.some(({ state }) => state === 'failed')
      ? { failedLegs: legs.filter(({ state }) => state === 'failed') }
      : {}),
  };
}

function resultOf({ passage, score, fusedRank, legs }: FoundPassage, explain: boolean) {
  const { document } = passage;
  return {
    dataset: passage.dataset,
    document: { id: document.id, title: document.title, version: document.version },
    passage: { ref: passage.reference, id: passage.id, headings: passage.headings },
    text: passage.text,
    source: { file: passage.file, start: passage.range.start, end: passage.range.end, line: passage.range.line + 1 },
    score,
    ...(explain ? { legs, fusedRank } : {}),
  };
}

function describe({ results, legs }: FoundPassages, explain: boolean): string {
  const failed = legs.flatMap((leg) => {
    if (leg.state === 'failed') return [`The ${leg.leg} leg failed: ${leg.reason}\n`];
    return explain ? [`The ${leg.leg} leg found ${leg.found}: ${leg.how}.\n`] : [];
  });
  if (results.length === 0)
    return `${failed.join('')}Nothing was found. "phasegate ingest <path> --dataset <name>" loads regulations.\n`;
  const told = results.map(({ passage, score, fusedRank, legs: places }, index) => {
    const text = passage.text.replaceAll(/\s+/g, ' ').trim();
    const short = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
    const how = Object.entries(places).map(([leg, place]) => `${leg} ${place.rank} (${place.score.toFixed(3)})`);
    if (places.rerank !== undefined) how.push(`before it ${fusedRank}`);
    return `${index + 1}. ${passage.document.title}, ${passage.reference}${explain ? `  ${score.toFixed(3)}: ${how.join(', ')}` : ''}\n   ${short}\n`;
  });
  return failed.join('') + told.join('');
}

/** @throws Failure `read-failed`, `usage` with the line that is none */
async function readQueries(file: string): Promise<readonly QueryLine[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(
      'read-failed',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [queryLine.parse(JSON.parse(line))];
    } catch {
      throw new Failure('usage', `${file}: line ${index + 1} is no {"id": …, "query": "…"}.`);
    }
  });
}
