/** Makes what the REST API needs: answers that a repeated request gets again, and which field changed when. */
import type { Migration } from '../migration.ts';

export const createRestTables: Migration = {
  name: '0004-rest-tables',
  async up({ schema }) {
    await schema
      .createTable('idempotency_key')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('headers', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('idempotency_key_by_age').on('idempotency_key').columns(['created_at_ms']).execute();
    await schema
      .alterTable('conversation')
      .addColumn('field_changes', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute();
  },
};
