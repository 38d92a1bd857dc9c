/** Says which database this process uses: the team's, when one is named, or else the file in the data directory. */
import { databaseFile } from '../base/paths.ts';
import type { DatabasePlace } from './database.ts';

/** The variable that names a PostgreSQL database; it may hold a password, so no program that gates start gets it. */
export const databaseUrlVariable = 'PHASEGATE_DATABASE_URL';

/**
 * @param directory the data directory
 * @param setting the address from the editor's settings; the environment wins
 */
export function databasePlace(environment: NodeJS.ProcessEnv, directory: string, setting?: string): DatabasePlace {
  const url = [environment[databaseUrlVariable], setting].map((value) => value?.trim()).find(Boolean);
  return url === undefined ? { file: databaseFile(directory) } : { url };
}
