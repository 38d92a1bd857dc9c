/** Program that tells when the database driver is loaded into the process. */
import process from 'node:process';
import * as z from 'zod';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';

const report = z.object({ sharedObjects: z.array(z.string()) });

function say(moment: string): void {
  const { sharedObjects } = report.parse(process.report.getReport());
  const isLoaded = sharedObjects.some((name) => /better-sqlite3|better_sqlite3/.test(name));
  process.stdout.write(`${moment}: ${isLoaded ? 'loaded' : 'not loaded'}\n`);
}

say('imported');
const database = await openDatabase({ file: process.argv[2] ?? '', clock: systemClock });
say('opened');
await database.close();
