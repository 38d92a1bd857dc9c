/** Collects the test cases of a report within bounds: so many cases, so much text, and all of them counted. */
import { BoundedList } from './boundedList.ts';
import { caseLimit, isRed, shorten, type TestCase, type TestCounts } from './report.ts';

/** UTF-16 units. */
const longestName = 500;
const longestMessage = 2_000;
const longestDetails = 16_000;
/** Of all details together. */
const detailsBudget = 4_000_000;
const deepestSuite = 64;

export class CaseCollector {
  readonly #list = new BoundedList<TestCase>(caseLimit, isRed);
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  #detailsLeft = detailsBudget;

  add(testCase: TestCase): void {
    this.#counts[isRed(testCase) ? 'failed' : testCase.outcome === 'skipped' ? 'skipped' : 'passed']++;
    const details = shorten(testCase.details, Math.min(longestDetails, Math.max(1, this.#detailsLeft)));
    this.#detailsLeft -= details.length;
    this.#list.add({
      ...testCase,
      suite: testCase.suite.slice(0, deepestSuite).map((name) => shorten(name, longestName)),
      name: shorten(testCase.name, longestName),
      message: shorten(testCase.message, longestMessage),
      details,
    });
  }

  get counts(): TestCounts {
    return { ...this.#counts };
  }

  get cases(): readonly TestCase[] {
    return this.#list.items;
  }

  get leftOut(): number {
    return this.#list.leftOut;
  }
}
