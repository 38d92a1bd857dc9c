/** Shows that the tables come to a PostgreSQL database from any step, whoever else is at it, or not at all. */
import assert from 'node:assert/strict';
import { systemClock } from '../../../server/base/clock.ts';
import type { Migration } from '../../../server/database/migration.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { dropPostgresSchema, freshPostgresUrl, sharedPostgres } from '../../databases/sharedPostgres.ts';
import { writePlace } from '../../long/drills/placeArgument.ts';
import { Program } from '../../long/drills/program.ts';

describeOnPostgres('migrations of a PostgreSQL database', () => {
  let url: string;
  let schema: string;

  beforeEach(async () => {
    url = await freshPostgresUrl();
    schema = /search_path%3D(\w+)/.exec(url)?.[1] ?? '';
  });
  afterEach(() => dropPostgresSchema(url));

  const migrate = async (list = migrations): Promise<void> =>
    (await openDatabase({ url, clock: systemClock, migrations: list })).close();
  const run = async (text: string): Promise<readonly Record<string, unknown>[]> =>
    (await sharedPostgres()).run(`set search_path = ${schema}; ${text}`);
  const query = async (text: string): Promise<readonly Record<string, unknown>[]> => (await sharedPostgres()).run(text);
  const applied = async (): Promise<readonly unknown[]> =>
    (await query(`select name from ${schema}.migration order by name`)).map(({ name }) => name);
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`select tablename from pg_tables where schemaname = '${schema}'`)).map(({ tablename }) => tablename);
  const step = (name: string, up: Migration['up']): Migration => ({ name, up });
  const addTable = (name: string): Migration =>
    step(name, (database) => database.schema.createTable(name).addColumn('x', 'text').execute());

  it('are applied once and remembered', async () => {
    await migrate();
    await migrate();
    assert.deepEqual(
      await applied(),
      migrations.map(({ name }) => name),
    );
  });

  it('keep what every earlier build wrote', async () => {
    for (let step = 1; step < migrations.length; step++) {
      await migrate(migrations.slice(0, step));
      await run(`
        insert into phase_run (id, workspace, roadmap, phase, verb, owner_pid, owner_start, owner_host,
          roadmap_hash, spec_hash, gates_hash, started_at_ms, message)
          values ('r', '/w', 'ROADMAP.md', '1', 'gate', 1, 's', 'h', 'a', 'b', 'c', 5, '');
        insert into gate_run (run_id, ordinal, name, kind, definition, definition_hash, started_at_ms, outcome, message)
          values ('r', 0, 'unit', 'run', '{}', 'd', 5, 'failed', 'exit code 1');`);
      const database = await openDatabase({ url, clock: systemClock });
      const gates = (await new PhaseRunStore(database.queries, systemClock).get('r'))?.gates;
      await database.close();
      assert.deepEqual(
        gates?.map(({ name, message, tests, problems }) => [name, message, tests, problems]),
        [['unit', 'exit code 1', undefined, undefined]],
      );
      await query(`drop schema ${schema} cascade; create schema ${schema}`);
    }
  });

  it('leave nothing of a step that fails', async () => {
    const broken = step('broken', async (database) => {
      await database.schema.createTable('half').addColumn('x', 'text').execute();
      throw new Error('on purpose');
    });
    await assert.rejects(migrate([...migrations, addTable('whole'), broken]), { message: 'on purpose' });
    const found = await tables();
    assert.ok(found.includes('whole') && !found.includes('half'));
    assert.equal((await applied()).length, migrations.length + 1);
  });

  it('refuse a newer database and change nothing in it', async () => {
    await migrate([...migrations, addTable('later')]);
    const before = await query(`select name, applied_at_ms, xmin::text from ${schema}.migration order by name`);
    await assert.rejects(migrate(), { code: 'database-newer', message: /newer version.*PHASEGATE_DATABASE_URL/s });
    assert.deepEqual(
      await query(`select name, applied_at_ms, xmin::text from ${schema}.migration order by name`),
      before,
    );
  });

  it('are safe when eight processes open an empty database at once', async function () {
    this.timeout(60_000);
    const programs = Array.from({ length: 8 }, () => new Program('migrator', [writePlace({ url })]));
    try {
      await Promise.all(programs.map((program) => program.line(/^ready$/, 0)));
      for (const program of programs) program.send('go');
      assert.deepEqual(await Promise.all(programs.map((program) => program.ended)), Array(8).fill(0));
      for (const program of programs)
        assert.equal(program.lines[1], JSON.stringify(migrations.map(({ name }) => ({ name }))));
    } finally {
      await Promise.all(programs.map((program) => program.stop()));
    }
  });
});
