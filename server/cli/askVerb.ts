/** `phasegate ask`: answers a question from the regulations, streaming, with citations; keeps both. */
import path from 'node:path';
import { answerText } from '../chat/answerParts.ts';
import type { AnswerUnderWay } from '../chat/answerQuestion.ts';
import type { CitationPart } from '../chat/citationCheck.ts';
import type { LanguageModel } from '../chat/languageModel.ts';
import type { Message, MessagePart } from '../chat/message.ts';
import type { PassageSource } from '../chat/passageSource.ts';
import type { CommandLine } from './commandLine.ts';
import { exitCodes, type ExitCode } from './exitCode.ts';
import type { Verb, VerbResult } from './verb.ts';

/** Passages that `--dry-run` shows, as many as a model gets. */
const shownPassages = 10;

export const askVerb: Verb = async (line, { openAnswers, openChat, signal, print }) => {
  const [answering, { conversations, messages }] = [await openAnswers(), await openChat()];
  const { passages } = answering.surroundings;
  const question = line.words.join(' ').trim();
  const kept = line.conversation === undefined ? null : await conversations.read(line.conversation);
  const model = await answering.models.find(line.model ?? kept?.model ?? null);
  const dataset = line.dataset ?? null;
  if (line.dryRun) return preview(question, dataset, model, passages, signal);
  // A dataset that does not exist is a mistake on the command line, and no conversation is begun for it.
  if (dataset !== null) await passages.find('', dataset, 1, signal);
  const fresh = { workspace: path.resolve(line.folder), model: line.model ?? null };
  const { id } = kept ?? (await conversations.create(fresh));
  const asked = await messages.append(id, { role: 'user', parts: [{ kind: 'text', text: question }] });
  const underWay = await answering.begin({ question: asked.id, dataset, model: model.id }, null);
  const stop = (): void => underWay.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const message = line.json ? await underWay.ended : await printAnswer(underWay, print);
    return resultOf(message, question, model, line);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** Prints text as it arrives, each citation as its number, and at the end what the numbers stand for. */
async function printAnswer(underWay: AnswerUnderWay, print: (text: string) => Promise<void>): Promise<Message> {
  let printing = Promise.resolve();
  const show = (piece: MessagePart): void => {
    const text = pieceText(piece);
    if (text !== '') printing = printing.then(() => print(text));
  };
  const { soFar } = underWay.streamed.follow(show);
  soFar.parts.forEach(show);
  const message = await underWay.ended;
  await printing;
  const sources = citationsOf(message).map(describeSource);
  await print(sources.length === 0 ? '\n' : `\n\n${sources.join('')}`);
  return message;
}

function resultOf(message: Message, question: string, model: LanguageModel, line: CommandLine): VerbResult {
  const { conversation, id, status, failure, usage } = message;
  const unverified = citationsOf(message).filter(({ isVerified }) => !isVerified).length;
  const notes = [
    ...(failure === null ? [] : [`The answer is not whole: ${failure}\n`]),
    ...(status === 'cancelled' ? ['Stopped. What had arrived is kept.\n'] : []),
    ...(unverified === 0 ? [] : [`${unverified} of the quotes do not stand in their passage.\n`]),
    ...(line.quiet ? [] : [`${model.title}. Go on with: phasegate ask --conversation ${conversation} …\n`]),
  ];
  return {
    document: {
      kind: 'answer',
      question,
      answer: plain(answerText(message.parts)),
      citations: citationsOf(message).map((citation) => ({
        n: citation.number,
        dataset: citation.source?.dataset ?? null,
        document: {
          id: citation.source?.document ?? null,
          title: citation.document,
          version: citation.source?.version ?? null,
        },
        passage: { ref: citation.passage, id: citation.source?.passage ?? null },
        quote: citation.quote,
        verified: citation.isVerified,
      })),
      model: model.id,
      status,
      failure,
      usage,
      conversation,
      message: id,
    },
    prose: notes.join(''),
    ...(line.json ? {} : { isPrinted: true }),
    exitCode: exitCodeOf(message),
  };
}

async function preview(
  question: string,
  dataset: string | null,
  model: LanguageModel,
  passages: PassageSource,
  signal: AbortSignal,
): Promise<VerbResult> {
  const { results, failures } = await passages.find(question, dataset, shownPassages, signal);
  const told = results.map(({ passage }) => ({
    dataset: passage.dataset,
    document: passage.document,
    passage: { ref: passage.reference, id: passage.id },
  }));
  const lines = results.map(({ passage }) => `  ${passage.document.title}, ${passage.reference}\n`);
  return {
    document: { kind: 'answer', dryRun: true, question, model: model.id, passages: told, failures },
    prose: `Would ask ${model.title} with ${results.length} passages, and keep question and answer:\n${lines.join('')}`,
    exitCode: exitCodes.ok,
  };
}

function exitCodeOf({ status }: Message): ExitCode {
  if (status === 'cancelled') return exitCodes.cancelled;
  return status === 'failed' ? exitCodes.usage : exitCodes.ok;
}

function citationsOf({ parts }: Message): readonly CitationPart[] {
  const seen = new Set<number>();
  return parts.flatMap((part) => {
    if (part.kind !== 'citation' || seen.has(part.number)) return [];
    seen.add(part.number);
    return [part];
  });
}

function pieceText(piece: MessagePart): string {
  if (piece.kind === 'text') return safe(plain(piece.text));
  return piece.kind === 'citation' ? ` [${piece.number}]` : '';
}

function describeSource({ number, document, passage, quote, isVerified, source }: CitationPart): string {
  const version = source?.version == null ? '' : ` (version ${source.version})`;
  const doubt = isVerified ? '' : `\n    not found in the passage: “${quote.replaceAll(/\s+/g, ' ').trim()}”`;
  return safe(`[${number}] ${document}${version}, ${passage}${doubt}`) + '\n';
}

/** Markdown's escapes mean nothing in a terminal. */
function plain(markdown: string): string {
  return markdown.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Control characters would act on the terminal. */
function safe(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
