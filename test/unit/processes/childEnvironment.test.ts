/** Programs get what they need to work, what a person lets through, and no keys. */
import assert from 'node:assert/strict';
import { childEnvironment } from '../../../server/base/processes/childEnvironment.ts';

describe('childEnvironment', () => {
  const base = {
    PATH: '/bin',
    HOME: '/home/x',
    LC_TIME: 'de_DE.UTF-8',
    XDG_CONFIG_HOME: '/home/x/.config',
    CI: 'true',
    GITHUB_SHA: 'abc',
    https_proxy: 'http://proxy',
    npm_config_registry: 'https://registry.example',
    NO_COLOR: '1',
    GITHUB_TOKEN: 'a secret',
    ANTHROPIC_API_KEY: 'a secret',
    AWS_SECRET_ACCESS_KEY: 'a secret',
    PHASEGATE_DATABASE_URL: 'postgres://x:y@z',
    NODE_OPTIONS: '--require ./evil.js',
    ELECTRON_RUN_AS_NODE: '1',
    SSH_AUTH_SOCK: '/tmp/agent',
    BASH_ENV: '/tmp/rc',
    LD_PRELOAD: '/tmp/x.so',
    npm_config__authToken: 'a secret',
    SOMETHING: 'else',
    UNSET: undefined,
  };

  it('lets through what tools need, and no keys', () => {
    assert.deepEqual(childEnvironment(base, [], {}, 'linux'), {
      PATH: '/bin',
      HOME: '/home/x',
      LC_TIME: 'de_DE.UTF-8',
      XDG_CONFIG_HOME: '/home/x/.config',
      CI: 'true',
      GITHUB_SHA: 'abc',
      https_proxy: 'http://proxy',
      npm_config_registry: 'https://registry.example',
      NO_COLOR: '1',
    });
  });

  it('lets through what is named, and puts additions above everything', () => {
    const chosen = childEnvironment(
      base,
      ['SOMETHING', 'GITHUB_TOKEN', 'MISSING'],
      { PATH: '/mine', NEW: 'x' },
      'linux',
    );
    assert.equal(chosen['SOMETHING'], 'else');
    assert.equal(chosen['GITHUB_TOKEN'], 'a secret');
    assert.equal(chosen['PATH'], '/mine');
    assert.equal(chosen['NEW'], 'x');
    assert.ok(!('MISSING' in chosen));
  });

  it('gives nobody the address of the database, also when it is named', () => {
    const environment = { PATH: '/bin', PHASEGATE_DATABASE_URL: 'postgres://ann:secret@db.example.com/phasegate' };
    for (const platform of ['linux', 'win32'] as const) {
      assert.deepEqual(childEnvironment(environment, ['PHASEGATE_DATABASE_URL'], {}, platform), { PATH: '/bin' });
      assert.deepEqual(childEnvironment(environment, ['phasegate_database_url'], {}, platform), { PATH: '/bin' });
    }
  });

  it('forces no colours: a gate says what a plain pipe would see', () => {
    const chosen = childEnvironment({ PATH: '/bin', TERM: 'xterm-256color' }, [], {}, 'linux');
    assert.deepEqual(chosen, { PATH: '/bin', TERM: 'xterm-256color' });
    assert.equal(childEnvironment({ NO_COLOR: '1' }, [], { FORCE_COLOR: '1' }, 'linux')['FORCE_COLOR'], '1');
  });

  it('does not tell upper from lower case on Windows, and gives each variable once', () => {
    const windows = { Path: 'C:\\Windows', SystemRoot: 'C:\\Windows', ComSpec: 'cmd.exe', Secret: 'x' };
    assert.deepEqual(childEnvironment(windows, [], {}, 'win32'), {
      Path: 'C:\\Windows',
      SystemRoot: 'C:\\Windows',
      ComSpec: 'cmd.exe',
    });
    assert.deepEqual(childEnvironment(windows, ['SECRET'], { PATH: 'mine' }, 'win32'), {
      PATH: 'mine',
      SystemRoot: 'C:\\Windows',
      ComSpec: 'cmd.exe',
      Secret: 'x',
    });
    assert.ok(!('Path' in childEnvironment({ Path: '/bin' }, [], {}, 'linux')));
  });
});
