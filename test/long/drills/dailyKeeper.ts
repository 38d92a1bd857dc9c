/** Program that keeps the backup of a day when it is told to, and prints what came of it. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { keepDailyBackup } from '../../../server/database/dailyBackup.ts';

writeSync(1, 'ready\n');
await once(process.stdin, 'data');
const { kind } = await keepDailyBackup(process.argv[2] ?? '', Number(process.argv[3]));
writeSync(1, `${kind}\n`);
process.exit(0);
