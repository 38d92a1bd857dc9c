/** Makes the table of what was written into composers and not sent yet. */
import type { Migration } from '../migration.ts';

export const createDraftTable: Migration = {
  name: '0007-draft-table',
  async up(database) {
    await database.schema
      .createTable('draft')
      // No reference: a conversation begins with its first message, and that is a draft before.
      .addColumn('conversation_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
