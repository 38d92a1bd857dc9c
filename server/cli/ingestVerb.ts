/** `phasegate ingest`: loads regulations into a dataset, and prepares it for searching. */
import path from 'node:path';
import type { FailureReport } from '../../protocol/failure.ts';
import { describeFailure } from '../base/failure.ts';
import { ingestRegulations, type IngestReport } from '../regulations/ingestRegulations.ts';
import { exitCodeOfFailure, exitCodes, type ExitCode } from './exitCode.ts';
import type { Verb } from './verb.ts';

/** Milliseconds between two lines of progress. */
const progressPauseMs = 1_000;
/** So many files that failed are told in prose; JSON has all of them. */
const mostTold = 20;

export const ingestVerb: Verb = async (line, { openRegulations, signal, nowMs, say }) => {
  const startedMs = nowMs();
  const name = line.dataset ?? '';
  const { documents, reader, search } = await openRegulations();
  let toldMs = startedMs;
  const report = await ingestRegulations(
    {
      dataset: name,
      paths: line.words.map((word) => path.resolve(line.folder, word)),
      isDryRun: line.dryRun,
      signal,
      onProgress: ({ filesDone, filesTotal, file }) => {
        if (line.quiet || nowMs() - toldMs < progressPauseMs) return;
        toldMs = nowMs();
        say(`${filesDone} of ${filesTotal} files, ${shown(line.folder, file)}\n`);
      },
    },
    { documents, read: (file, stop) => reader.read(file, stop) },
  );
  const dataset = await documents.dataset(name);
  let embedding: FailureReport | null = null;
  if (dataset !== null && !line.dryRun) {
    await search.prepare(dataset, signal);
    embedding = await search.makeVectors(dataset, signal).then(() => null, failureUnlessCancelled);
  }
  const size = await documents.size(name);
  const seconds = (nowMs() - startedMs) / 1000;
  const failed = report.failed.map(({ file, message }) => ({ file: shown(line.folder, file), message }));
  const { added, changed, unchanged, removed } = report;
  return {
    document: {
      kind: 'ingest',
      ...(line.dryRun ? { dryRun: true } : {}),
      dataset: name,
      ...size,
      added,
      changed,
      unchanged,
      removed,
      failed,
      seconds,
      ...(embedding === null ? {} : { embedding: { failure: embedding } }),
    },
    prose: describe(name, size, report, failed, seconds, line.dryRun) + describeEmbedding(embedding),
    exitCode: exitCodeOf(failed.length, embedding),
  };
};

function exitCodeOf(failedFiles: number, embedding: FailureReport | null): ExitCode {
  if (failedFiles > 0) return exitCodes.gateFailed;
  return embedding === null ? exitCodes.ok : exitCodeOfFailure(embedding.code);
}

/** What was loaded stays loaded when a server of embeddings is away. */
function failureUnlessCancelled(error: unknown): FailureReport {
  const failure = describeFailure(error);
  if (failure.code === 'cancelled') throw error;
  return failure;
}

function describeEmbedding(failure: FailureReport | null): string {
  return failure === null
    ? ''
    : `The passages were not embedded: ${failure.message} What was made is kept, and the next search tries again; until then the embedder that is trained here answers.\n`;
}

function describe(
  name: string,
  size: { readonly documents: number; readonly passages: number },
  { added, changed, unchanged, removed }: IngestReport,
  failed: readonly { readonly file: string; readonly message: string }[],
  seconds: number,
  isDryRun: boolean,
): string {
  const lines = failed.slice(0, mostTold).map(({ file, message }) => `${file}: ${message}\n`);
  if (failed.length > mostTold) lines.push(`… and ${failed.length - mostTold} more files.\n`);
  const done = `${added} added, ${changed} changed, ${unchanged} unchanged, ${removed} removed`;
  const end =
    failed.length === 0
      ? ''
      : ` ${failed.length} ${failed.length === 1 ? 'file' : 'files'} could not be read; all others were.`;
  return isDryRun
    ? `${lines.join('')}Would leave: ${done}.${end}\n`
    : `${lines.join('')}${name}: ${size.documents} documents, ${size.passages.toLocaleString('en')} passages (${done}) in ${seconds.toFixed(1)} s.${end}\n`;
}

/** As a person would type it. */
function shown(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
