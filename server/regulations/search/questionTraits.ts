/** What kind of question is asked, in numbers: for a list, a manner, a time, a yes or no. */

export const questionTraitCount = 11;

/** Of English questions; in other languages those that are words are 0. */
const asked: readonly RegExp[] = [
  /\bwhat\b/u,
  /\bhow\b/u,
  /\bwhen\b|under what/u,
  /^(?:can|is|are|does|do|may)\b|\bcan\b/u,
  /\bmust\b|requir|oblig/u,
  /\bexamples?\b/u,
  /clarif|explain|elaborat|provide/u,
  /time ?frames?|timelines?|deadlines?|how (?:long|often)|frequen|period/u,
];

/** Counts are shares of these; a question seldom has more. */
const manyWords = 60;
const manyParts = 5;

/** @returns `questionTraitCount` numbers, each at least 0 and seldom above 1 */
export function questionTraits(query: string): readonly number[] {
  const lower = query.toLowerCase().trim();
  return [
    ...asked.map((expression) => (expression.test(lower) ? 1 : 0)),
    (lower.match(/\S+/gu)?.length ?? 0) / manyWords,
    (lower.match(/\?/gu)?.length ?? 0) / manyParts,
    (lower.match(/,/gu)?.length ?? 0) / manyParts,
  ];
}
