/** The migrations in the order in which they are applied. */
import type { Migration } from './migration.ts';
import { createAnswerTables } from './migrations/createAnswerTables.ts';
import { createChatTables } from './migrations/createChatTables.ts';
import { createDraftTable } from './migrations/createDraftTable.ts';
import { createPhaseTables } from './migrations/createPhaseTables.ts';
import { createRegulationTables } from './migrations/createRegulationTables.ts';
import { createReportTables } from './migrations/createReportTables.ts';
import { createRestTables } from './migrations/createRestTables.ts';

/** New ones are added at the end, and released ones never change. */
export const migrations: readonly Migration[] = [
  createPhaseTables,
  createReportTables,
  createChatTables,
  createRestTables,
  createAnswerTables,
  createRegulationTables,
  createDraftTable,
];
