/** Fills a database with conversations, as the store would have written them but a thousand times as fast. */
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { systemClock } from '../server/base/clock.ts';
import { wordsOf } from '../server/chat/words.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { makeConversations, type MadeConversation, type MadeMessage } from './storeContent.ts';

const conversationColumns = [
  ...['id', 'change', 'title', 'title_key', 'title_origin', 'workspace', 'tags', 'links', 'place', 'is_pinned'],
  ...['is_archived', 'created_at_ms', 'updated_at_ms', 'active_leaf', 'message_count'],
];
const messageColumns = [
  ...['sequence', 'id', 'change', 'conversation_id', 'parent_id', 'depth', 'is_active', 'role', 'status', 'parts'],
  ...['created_at_ms', 'ended_at_ms'],
];

/** Rows of one statement on PostgreSQL. */
const rowsPerStatement = 5_000;

export async function fillSqlite(file: string, messages: number, conversations: number): Promise<void> {
  await (await openDatabase({ file, clock: systemClock })).close();
  const database = new Sqlite(file);
  try {
    database.pragma('synchronous = OFF');
    const insertInto = (table: string, columns: readonly string[]) =>
      database.prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`);
    const addConversation = insertInto('conversation', conversationColumns);
    const addMessage = insertInto('message', messageColumns);
    const addWords = insertInto('message_words', ['rowid', 'words']);
    const add = database.transaction((conversation: MadeConversation) => {
      addConversation.run(...conversationRow(conversation));
      for (const message of conversation.messages) {
        addMessage.run(...messageRow(conversation, message));
        addWords.run(message.sequence, wordsOf(message.text).join(' '));
      }
    });
    for (const conversation of makeConversations(messages, conversations)) add(conversation);
    database.exec("update counter set value = (select max(sequence) from message) where name like 'chat%'");
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
  }
}

/** @param url whose user may create tables in the schema that its search path names */
export async function fillPostgres(url: string, messages: number, conversations: number): Promise<void> {
  await (await openDatabase({ url, clock: systemClock })).close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set synchronous_commit = off');
    // An index over words is made many times as fast at once as row by row.
    const { rows } = await client.query<{ indexdef: string }>(
      "select indexdef from pg_indexes where indexname = 'message_words_index' and schemaname = current_schema()",
    );
    await client.query('drop index message_words_index');
    let conversationRows: unknown[][] = [];
    let messageRows: unknown[][] = [];
    let wordRows: unknown[][] = [];
    const flush = async (): Promise<void> => {
      await insertRows(client, 'conversation', conversationColumns, conversationRows);
      await insertRows(client, 'message', messageColumns, messageRows);
      await insertRows(client, 'message_words', ['sequence', 'words'], wordRows);
      conversationRows = [];
      messageRows = [];
      wordRows = [];
    };
    for (const conversation of makeConversations(messages, conversations)) {
      conversationRows.push(conversationRow(conversation));
      for (const message of conversation.messages) {
        messageRows.push(messageRow(conversation, message));
        wordRows.push([message.sequence, wordsOf(message.text).join(' ')]);
        if (messageRows.length === rowsPerStatement) await flush();
      }
    }
    await flush();
    await client.query(rows[0]?.indexdef ?? '');
    await client.query("update counter set value = (select max(sequence) from message) where name like 'chat%'");
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

async function insertRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  if (rows.length === 0) return;
  // One parameter a column instead of one a value: a list of all its values.
  const types = columns.map((column) => (typeof rows[0]?.[columns.indexOf(column)] === 'number' ? 'bigint' : 'text'));
  const lists = types.map((type, index) => `$${String(index + 1)}::${type}[]`).join();
  const chosen = columns.map((column) => (column === 'words' ? "to_tsvector('simple', words)" : column)).join();
  await client.query(
    `insert into ${table} (${columns.join()}) select ${chosen} from unnest(${lists}) as made (${columns.join()})`,
    columns.map((_, index) => rows.map((row) => row[index])),
  );
}

function conversationRow({ id, title, workspace, startedMs, messages }: MadeConversation): unknown[] {
  const last = messages.at(-1);
  const about = [id, last?.sequence, title, title.toLowerCase(), 'derived', workspace, '[]', '[]', 'open', 0, 0];
  return [...about, startedMs, startedMs + messages.length, last?.id, messages.length];
}

function messageRow({ id: conversation }: MadeConversation, message: MadeMessage): unknown[] {
  const { sequence, id, parent, depth, role, text, atMs } = message;
  const parts = JSON.stringify([{ kind: 'text', text }]);
  return [sequence, id, sequence, conversation, parent, depth, 1, role, 'complete', parts, atMs, atMs];
}
