/** Makes the table of answers that are under way, and the number up to which the words of messages are indexed. */
import { sql } from 'kysely';
import type { Migration } from '../migration.ts';
import { sequenceType } from '../sequenceColumn.ts';

export const createAnswerTables: Migration = {
  name: '0005-answer-tables',
  async up(database, kind) {
    await database.schema
      .createTable('answer_chunk')
      .addColumn('message', sequenceType(kind), (column) =>
        column.notNull().references('message.sequence').onDelete('cascade'),
      )
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('parts', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('answer_chunk_key', ['message', 'ordinal'])
      .execute();
    // Until now words were written together with their message.
    await sql`insert into counter (name, value) select 'chat-words', value from counter where name = 'chat'`.execute(
      database,
    );
  },
};
