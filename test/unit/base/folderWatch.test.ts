/** Watching folders tells when to look, and says clearly when it cannot. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { FolderWatch } from '../../../server/base/folderWatch.ts';

describe('watching folders', () => {
  let root: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-watch-')));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('calls at a change, and says which folders are new to it', async () => {
    let wake: () => void = () => undefined;
    const changed = new Promise<void>((resolve) => (wake = resolve));
    const watch = new FolderWatch(root, () => wake());
    try {
      assert.equal(watch.follow(['', 'missing']), true);
      assert.equal(watch.follow(['', 'missing']), false);
      writeFileSync(path.join(root, 'file'), '');
      await changed;
    } finally {
      watch.close();
    }
  });

  it('says what to do when the system allows no more watches', async function () {
    if (process.platform !== 'linux') this.skip();
    // With so few open files allowed there is no room for the one that watches need.
    const script = `
      import { openSync } from 'node:fs';
      const { FolderWatch } = await import(${JSON.stringify(path.resolve('server/base/folderWatch.ts'))});
      try { for (;;) openSync('/dev/null'); } catch {}
      try { new FolderWatch(${JSON.stringify(root)}, () => {}).follow(['']); } catch (error) { console.log(error.code, error.message); }
    `;
    const command = `ulimit -n 64; exec ${process.execPath} --input-type=module -e '${script.replaceAll("'", String.raw`'\''`)}'`;
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
    assert.match(stdout, /^watch-failed .* cannot be watched: the system allows no more watches .*max_user_watches/);
  });
});
