/** The judged questions that what is shipped was not fitted to, so that benchmarks of the whole can ask them. */

/** @param number of the question in the file, from 0 */
export function isKeptAside(number: number): boolean {
  return number % 10 === 9;
}
