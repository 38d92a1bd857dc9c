/** Runs the bundled editor tests with mocha inside the extension host. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { testOutputMark } from '../../scripts/editor/testOutputMark.ts';

/** Called by the editor as `extensionTestsPath`; it rejects when a test failed. */
export async function run(): Promise<void> {
  const reporter = process.env.PHASEGATE_TEST_REPORTER;
  const grep = process.env.PHASEGATE_TEST_GREP;
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => console.log(`${testOutputMark}${format(...parts)}`);
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: process.env.CI !== undefined,
    color: process.env.PHASEGATE_TEST_COLOR !== undefined,
    reporter: reporter ?? 'spec',
    reporterOptions: { results: process.env.PHASEGATE_TEST_RESULTS, live: 'spec' },
    ...(grep === undefined ? {} : { grep }),
  });
  const folder = path.join(__dirname, 'suite');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(path.join(folder, name));
  }
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed.`))));
  });
}
