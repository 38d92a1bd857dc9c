/** Shows that whatever is wrong with a PostgreSQL database or the way to it is said in words, and without the password. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { systemClock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { EmbeddedPostgres } from '../../databases/embeddedPostgres.ts';
import type { PostgresServer } from '../../databases/postgresConnection.ts';
import { dropPostgresSchema, freshPostgresUrl, sharedPostgres } from '../../databases/sharedPostgres.ts';
import { whyNoTinyDisk, withTinyDisk } from '../base/tinyDisk.ts';

describeOnPostgres('a PostgreSQL database that cannot be used', () => {
  const password = 'correct horse';

  /** Asserts how opening fails, and that nothing of the error tells the password. */
  async function refused(url: string, message: RegExp, code = 'database-unavailable'): Promise<void> {
    const error: unknown = await openDatabase({ url, clock: systemClock, busyTimeoutMs: 200 }).then(
      (database) => database.close(),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure, inspect(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.message, /^The (address of the )?database /);
    for (const secret of [password, encodeURIComponent(password), 'wr0ng']) {
      assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes(secret), inspect(error, { depth: 10 }));
    }
  }
  const role = async (name: string, rest = ''): Promise<PostgresServer> => {
    const server = await sharedPostgres();
    await server.run(`create role ${name} login password '${password}' ${rest}`);
    return server;
  };

  it('says that the password is wrong', async () => {
    const server = await sharedPostgres();
    await refused(
      server.url(undefined, 'postgres', 'wr0ng'),
      /postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres refuses .*\.pgpass/,
    );
    await refused(server.url(undefined, 'nobody', 'wr0ng'), /refuses this user or password/);
  });

  it('says that a password is missing', async () => {
    const { port } = await sharedPostgres();
    await refused(`postgres://postgres@127.0.0.1:${String(port)}/postgres`, /asks for a password/);
    // A connection that stays open would keep a terminal program from ending for a minute.
    const server = await sharedPostgres();
    const deadlineMs = performance.now() + 5_000;
    for (;;) {
      const [row] =
        await server.run(`select count(*)::int as open from pg_stat_activity where coalesce(state, 'starting') = 'starting'
        and backend_type = 'client backend' and pid <> pg_backend_pid()`);
      if (row?.['open'] === 0) break;
      assert.ok(performance.now() < deadlineMs, 'the connection is still open');
    }
  });

  it('says that the database does not exist', async () => {
    const server = await sharedPostgres();
    await refused(server.url().replace(/\/postgres$/, '/nowhere'), /\/nowhere does not exist .*createdb/);
  });

  it('says that the host is unknown, or does not answer', async () => {
    await refused('postgres://ann:wr0ng@host.invalid/phasegate', /host that cannot be found/);
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    probe.close();
    await once(probe, 'close');
    assert.ok(typeof address === 'object' && address !== null);
    await refused(`postgres://ann:wr0ng@127.0.0.1:${String(address.port)}/phasegate`, /ECONNREFUSED.*Start the server/);
  });

  it('says that something else answers there', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    try {
      await refused(
        `postgres://ann:wr0ng@127.0.0.1:${String(address.port)}/phasegate`,
        /cannot be reached|does not answer/,
      );
    } finally {
      other.close();
    }
  });

  it('says that the user may make no tables', async () => {
    const server = await role('reader');
    await server.run('create schema closed; grant usage on schema closed to reader');
    await refused(server.url('closed', 'reader'), /does not allow .*permission denied for schema closed.*owner/);
    await refused(server.url('missing', 'reader'), /has no schema for this user/);
  });

  it('says that the server has no connection left', async () => {
    const server = await role('crowded', 'connection limit 0');
    await refused(server.url(undefined, 'crowded'), /no connection left/);
  });

  it('says that the server is too old', async () => {
    const server = await sharedPostgres();
    // A server says its release through a function, and this schema has one of the same name that comes first.
    await server.run(`create schema old; create function old.current_setting(name text) returns text language sql as
      $$ select case name when 'server_version_num' then '130012' when 'server_version' then '13.12'
        else pg_catalog.current_setting(name) end $$`);
    await refused(server.url('old,pg_catalog'), /PostgreSQL 13\.12, which is too old.*14 or newer/);
  });

  it('says that the database does not keep every text', async () => {
    const server = await sharedPostgres();
    await server.run(`create database latin encoding 'LATIN1' template template0 locale 'C'`);
    await refused(server.url().replace(/\/postgres$/, '/latin'), /keeps text as LATIN1.*createdb/);
  });

  it('says that the disk of the server is full, and keeps what was kept', async function () {
    const reason = whyNoTinyDisk();
    if (reason !== null) {
      console.log(`      not run: ${reason}`);
      this.skip();
    }
    const server = await sharedPostgres();
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
    await withTinyDisk(8192, async (disk) => {
      chmodSync(disk.folder, 0o711);
      const folder = path.join(disk.folder, 'space');
      mkdirSync(folder);
      chownSync(folder, uid ?? 0, gid ?? 0);
      await server.run(`create tablespace tiny location '${folder}'`);
      const plain = await freshPostgresUrl();
      const url = plain.replace('search_path', encodeURIComponent('default_tablespace=tiny -c search_path'));
      const database = await openDatabase({ url, clock: systemClock });
      const write = (duty: string): Promise<unknown> =>
        database.queries.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute();
      try {
        await write('kept');
        disk.fill();
        const filling = (async () => {
          for (let row = 0; row < 3_000; row++)
            await write(`${String(row)}${'x'.repeat(2_000)}${String(Math.random())}`);
        })();
        await assert.rejects(filling, { code: 'database-unavailable', message: /disk of its server is full/ });
        const found = await database.queries.selectFrom('upkeep').select('duty').where('duty', '=', 'kept').execute();
        assert.equal(found.length, 1);
      } finally {
        await database.close();
        await dropPostgresSchema(plain);
        await server.run('drop tablespace tiny');
      }
    });
  });

  describe('because of its TLS', () => {
    let folder: string;
    let server: EmbeddedPostgres;
    const at = (host: string, parameters: string): string =>
      `postgres://postgres:${encodeURIComponent(password)}@${host}:${String(server.port)}/postgres?${parameters}`;

    before(async function () {
      this.timeout(60_000);
      try {
        execFileSync('openssl', ['version'], { stdio: 'ignore' });
      } catch {
        console.log('      not run: openssl, which makes certificates, is not installed');
        this.skip();
      }
      folder = mkdtempSync(path.join(tmpdir(), 'phasegate-tls-'));
      chmodSync(folder, 0o755);
      const make = (name: string, host: string): void => {
        execFileSync(
          'openssl',
          ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`]
            .concat(['-addext', `subjectAltName=DNS:${host}`])
            .concat(['-keyout', path.join(folder, `${name}.key`), '-out', path.join(folder, `${name}.pem`)]),
          { stdio: 'ignore' },
        );
      };
      make('server', 'localhost');
      make('other', 'localhost');
      const key = path.join(folder, 'server.key');
      if (process.getuid?.() === 0) {
        chownSync(key, Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })), 0);
      }
      chmodSync(key, 0o600);
      server = await EmbeddedPostgres.start(
        ...['-c', 'ssl=on', '-c', `ssl_cert_file=${path.join(folder, 'server.pem')}`, '-c', `ssl_key_file=${key}`],
      );
    });
    after(async () => {
      await (server as EmbeddedPostgres | undefined)?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const works = async (url: string): Promise<void> => {
      await (await openDatabase({ url, clock: systemClock })).close();
    };

    it('takes a certificate that is vouched for and names the host, and no other', async () => {
      const root = `sslrootcert=${path.join(folder, 'server.pem')}`;
      await works(at('localhost', `sslmode=verify-full&${root}`));
      await refused(at('localhost', 'sslmode=verify-full'), /nobody known vouches for .*sslrootcert/);
      await refused(
        at('localhost', `sslmode=verify-full&sslrootcert=${path.join(folder, 'other.pem')}`),
        /nobody known vouches for/,
      );
      await refused(at('127.0.0.1', `sslmode=verify-full&${root}`), /certificate of another host/);
      await works(at('127.0.0.1', `sslmode=verify-ca&${root}`));
      await works(at('127.0.0.1', 'sslmode=require'));
    });

    it('says that the server speaks none', async () => {
      const plain = await sharedPostgres();
      await refused(`${plain.url()}?sslmode=require`, /does not speak TLS/);
    });
  });
});
