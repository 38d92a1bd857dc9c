/** Program that streams answers and asks questions, and prints what it was told is kept. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import { StreamedAnswer } from '../../../server/chat/streamedAnswer.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readPlace } from './placeArgument.ts';
import { printLine } from './printLine.ts';

/**
 * Each answer is the numbers from 0 on, so that what is kept of one says how far it had come. A line `arrived <answer>
 * <number> <time>` goes out before each fourth number is added; the time is in milliseconds since 1970.
 */
const [place, name = ''] = process.argv.slice(2);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const chat = buildChatStores(database, systemClock, { pid: process.pid, start: name, host: 'here' });
printLine('open');
const { id: conversation } = await chat.conversations.create({ id: `conversation-${name}` });
printLine(`created ${conversation}`);
for (let turn = 0; ; turn++) {
  const question = `${name}-question-${String(turn)}`;
  await chat.messages.append(conversation, { id: question, role: 'user', parts: [{ kind: 'text', text: question }] });
  printLine(`asked ${question}`);
  const id = `${name}-answer-${String(turn)}`;
  const answer = await StreamedAnswer.begin(chat.messages, systemClock, conversation, { id, model: null });
  printLine(`begun ${id}`);
  const numbers = 20 + Math.floor(Math.random() * 400);
  for (let number = 0; number < numbers; number++) {
    if (number % 4 === 0) printLine(`arrived ${id} ${String(number)} ${String(Date.now())}`);
    answer.add({ kind: 'text', text: `${String(number)} ` });
    if (number % 4 === 0) await pause(1);
  }
  await answer.end({ status: 'complete', failure: null, usage: null });
  printLine(`ended ${id} ${String(numbers)}`);
}
