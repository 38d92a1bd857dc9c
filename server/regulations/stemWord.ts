/** Reduces English words to their stems, by the algorithm of Porter (Program 14(3), 1980). */

/** The ending that is looked for, what takes its place, the longest endings of a step first. */
type Rule = readonly [ending: string, replacement: string];

const step2: readonly Rule[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['ator', 'ate'],
  ['eli', 'e'],
];
const step3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const step4 = [
  'ement',
  'ance',
  'ence',
  'able',
  'ible',
  'ment',
  'ant',
  'ent',
  'ion',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
  'al',
  'er',
  'ic',
  'ou',
];

/** @param word in lower case; what is no English word of at least three letters comes back as it is */
export function stemWord(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stem = withoutPlural(word);
  stem = withoutPast(stem);
  if (stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceEnding(stem, step2);
  stem = replaceEnding(stem, step3);
  stem = withoutSuffix(stem);
  return withoutFinalE(stem);
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const cut = word.endsWith('ed') ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : null;
  if (cut === null || !hasVowel(cut)) return word;
  if (/(?:at|bl|iz)$/.test(cut)) return `${cut}e`;
  if (/([^aeioulsz])\1$/.test(cut) && !/[aeiou]$/.test(cut)) return cut.slice(0, -1);
  return measure(cut) === 1 && endsLikeHop(cut) ? `${cut}e` : cut;
}

function replaceEnding(word: string, rules: readonly Rule[]): string {
  for (const [ending, replacement] of rules) {
    if (!word.endsWith(ending)) continue;
    const start = word.slice(0, -ending.length);
    return measure(start) > 0 ? start + replacement : word;
  }
  return word;
}

function withoutSuffix(word: string): string {
  for (const ending of step4) {
    if (!word.endsWith(ending)) continue;
    const start = word.slice(0, -ending.length);
    const isCut = measure(start) > 1 && (ending !== 'ion' || /[st]$/.test(start));
    return isCut ? start : word;
  }
  return word;
}

function withoutFinalE(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const start = stem.slice(0, -1);
    const size = measure(start);
    if (size > 1 || (size === 1 && !endsLikeHop(start))) stem = start;
  }
  return stem.endsWith('ll') && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem;
}

/** How many times a vowel is followed by a consonant, where y behind a consonant is a vowel. */
function measure(word: string): number {
  let count = 0;
  let wasVowel = false;
  for (let index = 0; index < word.length; index++) {
    const isVowel = isVowelAt(word, index, wasVowel);
    if (wasVowel && !isVowel) count++;
    wasVowel = isVowel;
  }
  return count;
}

function hasVowel(word: string): boolean {
  return /[aeiou]|[^aeiou]y/.test(word);
}

function isVowelAt(word: string, index: number, wasVowel: boolean): boolean {
  const letter = word[index] ?? '';
  return 'aeiou'.includes(letter) || (letter === 'y' && index > 0 && !wasVowel);
}

/** Consonant, vowel, consonant at the end, the last one none of w, x and y. */
function endsLikeHop(word: string): boolean {
  return /[^aeiou][aeiouy][^aeiouwxy]$/.test(word);
}
