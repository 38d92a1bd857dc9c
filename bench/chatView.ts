/** Measures the chat in the real workbench: how soon a long conversation is there, how it scrolls, and what it holds. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Frame, Page } from 'playwright-core';
import { obtainBrowser } from '../scripts/editor/obtainBrowser.ts';
import { systemClock } from '../server/base/clock.ts';
import { buildChatStores } from '../server/chat/chatStores.ts';
import type { MessagePart } from '../server/chat/message.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { ChatPage } from '../test/e2e/chatPage.ts';
import { MessagesServer } from '../test/messagesApi/messagesServer.ts';
import { openWorkbench, type OpenWorkbench } from '../test/e2e/workbench.ts';
import { median } from './measure.ts';
import { formatMs, printTable } from './table.ts';

const longMessages = 2_000;
const shortMessages = 10;
const longTitle = 'The long one';
const shortTitle = 'The short one';
const opens = 12;
/** Frames of a walk upwards, and pixels of each step: some 8,000 pixels a second, as a strong flick of a finger. */
const walkedFrames = 600;
const walkedPixels = 130;
const mostOpenMs = 150;
const mostMegabytes = 80;
/** A screen that shows 60 pictures a second waits this long for each. */
const frameMs = 1000 / 60;

interface Walk {
  readonly framesMs: readonly number[];
  /** Frames in which a part of the screen was still waiting for its message. */
  readonly blankFrames: number;
}

/** Words of an answer whose cost is measured, and how fast they come: some models are that fast. */
const streamedWords = 600;
const wordEveryMs = 4;
const mostTokenRatio = 1.5;

/** Prints the figures; where no browser can be had, why not. */
export async function benchChatView(): Promise<void> {
  const browser = await obtainBrowser((line) => console.log(line));
  if (browser.kind === 'missing') {
    console.log(`\nThe view of the chat was not measured: ${browser.reason}.`);
    return;
  }
  const build = path.join(import.meta.dirname, '..', '.build');
  await mkdir(build, { recursive: true });
  const scratch = await mkdtemp(path.join(build, 'bench-chat-view-'));
  const model = await MessagesServer.start();
  let workbench: OpenWorkbench | null = null;
  try {
    const phasegateHome = path.join(scratch, 'home');
    const folder = path.join(scratch, 'folder');
    await mkdir(folder);
    await mkdir(phasegateHome);
    await writeConversations(phasegateHome, folder);
    workbench = await openWorkbench({
      folder,
      phasegateHome,
      extension: 'source',
      environment: { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'bench' },
    });
    const { page, window } = workbench;
    const bareMegabytes = await heapMegabytes(page);
    await window.openView('Phasegate');
    await ChatPage.find(window, 'sidebar');
    await window.runCommand('Phasegate: New Chat');
    const chat = await ChatPage.find(window, 'tab');
    await showList(chat);
    const { frame } = chat;
    const times = new Map<string, number[]>([shortTitle, longTitle].map((title) => [title, []]));
    for (let open = -2; open < opens; open++) {
      for (const [title, count] of [
        [shortTitle, shortMessages],
        [longTitle, longMessages],
      ] as const) {
        const ms = await openAndMeasure(frame, title, count);
        if (open >= 0) times.get(title)?.push(ms);
        if (open < opens - 1 || title === shortTitle) await showList(chat);
      }
    }
    const walks = [await walk(frame), await walk(frame)];
    print(times, walks, (await heapMegabytes(page)) - bareMegabytes);
    const stream = (words: number): Promise<number> => streamAndMeasure(page, chat, model, words);
    await chat.pickModel('Claude Sonnet 5.5');
    // The first one has what draws it compiled.
    await stream(streamedWords);
    const inLong = await stream(streamedWords);
    const inLongAnswer = await stream(3 * streamedWords);
    await showList(chat);
    await chat.row(shortTitle).getByRole('button').first().click();
    await frame.locator('.conversation-title', { hasText: shortTitle }).waitFor();
    await chat.pickModel('Claude Sonnet 5.5');
    printTokens(await stream(streamedWords), inLong, inLongAnswer);
  } finally {
    await workbench?.close();
    await model.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print(times: ReadonlyMap<string, readonly number[]>, walks: readonly Walk[], megabytes: number): void {
  const [shortMs, longMs] = [median(times.get(shortTitle) ?? []), median(times.get(longTitle) ?? [])];
  const frames = walks.flatMap(({ framesMs }) => framesMs).toSorted((a, b) => a - b);
  const rate = (1000 * frames.length) / frames.reduce((sum, ms) => sum + ms, 0);
  const late = frames.filter((ms) => ms > 1.5 * frameMs).length;
  const blank = walks.reduce((sum, { blankFrames }) => sum + blankFrames, 0);
  printTable(`The chat in the workbench, a conversation of ${longMessages} messages; peer: one of ${shortMessages}`, [
    {
      name: 'from the click to its newest messages on the screen',
      value: formatMs(longMs),
      peer: formatMs(shortMs),
      ratio: `${(longMs / shortMs).toFixed(2)}×`,
      goal: `≤ ${mostOpenMs} ms`,
      isMet: longMs <= mostOpenMs,
    },
    {
      name: `frames a second while scrolling ${walkedFrames * walkedPixels} pixels`,
      value: rate.toFixed(1),
      goal: '≥ 58 of 60',
      isMet: rate >= 58,
    },
    { name: 'frame at p95', value: formatMs(frames[Math.floor(frames.length * 0.95)] ?? NaN) },
    { name: 'frames that came late', value: `${late} of ${frames.length}` },
    { name: 'frames with a message that was still being read', value: `${blank} of ${frames.length}` },
    {
      name: 'JavaScript heap that the chat has added to the window after that',
      value: `${megabytes.toFixed(1)} MB`,
      goal: `≤ ${mostMegabytes} MB`,
      isMet: megabytes <= mostMegabytes,
    },
  ]);
}

function printTokens(inShort: number, inLong: number, inLongAnswer: number): void {
  const row = (name: string, microseconds: number) => {
    const ratio = microseconds / inShort;
    return {
      name,
      value: `${microseconds.toFixed(0)} µs`,
      ratio: `${ratio.toFixed(2)}×`,
      goal: `≤ ${mostTokenRatio}×`,
      isMet: ratio <= mostTokenRatio,
    };
  };
  printTable('Time of the main thread of the window for one streamed word', [
    {
      name: `answer of ${streamedWords} words, conversation of ${shortMessages} messages`,
      value: `${inShort.toFixed(0)} µs`,
    },
    row(`the same in a conversation of ${longMessages}`, inLong),
    row(`answer of ${3 * streamedWords} words in a conversation of ${longMessages}`, inLongAnswer),
  ]);
}

/** Microseconds that the main thread of the window works for each word of an answer that streams into it. */
async function streamAndMeasure(page: Page, chat: ChatPage, model: MessagesServer, words: number): Promise<number> {
  const paragraph = `${'regard '.repeat(60)}\n\n`;
  const text = paragraph.repeat(Math.ceil(words / 60));
  model.next({ kind: 'answer', said: [{ kind: 'text', text }], everyMs: wordEveryMs });
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Performance.enable');
    const worked = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
    };
    await chat.send('What must a firm keep?');
    await chat.answering();
    const before = await worked();
    await chat.answered();
    return ((await worked()) - before) * (1_000_000 / words);
  } finally {
    await session.detach();
  }
}

async function writeConversations(phasegateHome: string, workspace: string): Promise<void> {
  const database = await openDatabase({ file: path.join(phasegateHome, 'phasegate.db'), clock: systemClock });
  try {
    const { conversations, messages } = buildChatStores(database, systemClock, {
      pid: process.pid,
      start: 'now',
      host: 'here',
    });
    for (const [title, count] of [
      [shortTitle, shortMessages],
      [longTitle, longMessages],
    ] as const) {
      const { id } = await conversations.create({ title, workspace });
      await Promise.all(
        Array.from({ length: count }, (_, index) =>
          messages.append(id, {
            role: index % 2 === 0 ? 'user' : 'assistant',
            parts: index % 2 === 0 ? question(index) : answer(index, count),
          }),
        ),
      );
    }
  } finally {
    await database.close();
  }
}

function question(index: number): MessagePart[] {
  return [{ kind: 'text', text: `What does Rule ${index}.1 require of a firm that opens account ${index}?` }];
}

/** What answers are made of: paragraphs, a list, code now and then, and citations. */
function answer(index: number, count: number): MessagePart[] {
  const sentence = `A **Relevant Person** must keep the records of account ${index} for six years. `;
  const code = index % 10 === 1 ? '\n```ts\nconst years: number = 6;\nkeep(records, { years });\n```\n' : '';
  return [
    { kind: 'text', text: `${sentence.repeat(1 + (index % 5))}\n\n- first\n- second\n- third\n${code}` },
    {
      kind: 'citation',
      number: 1,
      document: 'AML',
      passage: `${index}.1`,
      quote: 'must keep the records',
      isVerified: true,
    },
    { kind: 'text', text: index === count - 1 ? 'That was the last.' : 'Nothing else applies.' },
  ];
}

/** From the press on its row to the frame in which its last message has been drawn, in milliseconds. */
function openAndMeasure(frame: Frame, title: string, count: number): Promise<number> {
  return frame.evaluate(
    ({ name, last }) =>
      new Promise<number>((resolve, reject) => {
        const row = [...document.querySelectorAll<HTMLElement>('.row-main')].find(
          (button) => button.querySelector('.row-title')?.textContent === name,
        );
        if (row === undefined) {
          reject(new Error(`The list has no row "${name}".`));
          return;
        }
        const startMs = performance.now();
        const look = (): void => {
          const article = document.querySelector<HTMLElement>(`article[aria-posinset="${last}"]:not(.is-absent)`);
          const { top = Infinity } = article?.getBoundingClientRect() ?? {};
          if (article === null || top >= window.innerHeight) requestAnimationFrame(look);
          // What is drawn now is on the screen with the next frame.
          else requestAnimationFrame((shownMs) => resolve(shownMs - startMs));
        };
        row.click();
        requestAnimationFrame(look);
      }),
    { name: title, last: count },
  );
}

async function showList(chat: ChatPage): Promise<void> {
  // Where there is room it stands beside the conversation.
  if (await chat.row(shortTitle).isVisible()) return;
  await chat.button('Show All Conversations').first().click();
  await chat.row(shortTitle).waitFor();
}

/** Scrolls up from where it is, one step a frame. */
function walk(frame: Frame): Promise<Walk> {
  return frame.evaluate(
    ({ frames, pixels }) =>
      new Promise<Walk>((resolve) => {
        const feed = document.querySelector<HTMLElement>('.feed');
        const framesMs: number[] = [];
        let blankFrames = 0;
        let lastMs = performance.now();
        const step = (nowMs: number): void => {
          framesMs.push(nowMs - lastMs);
          lastMs = nowMs;
          const isBlank = [...document.querySelectorAll('article.is-absent')].some((article) => {
            const { top, bottom } = article.getBoundingClientRect();
            return bottom > 0 && top < window.innerHeight;
          });
          if (isBlank) blankFrames++;
          feed?.scrollBy(0, -pixels);
          // The first frame measures the time before the walk.
          if (framesMs.length > frames) resolve({ framesMs: framesMs.slice(1), blankFrames });
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { frames: walkedFrames, pixels: walkedPixels },
  );
}

/** What JavaScript holds after garbage was collected. A page of the browser's editor shares the heap of its window. */
async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1_000_000;
  } finally {
    await session.detach();
  }
}
