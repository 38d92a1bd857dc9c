/** Shows what a PostgreSQL server that goes away leaves behind: a clear failure, nothing half written, and no restart. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { systemClock } from '../../../server/base/clock.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import type { MessagePart } from '../../../server/chat/message.ts';
import { StreamedAnswer } from '../../../server/chat/streamedAnswer.ts';
import type { Database } from '../../../server/database/database.ts';
import { GroupedWrites } from '../../../server/database/groupedWrites.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { EmbeddedPostgres } from '../../databases/embeddedPostgres.ts';

describeOnPostgres('a PostgreSQL server that goes away', () => {
  let server: EmbeddedPostgres;
  let database: Database;

  before(async function () {
    this.timeout(60_000);
    server = await EmbeddedPostgres.start();
    database = await openDatabase({ url: server.url(), clock: systemClock });
  });
  after(async () => {
    await (database as Database | undefined)?.close();
    await (server as EmbeddedPostgres | undefined)?.stop();
  });

  const keep = (duty: string): Promise<unknown> =>
    database.queries.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute();
  const duties = async (): Promise<readonly string[]> =>
    (await database.queries.selectFrom('upkeep').select('duty').orderBy('duty').execute()).map(({ duty }) => duty);
  const unavailable = { name: 'Failure', code: 'database-unavailable', message: /cannot be reached/ };
  const untilVersion = async (before: number): Promise<number> => {
    const deadlineMs = performance.now() + 5_000;
    while (database.changeVersion() === before) {
      assert.ok(performance.now() < deadlineMs, 'nothing was heard');
      await wait(5);
    }
    return database.changeVersion();
  };

  it('fails the transaction that is under way, leaves nothing of it, and is used again when it is back', async () => {
    await keep('before');
    const listening = await untilVersion(database.changeVersion());
    const writing = database.queries.transaction().execute(async (transaction) => {
      await transaction.insertInto('upkeep').values({ duty: 'half', done_at_ms: 1 }).execute();
      await server.goAway();
      await transaction.insertInto('upkeep').values({ duty: 'other half', done_at_ms: 1 }).execute();
    });
    await assert.rejects(writing, unavailable);
    await assert.rejects(duties(), unavailable);
    await assert.rejects(keep('while away'), unavailable);
    await server.comeBack();
    assert.deepEqual(await duties(), ['before']);
    await keep('after');
    // Nobody can know what others wrote meanwhile, so it counts as a change.
    await untilVersion(listening);
  });

  it('fails each of the writes that shared its commit, and takes the next ones', async () => {
    const writes = new GroupedWrites(database.queries);
    const write = (duty: string, then: () => Promise<void> = async () => undefined): Promise<void> =>
      writes.write(async (transaction) => {
        await transaction.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute();
        await then();
      });
    const outcomes = await Promise.allSettled([write('a'), write('b', () => server.goAway()), write('c')]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        assert.equal((outcome.reason as { code?: string }).code, 'database-unavailable');
    }
    await server.comeBack();
    await write('d');
    assert.deepEqual(
      (await duties()).filter((duty) => duty.length === 1),
      ['d'],
    );
  });

  it('costs an answer that streams meanwhile nothing', async () => {
    const chat = buildChatStores(database, systemClock, { pid: process.pid, start: '', host: '' });
    const { id } = await chat.conversations.create({});
    const answer = await StreamedAnswer.begin(chat.messages, systemClock, id, { model: null });
    const kept = async (): Promise<readonly MessagePart[]> => (await chat.messages.read(answer.message.id)).parts;
    const untilKept = async (said: string): Promise<void> => {
      const deadlineMs = performance.now() + 5_000;
      for (let isKept = false; !isKept; await wait(5)) {
        assert.ok(performance.now() < deadlineMs, `${said} was not kept`);
        isKept = await kept().then(
          ([part]) => part?.kind === 'text' && part.text === said,
          () => false,
        );
      }
    };
    answer.add({ kind: 'text', text: 'Before' });
    await untilKept('Before');
    await server.goAway();
    answer.add({ kind: 'text', text: ', meanwhile' });
    await assert.rejects(chat.messages.append(id, { role: 'user', parts: [] }), unavailable);
    await assert.rejects(answer.end({ status: 'complete', failure: null, usage: null }), unavailable);
    await server.comeBack();
    assert.deepEqual(await kept(), [{ kind: 'text', text: 'Before' }]);
    const { parts } = await answer.end({ status: 'complete', failure: null, usage: null });
    assert.deepEqual(parts, [{ kind: 'text', text: 'Before, meanwhile' }]);
    assert.equal((await chat.conversations.read(id)).messageCount, 1);
  });

  it('does not end the process when it cuts idle connections', async () => {
    await Promise.all([duties(), duties(), duties()]);
    await server.run(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
    );
    await duties().catch(() => undefined);
    // One after the other, so that each connection that was cut would be met.
    for (let time = 0; time < 4; time++) assert.ok((await duties()).includes('before'));
  });

  it('gives the lock to others when a frozen transaction has stood still for long enough', async () => {
    const other = await openDatabase({ url: server.url(), clock: systemClock, busyTimeoutMs: 5_000 });
    try {
      const frozen = database.queries.transaction().execute(async (transaction) => {
        await sql`set local idle_in_transaction_session_timeout = 50`.execute(transaction);
        await other.queries.transaction().execute(() => Promise.resolve());
        await transaction.insertInto('upkeep').values({ duty: 'thawed', done_at_ms: 1 }).execute();
      });
      await assert.rejects(frozen, { code: 'database-unavailable' });
      assert.ok(!(await duties()).includes('thawed'));
    } finally {
      await other.close();
    }
  });
});

describeOnPostgres('the PostgreSQL server of tests', () => {
  it('ends when the process that started it is killed, and leaves no file', async function () {
    this.timeout(60_000);
    if (process.platform === 'win32') this.skip();
    const module = JSON.stringify(path.join(import.meta.dirname, '..', '..', 'databases', 'embeddedPostgres.ts'));
    const script = `const { EmbeddedPostgres } = await import(${module});
      const server = await EmbeddedPostgres.start();
      const [row] = await server.run('show data_directory');
      console.log(JSON.stringify({ port: server.port, folder: row.data_directory }));`;
    const program = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const line = (await once(createInterface({ input: program.stdout }), 'line')) as readonly unknown[];
    const { port, folder } = JSON.parse(String(line[0])) as { port: number; folder: string };
    assert.ok(await answers(port));
    program.kill('SIGKILL');
    const deadlineMs = performance.now() + 20_000;
    while ((await answers(port)) || existsSync(path.dirname(folder))) {
      assert.ok(performance.now() < deadlineMs, 'the server is still there');
      await wait(20);
    }
  });

  const answers = async (port: number): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    return isOpen;
  };
});
