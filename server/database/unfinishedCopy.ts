/** The mark of a database that is still being copied from another one, and what is said of it. */
import { Failure } from '../base/failure.ts';

/** Begins a row of `migration`, which whoever opens the database reads in any case. */
export const unfinishedCopyMark = 'unfinished copy of ';

/** @param mark the row of `migration` */
export function unfinishedCopy(name: string, mark: string): Failure {
  return new Failure(
    'database-unavailable',
    `The database ${name} is an ${mark} and is not used before it is whole. "phasegate database copy" with the same ` +
      'source and target goes on where it stopped.',
  );
}
