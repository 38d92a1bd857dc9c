/** Logs stay within their size, keep both ends, are private, and say when they are not complete. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { BoundedLog, longestLogBytes } from '../../../server/base/processes/boundedLog.ts';

let folder = '';

async function writeLog(texts: readonly string[], limit: number): Promise<string> {
  const log = new BoundedLog(path.join(folder, 'some.log'), limit);
  for (const text of texts) await log.write(text);
  await log.end();
  assert.equal(log.problem, null);
  return readFileSync(log.file, 'utf8');
}

describe('BoundedLog', () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps all of a short log', async () => {
    assert.equal(await writeLog(['a\n', '', 'b\nc\n'], 1000), 'a\nb\nc\n');
    assert.equal(await writeLog([], 1000), '');
  });

  it('keeps what fits into both halves without a gap', async () => {
    const lines = Array.from({ length: 90 }, (_, at) => `line ${at}\n`);
    assert.equal(await writeLog(lines, 1000), lines.join(''));
  });

  for (const batch of [1, 7, 1000]) {
    it(`keeps the beginning and the end of a long log, written ${batch} lines at a time`, async () => {
      const lines = Array.from({ length: 5000 }, (_, at) => `line ${at} größe\n`);
      const texts: string[] = [];
      for (let at = 0; at < lines.length; at += batch) texts.push(lines.slice(at, at + batch).join(''));
      const kept = await writeLog(texts, 2000);
      assert.ok(Buffer.byteLength(kept) <= 2000);
      assert.ok(Buffer.byteLength(kept) > 1700);
      const [head = '', tail = ''] = kept.split(/\[… .* left out here …\]\n/);
      assert.ok(lines.join('').startsWith(head) && head.endsWith('\n'));
      assert.ok(lines.join('').endsWith(tail) && lines.includes(`${tail.split('\n')[0] ?? ''}\n`));
      const leftOut = Buffer.byteLength(lines.join('')) - Buffer.byteLength(head) - Buffer.byteLength(tail);
      assert.match(kept, new RegExp(`\\[… ${(leftOut / 1000).toFixed(1)} kB left out here …\\]`));
    });
  }

  it('is never larger than 10 MB', async () => {
    const text = `${'x'.repeat(99)}\n`.repeat(10_000);
    const kept = await writeLog(
      Array.from({ length: 14 }, () => text),
      longestLogBytes,
    );
    assert.ok(kept.length <= 10_000_000);
    assert.match(kept, /4\.0 MB left out/);
  });

  it('can be read by its owner only', async function () {
    if (process.platform === 'win32') this.skip();
    const log = new BoundedLog(path.join(folder, 'logs', 'run', 'some.log'));
    await log.end();
    assert.equal(statSync(log.file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(log.file)).mode & 0o777, 0o700);
  });

  it('says so when it cannot be made, and takes text all the same', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const log = new BoundedLog(path.join(folder, 'file', 'some.log'));
    await log.write('text\n');
    await log.end();
    assert.equal(log.exists, false);
    assert.match(log.problem ?? '', /ENOTDIR|EEXIST/);
  });

  it('says so when the disk is full', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const log = new BoundedLog('/dev/full');
    await log.write('text\n');
    await log.end();
    assert.equal(log.problem, 'no space left on the device');
    await log.write('more\n');
  });

  it('asks a fast writer to wait', async () => {
    const log = new BoundedLog(path.join(folder, 'some.log'));
    const waits = Array.from({ length: 30 }, () => log.write('x'.repeat(99_999) + '\n'));
    assert.ok(waits.some((wait) => wait instanceof Promise));
    for (const wait of waits) await wait;
    await log.end();
    assert.equal(statSync(log.file).size, 3_000_000);
  });
});
