/** `npm test` reports no suite as passed that did not prove it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closingLine, judgeSuite, suiteNotRun } from '../../../scripts/suiteResult.ts';
import type { Counts } from '../../../scripts/suiteResult.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const ended = { code: 0, timedOut: false };
const counts = (passed: number, failed: number, skipped = 0): Counts => ({ passed, failed, skipped, failures: [] });

describe('the result of a suite', () => {
  it('is what the tests say, when mocha came to its end', () => {
    const result = judgeSuite('unit', counts(3, 0, 1), ended, 1);
    assert.deepEqual([result.passed, result.failed, result.skipped], [3, 0, 1]);
  });

  it('names what could not run in part', () => {
    const result = judgeSuite('unit', { ...counts(3, 0, 2), notRun: ['no server'] }, ended, 1);
    assert.deepEqual([result.failed, result.remarks], [0, ['in part not run: no server']]);
  });

  const faults: [string, Counts | undefined, { code: number | null; timedOut: boolean }, number][] = [
    ['it ended before the reporter wrote', undefined, { code: 0, timedOut: false }, 1],
    ['it ran no test', counts(0, 0), ended, 1],
    ['it only skipped', counts(0, 0, 5), ended, 1],
    ['it crashed after its tests passed', counts(3, 0), { code: 134, timedOut: false }, 1],
    ['a signal ended it', counts(3, 0), { code: null, timedOut: false }, 1],
    ['it hung after its tests passed', counts(3, 0), { code: null, timedOut: true }, 1],
    ['it hung, and tests failed', counts(3, 2), { code: null, timedOut: true }, 3],
    ['tests failed', counts(3, 2), { code: 2, timedOut: false }, 2],
  ];
  for (const [title, counted, end, failed] of faults) {
    it(`fails when ${title}`, () => assert.equal(judgeSuite('unit', counted, end, 1).failed, failed));
  }

  it('of one that could not run is skipped only where that is harmless', () => {
    assert.equal(closingLine([suiteNotRun('browser', 'no browser', true)]), '0 passed, 0 failed, 1 skipped');
    assert.equal(closingLine([suiteNotRun('browser', 'no browser', false)]), '0 passed, 1 failed, 0 skipped');
  });
});

describe('the reporter', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'phasegate-reporter-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  it('counts passed, failed and skipped tests, and a failed hook as a failure', async () => {
    const tests = path.join(folder, 'sample.test.cjs');
    await writeFile(
      tests,
      `it('passes', () => {});
       it('fails', () => { throw new Error('as it should'); });
       it('not run: no server');
       describe('inner', () => { before(() => { throw new Error('hook'); }); it('never runs', () => {}); });`,
    );
    const results = path.join(folder, 'deep', 'results.json');
    const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = path.join(root, 'scripts', 'resultReporter.cjs');
    const args = [mocha, tests, '--no-config', '--reporter', reporter, '--reporter-option', `results=${results}`];
    const { status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 2);
    const written = JSON.parse(await readFile(results, 'utf8')) as Counts;
    assert.deepEqual([written.passed, written.failed, written.skipped], [1, 2, 1]);
    assert.deepEqual(written.notRun, ['no server']);
    assert.deepEqual(
      written.failures.map(({ message }) => message),
      ['as it should', 'hook'],
    );
  });
});
