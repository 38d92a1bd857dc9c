/** Program that keeps the backup of a day when it is told to, and prints what came of it. */
import { once } from 'node:events';
import process from 'node:process';
import { keepDailyBackup } from '../../../server/database/dailyBackup.ts';
import { printLine } from './printLine.ts';

printLine('ready');
await once(process.stdin, 'data');
const { kind } = await keepDailyBackup(process.argv[2] ?? '', Number(process.argv[3]));
printLine(kind);
process.exit(0);
