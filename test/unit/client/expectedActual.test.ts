/** Finds what was expected and what came in the words of the usual test programs, and in nothing else. */
import assert from 'node:assert/strict';
import { findExpectedActual } from '../../../client/expectedActual.ts';

describe('what was expected and what came', () => {
  const found: readonly (readonly [string, string])[] = [
    ['a sum\n\n    Expected: 3\n    Received: 4\n', '3 | 4'],
    ["  expected: 'Goodbye, Ada.'\n  actual: 'Goodbye, name.'", "'Goodbye, Ada.' | 'Goodbye, name.'"],
    ['  wanted: 1\n  found: 2', '1 | 2'],
    ['app_test.go:7: got: 5\nwant: 6', '6 | 5'],
    ['org.junit.ComparisonFailure: expected:<[a]> but was:<[b]>', '[a] | [b]'],
  ];
  for (const [text, wanted] of found) {
    it(`reads ${JSON.stringify(text.slice(0, 40))}`, () => {
      const difference = findExpectedActual(text);
      assert.equal(`${difference?.expected} | ${difference?.actual}`, wanted);
    });
  }

  it('finds nothing where one of both is missing', () => {
    for (const text of ['', 'exit code 1', 'expected: 3', 'the actual: one', 'unexpected: 1\nactual: 2']) {
      assert.equal(findExpectedActual(text), undefined, text);
    }
  });
});
