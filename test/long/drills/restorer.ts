/** Program that backs up or restores a database as often as it is let, and prints each time that it did. */
import process from 'node:process';
import { backUpDatabase } from '../../../server/database/backUpDatabase.ts';
import { restoreDatabase } from '../../../server/database/restoreDatabase.ts';
import { printLine } from './printLine.ts';

const [verb, file = '', backup = '', times = '1000000'] = process.argv.slice(2);
printLine('started');
for (let time = 0; time < Number(times); time++) {
  if (verb === 'backup') await backUpDatabase({ file, to: backup });
  else await restoreDatabase({ file, from: backup, nowMs: Date.now(), isOwnerAlive: () => false });
  printLine(String(time));
}
