/** Measures answers: how good the quotes are, how soon the first word comes, and what a further one costs. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import Anthropic from '@anthropic-ai/sdk';
import { systemClock } from '../server/base/clock.ts';
import { Answering } from '../server/chat/answering.ts';
import { anthropicModels } from '../server/chat/anthropicModels.ts';
import { buildChatStores, type ChatStores } from '../server/chat/chatStores.ts';
import { familyOf, LanguageModels } from '../server/chat/languageModels.ts';
import type { Message } from '../server/chat/message.ts';
import { quotingModel, quotingModelId } from '../server/chat/quotingModel.ts';
import { StreamedAnswer } from '../server/chat/streamedAnswer.ts';
import { QuotedPassages } from '../server/regulations/quotedPassages.ts';
import { MessagesServer, type Said } from '../test/messagesApi/messagesServer.ts';
import { measureInTurn, median } from './measure.ts';
import { openObliqa } from './obliqa.ts';
import { isKeptAside } from './ranking/keptAside.ts';
import { readQuestions, type JudgedQuestion } from './retrievalQuality.ts';
import { formatMs, printTable } from './table.ts';

const askedQuestions = 100;
/** What no regulation of the set speaks of. */
const strangeQuestions = [
  'Which wine goes with grilled salmon and asparagus?',
  'How do I reset the trip computer of a 1998 Volvo?',
  'Who won the ladies’ singles at Wimbledon in 1987?',
  'What is the boiling point of nitrogen at sea level?',
  'How many moons does Jupiter have?',
  'Which chord follows the tonic in a twelve-bar blues?',
  'How long does sourdough bread have to rise overnight?',
  'What is the gestation period of an African elephant?',
  'How do I prune an old apple tree in winter?',
  'Which opening did Kasparov play against Deep Blue?',
  'When was the Eiffel Tower painted for the first time?',
  'How deep is the Mariana Trench?',
] as const;

/** What answers from the regulations. */
interface AnsweringHome {
  /** The judged questions, as a file. */
  readonly questionsFile: string;
  readonly chat: ChatStores;
  readonly passages: QuotedPassages;
}

/** Prints the figures; where the regulations are not there, those that need none. */
export async function benchChat(): Promise<void> {
  await benchTokens();
  const obliqa = await openObliqa('answers');
  if (obliqa === null) return;
  try {
    await obliqa.ingest(new AbortController().signal);
    const { database, regulations, questionsFile } = obliqa;
    const home: AnsweringHome = {
      questionsFile,
      chat: buildChatStores(database, systemClock, { pid: process.pid, start: 'now', host: 'here' }),
      passages: new QuotedPassages(() => Promise.resolve(regulations)),
    };
    await benchQuotes(home);
    await benchFirstToken(home);
  } finally {
    await obliqa.close();
  }
}

async function benchQuotes(home: AnsweringHome): Promise<void> {
  const { passages, questionsFile } = home;
  const answering = answeringOf(home, new LanguageModels([familyOf(quotingModel(passages))]));
  const keptAside = readQuestions(questionsFile).filter((_, index) => isKeptAside(index));
  // Neighbours ask about the same documents, so they are taken from all over the file.
  const step = Math.floor(keptAside.length / askedQuestions);
  const questions = keptAside.filter((_, index) => index % step === 0).slice(0, askedQuestions);
  const outcomes: Outcome[] = [];
  for (const judged of questions) {
    outcomes.push(judge(judged, await ask(home, answering, judged.question, quotingModelId)));
  }
  let refused = 0;
  for (const question of strangeQuestions) {
    const { parts } = await ask(home, answering, question, quotingModelId);
    if (parts.every(({ kind }) => kind !== 'citation')) refused++;
  }
  const count = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length;
  const quotes = outcomes.reduce((sum, { quoted }) => sum + quoted, 0);
  const verified = outcomes.reduce((sum, outcome) => sum + outcome.verified, 0);
  const first = count(({ isFirstRelevant }) => isFirstRelevant) / questions.length;
  const any = count(({ isAnyRelevant }) => isAnyRelevant) / questions.length;
  const strange = refused / strangeQuestions.length;
  printTable(
    `Answers that quote: ${questions.length} questions of ObliQA that nothing was fitted to, without a language model`,
    [
      {
        name: 'quotes that stand in their passage',
        value: `${verified} of ${quotes}`,
        goal: 'all',
        isMet: verified === quotes,
      },
      { name: 'first citation is relevant', value: first.toFixed(2), goal: '≥ 0.65', isMet: first >= 0.65 },
      { name: 'some citation is relevant', value: any.toFixed(2) },
      { name: 'questions without an answer', value: String(count(({ quoted }) => quoted === 0)) },
      {
        name: 'questions about something else that are refused',
        value: strange.toFixed(2),
        goal: '≥ 0.90',
        isMet: strange >= 0.9,
      },
    ],
  );
}

interface Outcome {
  readonly quoted: number;
  readonly verified: number;
  readonly isFirstRelevant: boolean;
  readonly isAnyRelevant: boolean;
}

function judge({ relevant }: JudgedQuestion, { parts }: Message): Outcome {
  const citations = parts.flatMap((part) => (part.kind === 'citation' ? [part] : []));
  const matches = citations.map(({ source, passage }) =>
    relevant.some(({ document, reference }) => document === source?.document && reference === passage),
  );
  return {
    quoted: citations.length,
    verified: citations.filter(({ isVerified }) => isVerified).length,
    isFirstRelevant: matches[0] === true,
    isAnyRelevant: matches.includes(true),
  };
}

/** From the question to the first word, beside the library alone against the same server. */
async function benchFirstToken(home: AnsweringHome): Promise<void> {
  const said: readonly Said[] = [{ kind: 'text', text: 'A Relevant Person must verify the customer. '.repeat(20) }];
  const server = await MessagesServer.start(() => ({ kind: 'answer', said }));
  try {
    const model = 'claude-sonnet-5-5';
    const family = anthropicModels({ key: () => 'bench', baseUrl: () => server.url, clock: systemClock });
    const answering = answeringOf(home, new LanguageModels([family]));
    const client = new Anthropic({ apiKey: 'bench', baseURL: server.url, logLevel: 'off' });
    const questions = readQuestions(home.questionsFile).map(({ question }) => question);
    let index = 0;
    const bareMs: number[] = [];
    const ownMs: number[] = [];
    const bare = async (): Promise<void> => {
      const startMs = performance.now();
      const content = questions[index++ % questions.length] ?? '';
      const stream = client.messages.stream({ model, max_tokens: 1_000, messages: [{ role: 'user', content }] });
      for await (const event of stream) {
        if (event.type !== 'content_block_delta') continue;
        bareMs.push(performance.now() - startMs);
        break;
      }
      stream.abort();
    };
    const own = async (): Promise<void> => {
      const id = await askedIn(home, questions[index++ % questions.length] ?? '');
      const startMs = performance.now();
      const underWay = await answering.begin({ question: id, model }, null);
      await new Promise<void>((resolve) => {
        const isWord = ({ kind }: { readonly kind: string }): boolean => kind === 'text';
        const { soFar } = underWay.streamed.follow((piece) => isWord(piece) && resolve());
        if (soFar.parts.some(isWord)) resolve();
      });
      ownMs.push(performance.now() - startMs);
      await underWay.ended;
    };
    await measureInTurn(40, [bare, own]);
    const [bareMedian, ownMedian] = [bareMs, ownMs].map((times) => median(times.slice(14)));
    const aboveMs = (ownMedian ?? NaN) - (bareMedian ?? NaN);
    printTable('Time to the first word, with retrieval in 13,732 passages', [
      {
        name: 'from the question to the first word',
        value: formatMs(ownMedian ?? NaN),
        peer: `${formatMs(bareMedian ?? NaN)} (SDK alone)`,
      },
      { name: 'above the SDK alone', value: formatMs(aboveMs), goal: '≤ 30 ms', isMet: aboveMs <= 30 },
    ]);
  } finally {
    await server.close();
  }
}

/** A token in an answer that is short, and in one that is long. */
async function benchTokens(): Promise<void> {
  const { openTemporaryDatabase } = await import('../test/long/drills/openTemporaryDatabase.ts');
  const { buildChatStores } = await import('../server/chat/chatStores.ts');
  const database = await openTemporaryDatabase();
  try {
    const chat = buildChatStores(database, systemClock, { pid: 1, start: 'now', host: 'here' });
    const { id } = await chat.conversations.create({});
    const streamed = await StreamedAnswer.begin(chat.messages, systemClock, id, { model: 'bench' });
    streamed.follow(() => undefined);
    const batch = 10_000;
    const timesMs: number[] = [];
    for (let round = 0; round < 10; round++) {
      const startMs = performance.now();
      for (let token = 0; token < batch; token++) streamed.add({ kind: 'text', text: 'regulate ' });
      timesMs.push(performance.now() - startMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await streamed.end({ status: 'complete', failure: null, usage: null });
    const early = median(timesMs.slice(1, 4));
    const late = median(timesMs.slice(-3));
    const ratio = late / early;
    printTable('A token of an answer, from its arrival to the listeners', [
      { name: 'after some 20,000 tokens', value: `${((early / batch) * 1_000).toFixed(2)} µs` },
      {
        name: 'after some 90,000 tokens',
        value: `${((late / batch) * 1_000).toFixed(2)} µs`,
        ratio: ratio.toFixed(2),
        goal: '≤ 1.5 × the first',
        isMet: ratio <= 1.5,
      },
    ]);
  } finally {
    await database.remove();
  }
}

function answeringOf({ chat, passages }: AnsweringHome, models: LanguageModels): Answering {
  return new Answering({ ...chat, passages, tools: [], clock: systemClock }, models);
}

async function askedIn({ chat }: AnsweringHome, text: string): Promise<string> {
  const { id } = await chat.conversations.create({});
  return (await chat.messages.append(id, { role: 'user', parts: [{ kind: 'text', text }] })).id;
}

async function ask(home: AnsweringHome, answering: Answering, text: string, model: string): Promise<Message> {
  return (await answering.begin({ question: await askedIn(home, text), model }, null)).ended;
}
