/** Measures a filled store in a process of its own and prints the figures as JSON. */
import { statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../server/base/clock.ts';
import { buildChatStores } from '../server/chat/chatStores.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { idOf, seeded, wordOf } from './fillStore.ts';
import { measureInTurn } from './measure.ts';

const runs = 200;
const folder = process.argv[2] ?? '';
const file = path.join(folder, 'phasegate.db');
const database = await openDatabase({ file, clock: systemClock });
const chat = buildChatStores(database, systemClock, { pid: process.pid, start: '', host: '' });

const bare = new Sqlite(path.join(folder, 'bare.db'));
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'cell_size_check = ON'])
  bare.pragma(pragma);
bare.exec('create table message (sequence integer primary key, id text unique, conversation_id text, parts text)');
const insert = bare.prepare('insert into message (id, conversation_id, parts) values (?, ?, ?)');

const random = seeded(7);
const text = Array.from({ length: 40 }, () => wordOf(Math.floor(random() * 20_000))).join(' ');
const parts = [{ kind: 'text', text }] as const;
const conversation = (): string => idOf('c', Math.floor(random() * 10_000));
let inserted = 0;
const queries = [
  () => `${wordOf(Math.floor(random() * 20_000))}`,
  () => `${wordOf(Math.floor(random() * 50))} ${wordOf(Math.floor(random() * 2_000))}`,
  () => wordOf(Math.floor(random() * 20_000)).slice(0, 3),
];
let query = 0;
const [append, bareInsert] = await measureInTurn(runs, [
  () => chat.messages.append(conversation(), { role: 'user', parts }),
  () => insert.run(idOf('m', inserted++), conversation(), JSON.stringify(parts)),
]);
const [openWindow, list, search] = await measureInTurn(runs, [
  () => chat.paths.window(idOf('c', 0), { limit: 50 }),
  () => chat.lists.list({ limit: 50 }),
  () => chat.search.search(queries[query++ % queries.length]?.() ?? '', 20),
]);
const memoryMb = process.memoryUsage().rss / 1024 / 1024;
const sizeMb = statSync(file).size / 1024 / 1024;
bare.close();
await database.close();
console.log(JSON.stringify({ append, bareInsert, openWindow, list, search, sizeMb, memoryMb }));
