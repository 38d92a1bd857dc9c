/** Program in which several writers add to one counter, each time by reading it and writing it back. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readPlace } from './placeArgument.ts';

const [place, writers = '1', increments = '1'] = process.argv.slice(2);

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const queries = database.queries.$extendTables<{ tally: { value: number } }>();
let errors = 0;
let longestMs = 0;

async function keepAdding(): Promise<void> {
  for (let increment = 0; increment < Number(increments); increment++) {
    const startMs = performance.now();
    try {
      await queries.transaction().execute(async (transaction) => {
        const { value } = await transaction.selectFrom('tally').select('value').executeTakeFirstOrThrow();
        await transaction
          .updateTable('tally')
          .set({ value: value + 1 })
          .execute();
      });
    } catch (error) {
      errors++;
      process.stderr.write(`${String(error)}\n`);
    }
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, keepAdding));
await database.close();
process.stdout.write(`${JSON.stringify({ errors, longestMs })}\n`);
