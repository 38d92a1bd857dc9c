/** Tells of checks of the data, and refuses what only a SQLite database can have. */
import { Failure } from '../base/failure.ts';
import type { DataCheck } from '../database/verifyDatabase.ts';

/** One line a check. */
export function describeChecks(checks: readonly DataCheck[]): string {
  return checks.map(({ name, ok, message }) => `${ok ? 'ok  ' : 'BAD '} ${name.padEnd(12)} ${message}\n`).join('');
}

/** @throws Failure `usage` where the data is in PostgreSQL */
export function refusePostgres(environment: NodeJS.ProcessEnv, tool: 'pg_dump' | 'pg_restore'): void {
  if ((environment['PHASEGATE_DATABASE_URL'] ?? '') === '') return;
  throw new Failure('usage', `The data is in PostgreSQL (PHASEGATE_DATABASE_URL). Use ${tool} for it.`);
}
