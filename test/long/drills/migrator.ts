/** Program that opens the database at the moment when it is told to. */
import { once } from 'node:events';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readPlace } from './placeArgument.ts';

process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const database = await openDatabase({ ...readPlace(process.argv[2]), clock: systemClock });
const applied = await database.queries.selectFrom('migration').select('name').execute();
await database.close();
process.stdout.write(`${JSON.stringify(applied)}\n`);
