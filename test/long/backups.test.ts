/** The long forms of the proofs that backups restore under load and that damage is noticed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { corruptDatabases } from './drills/corruptDatabases.ts';
import { Program } from './drills/program.ts';

describe('backups, long', function () {
  this.timeout(1_800_000);

  it('are restored 50 times while two processes write', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-restores-'));
    const file = path.join(folder, 'phasegate.db');
    const backup = path.join(folder, 'backup.db');
    const writers = ['one', 'two'].map((name) => new Program('runBeginner', [file, name]));
    try {
      await Promise.all(writers.map((writer) => writer.line(/^begun/, 0)));
      await new Program('restorer', ['backup', file, backup, '1']).ended;
      const restorer = new Program('restorer', ['restore', file, backup, '50']);
      assert.equal(await restorer.ended, 0);
      assert.equal(restorer.lines.length, 51);
      await Promise.all(writers.map((writer) => writer.line(/^begun/)));
      await Promise.all(writers.map((writer) => writer.stop()));
      const connection = new Sqlite(file);
      assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
      connection.close();
    } finally {
      await Promise.all(writers.map((writer) => writer.stop()));
      rmSync(folder, { recursive: true });
    }
  });

  it('replace 200 damaged databases, all of which are noticed and kept', async () => {
    const figures = await corruptDatabases(200);
    console.log(`      ${JSON.stringify(figures)}`);
    assert.deepEqual(figures, { damaged: 200, detected: 200, setAside: 200 });
  });
});
