/** Fills every table of a database with rows that tell kinds of values apart. */
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import type { Clock } from '../../../server/base/clock.ts';
import { systemClock } from '../../../server/base/clock.ts';
import type { Database } from '../../../server/database/database.ts';
import type { DatabaseSchema } from '../../../server/database/schema.ts';
import { completeDocument } from '../../../server/regulations/completeDocument.ts';
import { buildRegulationStores } from '../../../server/regulations/regulationStores.ts';

/** Texts that databases order, fold and escape in ways of their own. */
export const oddTexts = [
  '',
  "it's",
  'é',
  'é',
  'Z',
  'a',
  'ä',
  '日本語 🧱',
  'back\\slash\n"quoted"\t',
  '%_',
  '𝄞',
  '\u{FFFF}',
];

const owner = { owner_pid: 7, owner_start: 'boot 12', owner_host: 'here' };

/** @param size about so many rows in each of the large tables */
export async function fillSampleData(database: Database, size: number): Promise<void> {
  const { queries } = database;
  const text = (at: number): string => `${oddTexts[at % oddTexts.length] ?? ''} ${String(at)}`;
  const insert = async <Table extends keyof DatabaseSchema>(table: Table, rows: readonly object[]): Promise<void> => {
    await queries.transaction().execute(async (transaction) => {
      for (let at = 0; at < rows.length; at += 100) {
        // The tables are filled without their stores, so nothing checks these rows but the database.
        await transaction
          .insertInto(table)
          .values(rows.slice(at, at + 100) as never)
          .execute();
      }
    });
  };
  const times = <Row>(count: number, make: (at: number) => Row): readonly Row[] =>
    Array.from({ length: count }, (_, at) => make(at));

  await insert('upkeep', [{ duty: 'sample', done_at_ms: 1_700_000_000_123 }]);
  await insert(
    'phase_run',
    times(size, (at) => ({
      id: text(at),
      workspace: '/wörk',
      roadmap: 'ROADMAP.md',
      phase: String(at % 9),
      verb: 'gate',
      ...owner,
      roadmap_hash: 'a',
      spec_hash: 'b',
      gates_hash: 'c',
      started_at_ms: 1_700_000_000_000 + at,
      outcome: at % 3 === 0 ? null : 'passed',
      message: text(at + 1),
    })),
  );
  await insert(
    'gate_run',
    times(size, (at) => ({
      run_id: text(at),
      ordinal: 0,
      name: text(at + 5),
      kind: 'run',
      definition: JSON.stringify({ run: text(at) }),
      definition_hash: 'd',
      started_at_ms: 5,
      exit_code: at % 2 === 0 ? null : 4_294_967_295,
      message: '',
    })),
  );
  await insert(
    'gate_report',
    times(20, (at) => ({
      workspace: '/wörk',
      roadmap: 'ROADMAP.md',
      phase: '1',
      gate: text(at),
      run_id: text(at),
      cases_left_out: at,
    })),
  );
  await insert(
    'test_case',
    times(size, (at) => ({
      report: 1 + (at % 20),
      ordinal: at,
      suite: '["outer"]',
      name: text(at),
      outcome: 'passed',
      duration_ms: [null, 0, 0.1, 1e-7, 12_345.678_9, 2 / 3, 3][at % 7] ?? null,
      message: '',
      details: 'x'.repeat(at % 300),
    })),
  );
  await insert(
    'reported_problem',
    times(30, (at) => ({ report: 1 + (at % 20), ordinal: at, severity: 'error', message: text(at), line: at })),
  );
  await insert('phase_lease', [
    { workspace: '/wörk', roadmap: 'ROADMAP.md', token: 3 },
    { workspace: '/z', roadmap: 'ROADMAP.md', token: 9_007_199_254_740_991 },
  ]);
  await insert('gate_grant', [
    { workspace: '/wörk', phase: '1', definitions_hash: 'h', description: 'd', granted_at_ms: 1 },
  ]);
  const approval = { roadmap: 'ROADMAP.md', phase: '1', gate: 'g', definition_hash: 'h', spec_hash: 's' };
  await insert('approval', [{ workspace: '/wörk', ...approval, approved_by: 'Ann', approved_at_ms: 2 }]);
  await insert('gate_process', [
    { pid: 1, start: 's', marker: 'm', run_id: text(0), gate: 'g', ...owner, added_at_ms: 1 },
  ]);
  const answered = { key: 'k', fingerprint: 'f', status: 201, headers: '{}', body: 'ä', created_at_ms: 1 };
  await insert('idempotency_key', [answered]);
  await fillChat(database, Math.ceil(size / 20));
  await fillRegulations(database, size);
}

/** Twenty messages a conversation. */
async function fillChat(database: Database, conversations: number): Promise<void> {
  const standing: Clock = { nowMs: () => 1_700_000_000_000, after: systemClock.after };
  const chat = buildChatStores(database, standing, { pid: 1, start: 's', host: 'here' });
  for (let at = 0; at < conversations; at++) {
    const { id } = await chat.conversations.create({ id: `talk ${String(at)}`, tags: [`tag ${String(at % 3)}`] });
    const say = (ordinal: number): Promise<unknown> =>
      chat.messages.append(id, {
        role: 'user',
        parts: [{ kind: 'text', text: `word${String(at)} ${oddTexts[ordinal % oddTexts.length] ?? ''} common` }],
      });
    await say(0);
    await Promise.all(Array.from({ length: 19 }, (_, ordinal) => say(ordinal + 1)));
  }
  const answer = await chat.messages.beginAnswer('talk 0', { model: 'large' });
  await database.queries
    .insertInto('answer_chunk')
    .values({ message: answer.sequence, ordinal: 0, parts: '[{"kind":"text","text":"half"}]' })
    .execute();
  await chat.drafts.keep('talk 0', 'not sent \u0007');
  await chat.conversations.create({ id: 'gone' });
  await chat.conversations.remove('gone');
  await database.queries
    .insertInto('purged_conversation')
    .values({ change: 999_999_999, conversation_id: 'purged', purged_at_ms: 4 })
    .execute();
}

/** Three documents, whose passages have the odd texts. */
async function fillRegulations(database: Database, passages: number): Promise<void> {
  const { documents } = buildRegulationStores(database, systemClock);
  for (const id of ['aml', 'gen', 'ä']) {
    const read = {
      id,
      title: `Title of ${id}`,
      version: null,
      effectiveFrom: '2024-01-31',
      source: null,
      passages: Array.from({ length: passages }, (_, at) => ({
        reference: `${String(at + 1)}.1`,
        sourceId: null,
        text: `${oddTexts[at % oddTexts.length] ?? ''} A Relevant Person must verify customers, ${id} clause${String(at)}.`,
        headings: ['Scope', id],
        range: { start: at * 100, end: at * 100 + 50, line: at },
      })),
    };
    await documents.write('rules', completeDocument(read, `/regs/${id}.json`, `hash of ${id}`));
  }
}
