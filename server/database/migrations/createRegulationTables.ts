/** Makes the tables of regulations: datasets, their documents and passages, and what finds words in them. */
import { sql } from 'kysely';
import type { Migration } from '../migration.ts';
import { sequenceKey, sequenceType } from '../sequenceColumn.ts';

export const createRegulationTables: Migration = {
  name: '0006-regulation-tables',
  async up(database, kind) {
    const { schema } = database;
    await schema
      .createTable('dataset')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('generation', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('regulation_document')
      .addColumn('sequence', sequenceType(kind), sequenceKey(kind))
      .addColumn('dataset', 'text', (column) => column.notNull().references('dataset.name').onDelete('cascade'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('version', 'text')
      .addColumn('effective_from', 'text')
      .addColumn('source', 'text')
      .addColumn('file', 'text', (column) => column.notNull())
      .addColumn('file_hash', 'text', (column) => column.notNull())
      .addColumn('content_hash', 'text', (column) => column.notNull())
      .addColumn('passage_count', 'integer', (column) => column.notNull())
      .addColumn('ingested_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('regulation_document_by_id')
      .on('regulation_document')
      .columns(['dataset', 'id'])
      .unique()
      .execute();
    await schema
      .createIndex('regulation_document_by_file')
      .on('regulation_document')
      .columns(['dataset', 'file'])
      .execute();

    await schema
      .createTable('passage')
      // The row's number in SQLite, which is what its full-text index knows it by; never given twice.
      .addColumn('sequence', sequenceType(kind), sequenceKey(kind))
      .addColumn('document', sequenceType(kind), (column) =>
        column.notNull().references('regulation_document.sequence').onDelete('cascade'),
      )
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('reference', 'text', (column) => column.notNull())
      .addColumn('reference_key', 'text', (column) => column.notNull())
      .addColumn('parent', 'integer')
      .addColumn('headings', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('range_start', 'integer', (column) => column.notNull())
      .addColumn('range_end', 'integer', (column) => column.notNull())
      .addColumn('line', 'integer', (column) => column.notNull())
      .addColumn('mentions', 'text', (column) => column.notNull())
      .addColumn('defines', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('passage_by_document').on('passage').columns(['document', 'ordinal']).unique().execute();
    await schema.createIndex('passage_by_reference').on('passage').columns(['reference_key']).execute();

    // The words are put there by the store: they are made the same way for both databases.
    if (kind === 'sqlite') {
      await sql`create virtual table passage_words using fts5(
        stems, words, pairs, content='', contentless_delete=1, tokenize="unicode61 tokenchars '_'"
      )`.execute(database);
    } else {
      await sql`create table passage_words (
        sequence bigint primary key references passage (sequence) on delete cascade, words tsvector not null
      )`.execute(database);
      await sql`create index passage_words_index on passage_words using gin (words)`.execute(database);
    }
  },
};
