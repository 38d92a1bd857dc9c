/** Shows how an address of a PostgreSQL database is read, and that none of its faults is told with its password. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { databasePlace } from '../../../server/database/databasePlace.ts';
import { readPostgresAddress } from '../../../server/database/postgresAddress.ts';

describe('readPostgresAddress', () => {
  const read = (url: string, environment: NodeJS.ProcessEnv = {}) => readPostgresAddress(url, environment);

  it('reads every part, and names it without the password', () => {
    const address = read('postgresql://ann%40home:p%40ss%25w@db.example.com:6543/pro%20jects?options=-c%20a%3Db');
    const { name, host, port, user, password, database, options, application_name } = address;
    assert.deepEqual(
      { name, host, port, user, password, database, options, application_name },
      {
        name: 'postgres://ann@home@db.example.com:6543/pro jects',
        host: 'db.example.com',
        port: 6543,
        user: 'ann@home',
        password: 'p@ss%w',
        database: 'pro jects',
        options: '-c a=b',
        application_name: 'phasegate',
      },
    );
  });

  it('leaves what is not said to the variables of PostgreSQL', () => {
    const address = read('postgres://', { PGHOST: 'db.example.com', PGAPPNAME: 'mine' });
    assert.deepEqual([address.host, address.user, address.password, address.database], Array(4).fill(undefined));
    assert.equal(address.application_name, 'mine');
    assert.equal(address.name, 'postgres://db.example.com/');
  });

  it('trusts a server on this computer, and wants proof from any other', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '%2Fvar%2Frun', '']) {
      assert.equal(read(`postgres://ann@${host}/x`.replace('ann@/', '/')).ssl, false, host);
    }
    for (const host of ['db.example.com', '10.0.0.1', '[fe80::1]', '127.example.com', 'localhost.example.com']) {
      const { ssl } = read(`postgres://ann@${host}/x`);
      assert.ok(ssl !== false && ssl.rejectUnauthorized !== false && ssl.checkServerIdentity === undefined, host);
    }
    assert.notEqual(read('postgres:///x', { PGHOST: 'db.example.com' }).ssl, false);
    assert.equal(read('postgres://db.example.com/x?sslmode=disable').ssl, false);
    assert.equal(read('postgres://db.example.com/x', { PGSSLMODE: 'disable' }).ssl, false);
  });

  it('says what is wrong, and not what was written', () => {
    const faults: readonly (readonly [url: string, message: RegExp])[] = [
      ['s3cret', /is not one/],
      ['postgres://ann:s3cret#1@db.example.com/x', /is not one|port/],
      ['postgres://ann:s3cret/1@db.example.com/x', /is not one/],
      ['mysql://ann:s3cret@db.example.com/x', /postgres:\/\//],
      ['postgres://ann:s3cret%@db.example.com/x', /%25/],
      ['postgres://ann:s3cret@db.example.com/x?sslmode=prefer', /verify-full/],
      ['postgres://ann:s3cret@db.example.com/x?connect_timeout=3', /connect_timeout.*sslmode/],
      ['postgres://ann:s3cret@db.example.com/x?port=abc', /port/],
      ['postgres://ann:s3cret@db.example.com/x?sslrootcert=/no/such/file', /sslrootcert.*ENOENT/],
    ];
    for (const [url, message] of faults) {
      assert.throws(
        () => read(url),
        (error: Error) => {
          assert.match(error.message, message);
          assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes('s3cret'), inspect(error));
          return true;
        },
        url,
      );
    }
  });
});

describe('databasePlace', () => {
  const place = (variable?: string, setting?: string) =>
    databasePlace(variable === undefined ? {} : { PHASEGATE_DATABASE_URL: variable }, '/home', setting);

  it('is the variable, then the setting, then the file', () => {
    assert.deepEqual(place('postgres://a', 'postgres://b'), { url: 'postgres://a' });
    assert.deepEqual(place(' ', 'postgres://b '), { url: 'postgres://b' });
    assert.deepEqual(place('', ''), place());
    assert.ok('file' in place());
  });
});
