/** Program that appends messages to one conversation, each after the one before is on the disk, and prints how many failed. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readPlace } from './placeArgument.ts';

const [place, name = '', messages = '1'] = process.argv.slice(2);

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const chat = buildChatStores(database, systemClock, { pid: process.pid, start: name, host: 'here' });
const { id } = await chat.conversations.create({ id: 'shared' });
let errors = 0;
let longestMs = 0;
for (let message = 0; message < Number(messages); message++) {
  const startMs = performance.now();
  try {
    await chat.messages.append(id, { role: 'user', parts: [{ kind: 'text', text: `${name} ${String(message)}` }] });
  } catch (error) {
    errors++;
    process.stderr.write(`${String(error)}\n`);
  }
  longestMs = Math.max(longestMs, performance.now() - startMs);
}
await database.close();
process.stdout.write(`${JSON.stringify({ errors, longestMs })}\n`);
