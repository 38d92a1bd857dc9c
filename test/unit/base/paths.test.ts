/** Shows where data is kept and that nobody else may look into it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../../server/base/failure.ts';
import { dataDirectory, databaseFile, makePrivateDirectory, runLogDirectory } from '../../../server/base/paths.ts';

describe('paths', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-paths-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the data directory from PHASEGATE_HOME and makes it absolute', () => {
    assert.equal(dataDirectory({ PHASEGATE_HOME: folder }), folder);
    assert.equal(dataDirectory({ PHASEGATE_HOME: 'here' }), path.resolve('here'));
  });

  it('falls back to the data directory of the platform, named after us', () => {
    for (const environment of [{}, { PHASEGATE_HOME: '' }]) {
      const directory = dataDirectory(environment);
      assert.ok(path.isAbsolute(directory), directory);
      assert.match(directory, /[\\/]phasegate([\\/]Data)?$/);
    }
  });

  it('keeps database and logs in it', () => {
    assert.equal(databaseFile(folder), path.join(folder, 'phasegate.db'));
    assert.equal(runLogDirectory(folder, '0198-ab_C'), path.join(folder, 'logs', '0198-ab_C'));
  });

  it('takes no path for the id of a run', () => {
    for (const id of ['', '..', 'a/b', 'a\\b', 'a\0', 'a'.repeat(101)])
      assert.throws(() => runLogDirectory(folder, id), Failure, JSON.stringify(id));
  });

  it('makes folders that only the user may enter', function () {
    if (process.platform === 'win32') this.skip();
    const made = path.join(folder, 'a', 'b');
    makePrivateDirectory(made);
    makePrivateDirectory(made);
    assert.equal(statSync(made).mode & 0o777, 0o700);
    assert.equal(statSync(path.dirname(made)).mode & 0o777, 0o700);
  });

  it('says what to do when a folder cannot be made', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    assert.throws(() => makePrivateDirectory(path.join(file, 'sub')), {
      code: 'write-failed',
      message: /PHASEGATE_HOME/,
    });
  });
});
