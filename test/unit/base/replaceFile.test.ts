/** Shows that a text file is read as it is and replaced wholly or not at all. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTextFile, replaceFileSync } from '../../../server/base/replaceFile.ts';
import { whyNoTinyDisk, withTinyDisk } from './tinyDisk.ts';

describe('readTextFile', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-read-'));
    file = path.join(folder, 'file');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps every byte, a byte order mark included', async () => {
    const bytes = Buffer.from('\ufeff# Plan\r\n\u{1f680} \t\n\nend', 'utf8');
    writeFileSync(file, bytes);
    const read = await readTextFile(file, 1000);
    assert.ok(read.kind === 'text');
    assert.equal(read.text.charCodeAt(0), 0xfeff);
    assert.deepEqual(Buffer.from(read.text, 'utf8'), bytes);
    assert.deepEqual(read.bytes, bytes);
  });

  it('reads an empty file and one of exactly the limit', async () => {
    writeFileSync(file, '');
    assert.equal((await readTextFile(file, 0)).kind, 'text');
    writeFileSync(file, 'x'.repeat(200_000));
    const read = await readTextFile(file, 200_000);
    assert.ok(read.kind === 'text' && read.text.length === 200_000);
  });

  it('tells apart why there is no text', async () => {
    assert.deepEqual(await readTextFile(file, 10), { kind: 'missing' });
    assert.deepEqual(await readTextFile(path.join(file, 'x'), 10), { kind: 'missing' });
    assert.deepEqual(await readTextFile(folder, 10), { kind: 'not-a-file', isFolder: true });
    writeFileSync(file, 'x'.repeat(11));
    assert.deepEqual(await readTextFile(file, 10), { kind: 'too-large', limitBytes: 10 });
    assert.deepEqual(await readTextFile(path.join(file, 'below'), 10), { kind: 'missing' });
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      writeFileSync(file, Buffer.from(bytes));
      assert.deepEqual(await readTextFile(file, 10), { kind: 'not-utf8' });
    }
  });

  it('waits for no pipe and reads no endless device', async function () {
    if (process.platform === 'win32') this.skip();
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.deepEqual(await readTextFile(pipe, 10), { kind: 'not-a-file', isFolder: false });
    assert.deepEqual(await readTextFile('/dev/zero', 10), { kind: 'not-a-file', isFolder: false });
  });

  it('does not read more than the limit of a file that says it is empty', async function () {
    if (process.platform !== 'linux') this.skip();
    assert.equal((await readTextFile('/proc/self/status', 1_000_000)).kind, 'text');
    assert.deepEqual(await readTextFile('/proc/self/status', 10), { kind: 'too-large', limitBytes: 10 });
  });

  it('refuses a file outside the folder that it must be in', async () => {
    writeFileSync(file, 'x');
    const root = path.join(folder, 'root');
    mkdirSync(root);
    symlinkSync(file, path.join(root, 'link'));
    await assert.rejects(readTextFile(path.join(root, 'link'), 10, root), { code: 'path-outside-workspace' });
    assert.equal((await readTextFile(file, 10, folder)).kind, 'text');
  });
});

describe('replaceFileSync', () => {
  let folder: string;
  let file: string;
  const old = Buffer.from('old');
  const fresh = Buffer.from('fresh');

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-replace-'));
    file = path.join(folder, 'file');
    writeFileSync(file, old);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('replaces what it expected and leaves nothing beside it', () => {
    assert.equal(replaceFileSync(file, old, [fresh]), 'written');
    assert.deepEqual(readFileSync(file), fresh);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('writes nothing when the file holds something else, is gone, or is a folder now', () => {
    assert.equal(replaceFileSync(file, fresh, [Buffer.from('x')]), 'changed');
    assert.deepEqual(readFileSync(file), old);
    const before = lstatSync(file, { bigint: true }).mtimeNs;
    assert.equal(replaceFileSync(path.join(folder, 'gone'), old, [fresh]), 'changed');
    assert.equal(replaceFileSync(folder, old, [fresh]), 'changed');
    assert.equal(lstatSync(file, { bigint: true }).mtimeNs, before);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('keeps mode and owner', function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(file, 0o754);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(file, 1234, 2345);
    assert.equal(replaceFileSync(file, old, [fresh]), 'written');
    const stat = statSync(file);
    assert.equal(stat.mode & 0o7777, 0o754);
    if (isRoot) assert.deepEqual([stat.uid, stat.gid], [1234, 2345]);
  });

  it('follows a link and leaves it a link', () => {
    const link = path.join(folder, 'link');
    symlinkSync('file', link);
    assert.equal(replaceFileSync(link, old, [fresh]), 'written');
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.ok(lstatSync(file).isFile());
    assert.deepEqual(readFileSync(file), fresh);
  });

  it('refuses a link that leads out of the folder it must be in', () => {
    const root = path.join(folder, 'root');
    mkdirSync(root);
    symlinkSync(file, path.join(root, 'link'));
    assert.throws(() => replaceFileSync(path.join(root, 'link'), old, [fresh], root), {
      code: 'path-outside-workspace',
    });
    assert.deepEqual(readFileSync(file), old);
  });

  it('refuses a file that nobody may write, even for root', () => {
    chmodSync(file, 0o444);
    assert.throws(() => replaceFileSync(file, old, [fresh]), { code: 'roadmap-read-only', message: /read-only/ });
    assert.deepEqual(readFileSync(file), old);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('leaves file and folder as they were when the disk is full or read-only', function () {
    const reason = whyNoTinyDisk();
    if (reason !== null) {
      console.log(`      not run: ${reason}`);
      this.skip();
    }
    withTinyDisk(64, (disk) => {
      const plan = path.join(disk.folder, 'ROADMAP.md');
      writeFileSync(plan, old);
      disk.fill();
      const listing = readdirSync(disk.folder);
      assert.throws(() => replaceFileSync(plan, old, [Buffer.alloc(9000)]), {
        code: 'write-failed',
        message: /ROADMAP\.md could not be written: the disk is full.*unchanged/,
      });
      assert.deepEqual(readFileSync(plan), old);
      assert.deepEqual(readdirSync(disk.folder), listing);
      disk.lock();
      assert.throws(() => replaceFileSync(plan, old, [fresh]), { code: 'roadmap-read-only' });
    });
  });
});
