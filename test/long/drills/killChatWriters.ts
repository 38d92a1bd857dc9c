/** Kills processes that stream answers, and looks for what they had been told was kept and how much of an answer is lost. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../../server/base/clock.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import { textOf, type Message } from '../../../server/chat/message.ts';
import type { DatabasePlace } from '../../../server/database/database.ts';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { makeTemporaryPlace } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
import { Program } from './program.ts';

export interface ChatKillFigures {
  readonly kills: number;
  /** Questions, beginnings and ends of answers that were acknowledged before their process was killed. */
  readonly acknowledged: number;
  readonly lost: number;
  /** Answers that were under way when their process was killed. */
  readonly interrupted: number;
  /** The oldest text that was lost of one of them, in milliseconds before the kill. */
  readonly longestLostMs: number;
  /** Answers that were marked as failed afterwards. */
  readonly recovered: number;
}

interface Death {
  readonly lines: readonly string[];
  /** Milliseconds since 1970 when the process was killed. */
  readonly atMs: number;
}

/**
 * Two processes write to one database; each is killed at a random moment and replaced, until there were `kills`.
 * @throws AssertionError when the database does not stand a complete check afterwards
 */
export async function killChatWriters(kind: DatabaseKind, kills: number): Promise<ChatKillFigures> {
  const { place, remove } = await makeTemporaryPlace(kind);
  const deaths: Death[] = [];
  let started = 0;
  const keepKilling = async (): Promise<void> => {
    while (started < kills) {
      const writer = new Program('chatWriter', [writePlace(place), `writer${String(started++)}`]);
      let atMs = 0;
      try {
        await writer.line(/^open/, 0);
        // Mostly in the middle of an answer, however busy the machine is, and now and then before the first.
        if (Math.random() < 0.8) await writer.line(/^begun/, 0);
        await wait(Math.random() * 900);
      } finally {
        atMs = Date.now();
        await writer.stop();
      }
      deaths.push({ lines: writer.lines, atMs });
    }
  };
  try {
    await Promise.all([keepKilling(), keepKilling()]);
    return { kills: started, ...(await compare(place, deaths)) };
  } finally {
    await remove();
  }
}

async function compare(place: DatabasePlace, deaths: readonly Death[]): Promise<Omit<ChatKillFigures, 'kills'>> {
  if ('file' in place) checkFile(place.file);
  const database = await openDatabase({ ...place, clock: systemClock });
  try {
    const chat = buildChatStores(database, systemClock, { pid: process.pid, start: 'after', host: 'here' });
    const recovered = await chat.messages.recover(() => false);
    const kept = new Map<string, Message>();
    const conversations = new Set<string>();
    for (let after = 0, hasMore = true; hasMore;) {
      const changes = await chat.lists.changesAfter(after, 500);
      for (const message of changes.messages) kept.set(message.id, message);
      for (const { id } of changes.conversations) conversations.add(id);
      ({ upTo: after, hasMore } = changes);
    }
    let acknowledged = 0;
    let lost = 0;
    let interrupted = 0;
    let longestLostMs = 0;
    for (const { lines, atMs } of deaths) {
      const ended = new Set<string>();
      for (const line of lines) {
        const [what = '', id = '', count = ''] = line.split(' ');
        if (what === 'arrived' || what === 'open') continue;
        acknowledged++;
        if (what === 'ended') ended.add(id);
        const isKept = what === 'created' ? conversations.has(id) : isMessageKept(kept.get(id), what, Number(count));
        if (!isKept) lost++;
      }
      const cut = new Set(
        lines
          .map((line) => line.split(' '))
          .flatMap(([what, id]) => (what === 'begun' && id !== undefined && !ended.has(id) ? [id] : [])),
      );
      for (const id of cut) {
        const message = kept.get(id);
        if (message?.status !== 'failed') continue;
        interrupted++;
        const numbers = countNumbers(message);
        const missing = lines.find((line) => line.startsWith(`arrived ${id} ${String(numbers - (numbers % 4))} `));
        if (missing !== undefined) longestLostMs = Math.max(longestLostMs, atMs - Number(missing.split(' ')[3]));
      }
    }
    return { acknowledged, lost, interrupted, longestLostMs, recovered };
  } finally {
    await database.close();
  }
}

function isMessageKept(message: Message | undefined, what: string, count: number): boolean {
  if (message === undefined) return false;
  if (what === 'asked') return textOf(message.parts) === message.id;
  if (what === 'begun') return countNumbers(message) >= 0;
  return message.status === 'complete' && countNumbers(message) === count;
}

/** How many numbers an answer has; -1 when they are not those from 0 on. */
function countNumbers({ parts }: Message): number {
  const numbers = textOf(parts).split(' ').slice(0, -1);
  return numbers.every((number, index) => number === String(index)) ? numbers.length : -1;
}

function checkFile(file: string): void {
  const connection = new Sqlite(file);
  try {
    assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
  } finally {
    connection.close();
  }
}
