/** What kind of text a passage is, in numbers: a duty, a permission, a definition, the introduction of a list. */

export const traitCount = 16;

/** A count beyond it says no more. */
const mostCounted = 20;

/** Of English rules; in other languages those that are words are 0. */
const counted: readonly RegExp[] = [
  /\b(?:must|shall)\b/gu,
  /\bmay\b/gu,
  /\bshould\b/gu,
  /\bnot\b/gu,
  /\bmeans\b/gu,
  /\b(?:examples?|such as|includ(?:e|es|ing))\b/gu,
  /\b(?:days?|months?|years?|hours?|weeks?|within|annual(?:ly)?|quarterly|immediately|promptly|period)\b/gu,
  /\([a-z]{1,3}\)/gu,
  /\d/gu,
  /[a-z] ?:/gu,
  /\n/gu,
];

/** @returns `traitCount` numbers, each at least 0 and seldom above 1 */
export function passageTraits(text: string): readonly number[] {
  const lower = text.toLowerCase();
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  return [
    ...counted.map((expression) => Math.min(mostCounted, lower.match(expression)?.length ?? 0) / mostCounted),
    /:\s*$/u.test(text) ? 1 : 0,
    /[.;]\s*$/u.test(text) ? 1 : 0,
    /^this .{0,55}appl(?:y|ies)/u.test(lower) ? 1 : 0,
    capitals / Math.max(1, words.length),
    Math.log1p(words.length) / 10,
  ];
}
