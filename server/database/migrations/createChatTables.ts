/** Makes the tables of conversations and messages, with what finds words in them. */
import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

export const createChatTables: Migration = {
  name: '0003-chat-tables',
  async up(database, kind) {
    const { schema } = database;
    await schema
      .createTable('counter')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'bigint', (column) => column.notNull())
      .execute();
    await sql`insert into counter (name, value) values ('chat', 0)`.execute(database);

    await schema
      .createTable('conversation')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('change', 'bigint', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      // What titles are sorted by. PostgreSQL would order it by the rules of a language, SQLite orders it by its bytes.
      .addColumn('title_key', 'text', (column) =>
        kind === 'postgres' ? column.notNull().modifyEnd(sql`collate "C"`) : column.notNull(),
      )
      .addColumn('title_origin', 'text', (column) => column.notNull())
      .addColumn('workspace', 'text')
      .addColumn('model', 'text')
      .addColumn('tags', 'text', (column) => column.notNull())
      .addColumn('links', 'text', (column) => column.notNull())
      .addColumn('place', 'text', (column) => column.notNull())
      .addColumn('is_pinned', 'integer', (column) => column.notNull())
      .addColumn('is_archived', 'integer', (column) => column.notNull())
      .addColumn('deleted_at_ms', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('active_leaf', 'text')
      .addColumn('message_count', 'integer', (column) => column.notNull())
      .execute();
    const lists = [
      ['conversation_by_update', ['place', 'updated_at_ms', 'id']],
      ['conversation_by_creation', ['place', 'created_at_ms', 'id']],
      ['conversation_by_title', ['place', 'title_key', 'id']],
      ['conversation_by_workspace', ['workspace', 'place', 'updated_at_ms', 'id']],
      ['conversation_by_change', ['change']],
      ['conversation_by_deletion', ['deleted_at_ms']],
    ] as const;
    for (const [name, columns] of lists)
      await schema
        .createIndex(name)
        .on('conversation')
        .columns([...columns])
        .execute();

    await schema
      .createTable('conversation_tag')
      .addColumn('tag', 'text', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) =>
        column.notNull().references('conversation.id').onDelete('cascade'),
      )
      .addPrimaryKeyConstraint('conversation_tag_key', ['tag', 'conversation_id'])
      .execute();
    await schema
      .createIndex('conversation_tag_by_conversation')
      .on('conversation_tag')
      .columns(['conversation_id'])
      .execute();

    await schema
      .createTable('message')
      // The row's number in SQLite, which is what its full-text index knows it by.
      .addColumn('sequence', kind === 'sqlite' ? 'integer' : 'bigint', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('change', 'bigint', (column) => column.notNull())
      .addColumn('conversation_id', 'text', (column) =>
        column.notNull().references('conversation.id').onDelete('cascade'),
      )
      .addColumn('parent_id', 'text')
      .addColumn('depth', 'integer', (column) => column.notNull())
      .addColumn('is_active', 'integer', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('parts', 'text', (column) => column.notNull())
      .addColumn('failure', 'text')
      .addColumn('model', 'text')
      .addColumn('input_tokens', 'bigint')
      .addColumn('output_tokens', 'bigint')
      .addColumn('cost_micros', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('ended_at_ms', 'bigint')
      .addColumn('owner_pid', 'integer')
      .addColumn('owner_start', 'text')
      .addColumn('owner_host', 'text')
      .execute();
    await schema
      .createIndex('message_on_path')
      .on('message')
      .columns(['conversation_id', 'depth'])
      .where(sql.ref('is_active'), '=', 1)
      .execute();
    await schema
      .createIndex('message_by_parent')
      .on('message')
      .columns(['conversation_id', 'parent_id', 'sequence'])
      .execute();
    await schema.createIndex('message_by_change').on('message').columns(['change']).execute();
    await schema
      .createIndex('message_streaming')
      .on('message')
      .columns(['sequence'])
      .where(sql.ref('status'), '=', 'streaming')
      .execute();

    await schema
      .createTable('purged_conversation')
      .addColumn('change', 'bigint', (column) => column.primaryKey())
      .addColumn('conversation_id', 'text', (column) => column.notNull())
      .addColumn('purged_at_ms', 'bigint', (column) => column.notNull())
      .execute();

    // The words are put there by the store: they are made the same way for both databases.
    if (kind === 'sqlite') {
      await sql`create virtual table message_words using fts5(words, content='', contentless_delete=1)`.execute(
        database,
      );
    } else {
      await sql`create table message_words (
        sequence bigint primary key references message (sequence) on delete cascade, words tsvector not null
      )`.execute(database);
      await sql`create index message_words_index on message_words using gin (words)`.execute(database);
    }
  },
};
