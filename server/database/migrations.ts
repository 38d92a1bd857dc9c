/** The migrations in the order in which they are applied. */
import type { Migration } from './migration.ts';
import { createChatTables } from './migrations/createChatTables.ts';
import { createPhaseTables } from './migrations/createPhaseTables.ts';
import { createRegulationTables } from './migrations/createRegulationTables.ts';
import { createReportTables } from './migrations/createReportTables.ts';

/** New ones are added at the end, and released ones never change. */
export const migrations: readonly Migration[] = [
  createPhaseTables,
  createReportTables,
  createChatTables,
  createRegulationTables,
];
