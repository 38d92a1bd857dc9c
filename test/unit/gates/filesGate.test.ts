/** A files gate says what exists in the workspace, and looks at nothing outside it. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Clock } from '../../../server/base/clock.ts';
import { systemClock } from '../../../server/base/clock.ts';
import { filesGate, GateWorkspace } from './gateWorkspace.ts';

let workspace: GateWorkspace;
let outside = '';

async function look(files: readonly string[], absent: readonly string[] = []): Promise<readonly [string, string]> {
  const { outcome, message } = await workspace.runOne(filesGate('look', { files, absent }));
  return [outcome, message];
}

describe('files gate', () => {
  beforeEach(() => {
    workspace = new GateWorkspace();
    outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-outside-')));
    writeFileSync(path.join(outside, 'secret.txt'), '');
    for (const file of [
      'docs/api.md',
      'docs/deep/more.md',
      '.env',
      '.github/ci.yml',
      'src/index.ts',
      '.git/config',
      'node_modules/a/index.orig',
      'a(b)[c].txt',
      'x{1}.txt',
    ]) {
      workspace.write(file);
    }
    mkdirSync(path.join(workspace.root, 'empty'));
    if (process.platform === 'win32') return;
    symlinkSync(outside, path.join(workspace.root, 'out'));
    symlinkSync(path.join(outside, 'secret.txt'), path.join(workspace.root, 'out-file'));
    symlinkSync('docs/api.md', path.join(workspace.root, 'in-file'));
    symlinkSync('docs', path.join(workspace.root, 'in'));
    symlinkSync('nowhere', path.join(workspace.root, 'dangling'));
    symlinkSync('..', path.join(workspace.root, 'docs', 'circle'));
  });
  afterEach(() => {
    workspace.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  it('passes when every glob of files matches a file', async () => {
    const globs = [
      'docs/api.md',
      './docs/api.md',
      'docs/*.md',
      '**/more.md',
      '.e*',
      '**/*.yml',
      '{docs,doc}/api.md',
      'docs/**',
      'src/[a-z]*.ts',
      '@(src|lib)/index.ts',
      'docs//api.md'.replace('//', '/'),
    ];
    assert.deepEqual(await look(globs), ['passed', '']);
    assert.deepEqual(await look(['a\\(b\\)\\[c\\].txt', 'x\\{1\\}.txt']), ['passed', '']);
  });

  it('names every glob that matches none', async () => {
    assert.deepEqual(await look(['docs/api.md', 'docs/*.txt', 'gone.md']), [
      'failed',
      'docs/*.txt does not exist; gone.md does not exist',
    ]);
    assert.deepEqual(await look(['docs']), ['failed', 'docs is a folder, not a file']);
    assert.deepEqual(await look(['docs/deep/']), ['failed', 'docs/deep is a folder, not a file']);
    assert.deepEqual(await look(['empty/**']), ['failed', 'empty is a folder, not a file']);
  });

  it('tells upper from lower case on every system', async () => {
    assert.deepEqual(await look(['Docs/api.md']), ['failed', 'Docs/api.md does not exist']);
    assert.deepEqual(await look(['docs/API.md']), ['failed', 'docs/API.md does not exist']);
    assert.deepEqual(await look([], ['DOCS/**']), ['passed', '']);
  });

  it('fails when a glob of absent matches', async () => {
    assert.deepEqual(await look([], ['**/*.orig', 'dist/**']), ['passed', '']);
    workspace.write('src/a.orig');
    assert.deepEqual(await look([], ['**/*.orig']), ['failed', 'src/a.orig must not exist']);
    for (const name of ['b', 'c', 'd', 'e']) workspace.write(`src/${name}.orig`);
    assert.deepEqual(await look([], ['**/*.orig']), [
      'failed',
      'src/a.orig, src/b.orig, src/c.orig and more must not exist',
    ]);
    assert.deepEqual(await look([], ['docs']), ['failed', 'docs must not exist']);
    assert.deepEqual(await look([], ['empty/**']), ['passed', '']);
    assert.deepEqual(await look(['gone'], ['.env']), ['failed', 'gone does not exist; .env must not exist']);
  });

  it('looks into .git and node_modules only when a glob names them', async () => {
    assert.deepEqual(await look(['.git/config', '**/node_modules/**/*.orig']), ['passed', '']);
    assert.deepEqual(await look(['**/config']), ['failed', '**/config does not exist']);
    assert.deepEqual(await look([], ['{.git,x}/config']), ['failed', '.git/config must not exist']);
  });

  it('never leaves the workspace', async function () {
    if (process.platform === 'win32') this.skip();
    for (const glob of [
      '../*',
      '/etc/passwd',
      'docs/../../x',
      '{..,docs}/*',
      '@(..)/x',
      '..',
      'C:\\x',
      '\\\\server\\x',
      '..{,}/*',
    ]) {
      for (const [outcome, message] of [await look([glob]), await look([], [glob])]) {
        assert.equal(outcome, 'could-not-run', glob);
        assert.match(message, /leads outside the workspace/);
      }
    }
    const patterns = ['out/secret.txt', 'out/*', 'o*/secret.txt', '**/secret.txt', '[.][.]/*', '+(.)/*', 'in/api.md'];
    for (const glob of patterns) assert.deepEqual(await look([glob]), ['failed', `${glob} does not exist`]);
    assert.deepEqual(await look(['out-file']), ['failed', 'out-file is a link that leads to no file here']);
    assert.deepEqual(await look(['dangling']), ['failed', 'dangling is a link that leads to no file here']);
    assert.deepEqual(await look(['in-file']), ['passed', '']);
    assert.deepEqual(await look([], ['dangling']), ['failed', 'dangling must not exist']);
  });

  it('refuses globs that mean something else than they say', async () => {
    assert.deepEqual(await look(['!docs/**']), [
      'could-not-run',
      '!docs/** begins with "!"; name what must not exist under "absent"',
    ]);
    assert.deepEqual(await look(['!(docs)/index.ts']), ['passed', '']);
    assert.deepEqual(await look(['']), ['could-not-run', 'a glob is empty']);
    assert.deepEqual(await look([], []), ['could-not-run', 'checked nothing: there is no glob']);
  });

  it('does not pass when it could not look', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    chmodSync(path.join(workspace.root, 'docs', 'deep'), 0o000);
    try {
      assert.deepEqual(await look([], ['**/*.orig']), ['could-not-run', 'docs/deep cannot be read']);
      assert.deepEqual(await look(['**/gone.md']), ['could-not-run', 'docs/deep cannot be read']);
      assert.deepEqual(await look(['**/api.md']), ['passed', '']);
    } finally {
      chmodSync(path.join(workspace.root, 'docs', 'deep'), 0o700);
    }
  });

  it('stops when its time is over', async () => {
    const clock: Clock = {
      nowMs: () => systemClock.nowMs(),
      after: (_delayMs, action) => {
        action();
        return () => undefined;
      },
    };
    const result = await workspace.runOne(filesGate('look', { files: ['**/gone'], timeoutMs: 90_000 }), { clock });
    assert.deepEqual([result.outcome, result.message], ['timed-out', 'stopped after 90 s']);
  });
});
