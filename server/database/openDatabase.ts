/** Opens the database of a user or a team, wherever it is. */
import type { Database, DatabasePlace } from './database.ts';
import type { OpeningSettings } from './openingSettings.ts';

/**
 * Each driver is loaded only when its database is opened.
 * @throws Failure as the function of the kind of database says
 */
export async function openDatabase(settings: DatabasePlace & OpeningSettings): Promise<Database> {
  if ('url' in settings) {
    const { openPostgresDatabase } = await import('./openPostgresDatabase.ts');
    return openPostgresDatabase(settings);
  }
  const { openSqliteDatabase } = await import('./openSqliteDatabase.ts');
  return openSqliteDatabase(settings);
}
