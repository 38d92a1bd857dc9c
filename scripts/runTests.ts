/** Builds, runs every suite of tests, also after one failed, and sums up; the last line is `N passed, N failed, N skipped`. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { obtainBrowser } from './editor/obtainBrowser.ts';
import { downloadsFolder, obtainWorkbench } from './editor/obtainWorkbench.ts';
import { root, runScript } from './runProgram.ts';
import { closingLine, judgeSuite, suiteNotRun } from './suiteResult.ts';
import type { Counts, SuiteResult } from './suiteResult.ts';
import type { Suite } from './testSuites.ts';
import { longSuite, suites } from './testSuites.ts';

const { values: options } = parseArgs({
  options: {
    /** Also runs the tests that take minutes. */
    long: { type: 'boolean', default: false },
    /** Runs only the suites of these names. */
    only: { type: 'string', multiple: true, default: [] },
  },
});

const resultsFolder = path.join(downloadsFolder, 'results');
const vsix = path.join(downloadsFolder, 'tested.vsix');
const postgresFixture = 'test/databases/postgresFixture.ts';
const isCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

const chosen = [...suites, ...(options.long ? [longSuite] : [])].filter(
  ({ name }) => options.only.length === 0 || options.only.some((part) => name.includes(part)),
);
const startedAt = Date.now();
process.exitCode = sumUp(await runAll(chosen)) ? 0 : 1;

async function runAll(wanted: readonly Suite[]): Promise<SuiteResult[]> {
  await rm(resultsFolder, { recursive: true, force: true });
  await mkdir(resultsFolder, { recursive: true });
  const results: SuiteResult[] = [];
  const needs = new Set(wanted.flatMap((suite) => suite.needs));
  /** What a suite lacks, in words, by the need that is not met. */
  const lacking = new Map<string, { reason: string; harmless: boolean }>();

  // The package brings its own build, from which the source tree runs as well.
  if (needs.has('vsix') || needs.has('build')) {
    const step = needs.has('vsix') ? ['scripts/packExtension.ts', '--out', vsix] : ['esbuild.mjs'];
    heading(needs.has('vsix') ? 'build and package' : 'build');
    const { code } = await runScript(step);
    const built = existsSync(path.join(root, 'dist', 'server.cjs'));
    if (code !== 0 && !(needs.has('vsix') && built))
      lacking.set('build', { reason: 'the build failed', harmless: false });
    if (code !== 0) lacking.set('vsix', { reason: 'the package could not be built', harmless: false });
  }
  const environment: NodeJS.ProcessEnv = {};
  if (needs.has('browser')) {
    try {
      await obtainWorkbench(say);
    } catch (error) {
      const reason = `the workbench could not be fetched: ${error instanceof Error ? error.message : String(error)}`;
      lacking.set('browser', { reason, harmless: false });
    }
    const browser = await obtainBrowser(say);
    if (browser.kind === 'found') environment.PHASEGATE_BROWSER = browser.path;
    else lacking.set('browser', { reason: browser.reason, harmless: !isCi });
  }

  for (const suite of wanted) {
    heading(suite.name);
    const lack = suite.needs.map((need) => lacking.get(need)).find((found) => found !== undefined);
    results.push(lack === undefined ? await runSuite(suite, environment) : notRun(suite, lack.reason, lack.harmless));
  }
  return results;
}

async function runSuite(suite: Suite, environment: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const began = Date.now();
  const files = await testFiles(suite.folder);
  if (files.length === 0) return notRun(suite, `${suite.folder} holds no *.test.ts`, false);
  const results = path.join(resultsFolder, `${suite.name.replaceAll(/[^a-z]+/gi, '-')}.json`);
  const end = await runScript(command(suite, results), { environment, limitMs: suite.limitMs });
  return judgeSuite(suite.name, await readCounts(results), end, (Date.now() - began) / 1000);
}

function command(suite: Suite, results: string): string[] {
  if (suite.kind === 'editor') {
    const tested = suite.extension === 'vsix' ? ['--vsix', vsix] : [];
    return ['test/editor/run.ts', '--results', results, ...tested];
  }
  return [
    'node_modules/mocha/bin/mocha.js',
    `${suite.folder}/**/*.test.ts`,
    ...['--timeout', String(suite.testLimitMs)],
    ...(suite.files === 'two at a time' ? ['--parallel', '--jobs', '2', '--require', postgresFixture] : []),
    ...['--reporter', 'scripts/resultReporter.cjs', '--reporter-option', `results=${results}`],
  ];
}

async function readCounts(file: string): Promise<Counts | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Counts;
  } catch {
    return undefined;
  }
}

async function testFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(path.join(root, folder), { recursive: true });
    return names.filter((name) => name.endsWith('.test.ts'));
  } catch {
    return [];
  }
}

function notRun(suite: Suite, reason: string, harmless: boolean): SuiteResult {
  say(`NOT RUN: ${suite.name}: ${reason}.`);
  return suiteNotRun(suite.name, reason, harmless);
}

/** Prints the table and the closing line; says whether all is well. */
function sumUp(results: readonly SuiteResult[]): boolean {
  heading('summary');
  const width = Math.max(...results.map(({ name }) => name.length), 'suite'.length);
  const row = (name: string, ...cells: readonly string[]): void =>
    say(`${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join('')}`);
  row('suite', 'passed', 'failed', 'skipped', 'seconds');
  for (const { name, passed, failed, skipped, seconds } of results) {
    row(name, String(passed), String(failed), String(skipped), seconds.toFixed(1));
  }
  for (const { name, remarks } of results) for (const remark of remarks) say(`${name}: ${remark}`);
  say(`${((Date.now() - startedAt) / 1000).toFixed(1)} s in all`);
  say(closingLine(results));
  return results.every(({ failed }) => failed === 0) && results.some(({ passed }) => passed > 0);
}

function heading(text: string): void {
  say(`\n── ${text} ──`);
}

function say(line: string): void {
  console.log(line);
}
