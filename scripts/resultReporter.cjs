/** The mocha reporter of every suite: shows the run live and writes what happened to a file for the summary. */
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

const { constants } = Mocha.Runner;

/** Reporter options: `results`, the file to write (default: none), and `live`, `spec` or `dot` (default dot). */
module.exports = class ResultReporter {
  constructor(runner, options) {
    const { results, live } = options.reporterOptions ?? {};
    const Live = live === 'spec' ? Mocha.reporters.Spec : Mocha.reporters.Dot;
    this.live = new Live(runner, options);
    if (results === undefined) return;
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const failures = [];
    runner.on(constants.EVENT_TEST_PASS, () => (counts.passed += 1));
    const notRun = new Set();
    runner.on(constants.EVENT_TEST_PENDING, (test) => {
      counts.skipped += 1;
      // The title of a test that stands for a whole suite, such as one that needs a server.
      if (test.title.startsWith('not run: ')) notRun.add(test.title.slice('not run: '.length));
    });
    // A failed hook arrives here too, and counts like a test.
    runner.on(constants.EVENT_TEST_FAIL, (test, error) => {
      counts.failed += 1;
      failures.push({ title: test.fullTitle(), message: String(error?.message ?? error) });
    });
    runner.once(constants.EVENT_RUN_END, () => {
      mkdirSync(path.dirname(results), { recursive: true });
      writeFileSync(results, JSON.stringify({ ...counts, failures, notRun: [...notRun] }));
    });
  }
};
