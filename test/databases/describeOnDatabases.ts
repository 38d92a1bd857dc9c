/** Runs a suite on every kind of database that the stores serve. */
import { openTemporaryDatabase, type TemporaryDatabase } from '../long/drills/openTemporaryDatabase.ts';
import type { DatabaseKind } from '../../server/database/migration.ts';
import { whyNoPostgres } from './postgresPackage.ts';

/** @param define gets what opens an empty database; each call opens another one */
export function describeOnDatabases(
  title: string,
  define: (open: () => Promise<TemporaryDatabase>, kind: DatabaseKind) => void,
): void {
  describe(title, () => {
    describe('on SQLite', () => {
      define(() => openTemporaryDatabase('sqlite'), 'sqlite');
    });
    describeOnPostgres('on PostgreSQL', () => {
      define(() => openTemporaryDatabase('postgres'), 'postgres');
    });
  });
}

/** A suite that needs a PostgreSQL server. Where none can run, it is one skipped test whose title the summary shows. */
export function describeOnPostgres(title: string, define: () => void): void {
  const reason = whyNoPostgres();
  describe(title, function () {
    // The first test of a process waits for the server to start.
    this.timeout(60_000);
    if (reason === null) define();
    else it(`not run: ${reason}`);
  });
}
