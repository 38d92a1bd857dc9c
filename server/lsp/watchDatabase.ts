/** Looks again and again whether another window or terminal has written to the database. */
import type { Clock } from '../base/clock.ts';
import type { Database } from '../database/database.ts';

/** Milliseconds between two looks. */
const intervalMs = 400;

/** @param database null until one that could not be opened at first is there, and once it is closed */
export function watchDatabase(
  clock: Clock,
  database: () => Pick<Database, 'changeVersion'> | null,
  changed: () => void,
): void {
  let seen = database()?.changeVersion();
  const look = (): void => {
    const now = database()?.changeVersion();
    if (now !== seen && now !== undefined) changed();
    seen = now;
    clock.after(intervalMs, look);
  };
  clock.after(intervalMs, look);
}
