/** Program that copies a database to another one, and prints how far it is. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { copiedPassageWords } from '../../../server/regulations/copiedPassageWords.ts';
import { copiedWords } from '../../../server/chat/copiedWordsStore.ts';
import { transferDatabase } from '../../../server/database/transfer/transferDatabase.ts';
import { readPlace } from './placeArgument.ts';
import { printLine } from './printLine.ts';

const result = await transferDatabase({
  from: readPlace(process.argv[2]),
  to: readPlace(process.argv[3]),
  clock: systemClock,
  replacesNuls: false,
  dryRun: false,
  derived: [copiedWords, copiedPassageWords],
  onProgress: ({ step, table, rows }) => printLine(`${step} ${table} ${String(rows)}`),
});
printLine(`${result.outcome} ${String(result.changes)}`);
