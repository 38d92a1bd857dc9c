/** How a drill tells its programs which database to open. */
import * as z from 'zod';
import type { DatabasePlace } from '../../../server/database/database.ts';

const schema = z.union([z.object({ file: z.string() }), z.object({ url: z.string() })]);

export function writePlace(place: DatabasePlace): string {
  return JSON.stringify(place);
}

export function readPlace(argument: string | undefined): DatabasePlace {
  return schema.parse(JSON.parse(argument ?? ''));
}
