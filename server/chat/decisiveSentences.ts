/** Chooses what of passages answers a question: the sentences that hold most of what the question asks about. */
import { passageSentences } from './passageSentences.ts';
import type { CitablePassage, FoundPassage, PassageSource } from './passageSource.ts';

export interface DecisiveSentence {
  readonly passage: CitablePassage;
  /** Stands word for word in the text of the passage. */
  readonly quote: string;
  /** From 0 to 1: how much of what the question asks about the passage speaks of. */
  readonly coverage: number;
}

/** UTF-16 units of one quote, about; a sentence that is longer is quoted whole. */
const longestQuote = 700;
/**
 * Nothing of what was found is an answer when it speaks of less than this of the question. On judged questions of ObliQA
 * that the ranking was tuned on, the limits refuse 2 of 100, of which the best passage is hardly ever relevant.
 */
const leastCoverage = 0.25;
/** Of a passage that the ranking thinks little of; it knows large sets of regulations, so that alone decides nothing. */
const leastCoverageInDoubt = 0.4;
const doubtfulScore = 0.7;
/** A further passage is quoted when it covers this share of what the best one does. */
const leastShare = 0.6;
const mostQuotes = 4;
/** Asks for a measure, which the answer gives instead of repeating the word. */
const askedMeasure = /\bhow (?:long|often|soon|many|much|far|high|large|quickly)\b/gi;
/** What says who must do what, in the language of regulations; worth a little where sentences are equal otherwise. */
const normative = /\b(must|shall|may not|is required|are required|is prohibited|means|may)\b/i;
const normativeBonus = 0.05;

/**
 * Sentences in the order of their passages, one of each passage that answers; none when no passage does. Words count by
 * how few of the passages hold them (inverse document frequency, Spärck Jones 1972), so that a question about what none
 * of them speaks of is not answered by what they all say.
 *
 * @param found the best first; the first one is quoted first
 */
export function decisiveSentences(
  question: string,
  found: readonly FoundPassage[],
  weighWords: PassageSource['weighWords'],
): readonly DecisiveSentence[] {
  const passages = found.map(({ passage }) => passage);
  const stemsOf = (text: string): ReadonlySet<string> => new Set(weighWords(text).map(({ stem }) => stem));
  const around = passages.map((passage) =>
    stemsOf([passage.document.title, passage.reference, ...passage.headings, passage.text].join('\n')),
  );
  const worth = new Map<string, number>();
  for (const { stem, weight } of weighWords(question.replaceAll(askedMeasure, ' '))) {
    const holding = around.filter((stems) => stems.has(stem)).length;
    worth.set(stem, weight * Math.log(1 + (passages.length + 0.5) / (holding + 0.5)));
  }
  const total = [...worth.values()].reduce((sum, value) => sum + value, 0);
  if (total === 0) return [];
  const coverageOf = (stems: ReadonlySet<string>): number =>
    [...worth].reduce((sum, [stem, value]) => sum + (stems.has(stem) ? value : 0), 0) / total;
  const covered = passages.map((passage, index) => ({ passage, coverage: coverageOf(around[index] ?? new Set()) }));
  const greatest = Math.max(0, ...covered.map(({ coverage }) => coverage));
  const isDoubtful = (found[0]?.score ?? 0) < doubtfulScore;
  if (greatest < (isDoubtful ? leastCoverageInDoubt : leastCoverage)) return [];
  // What the ranking thinks little of is in no order that means anything.
  const ordered = isDoubtful ? covered.toSorted((one, other) => other.coverage - one.coverage) : covered;
  return ordered
    .filter(({ coverage }, index) => index === 0 || coverage >= Math.max(leastCoverage, greatest * leastShare))
    .slice(0, mostQuotes)
    .map(({ passage, coverage }) => ({
      passage,
      coverage,
      quote: withoutReference(
        decisivePart(passage.text, (sentence) => coverageOf(stemsOf(sentence))),
        passage.reference,
      ),
    }))
    .filter(({ quote }) => quote !== '');
}

/** The sentence that is worth most, with what it introduces. */
function decisivePart(text: string, worthOf: (sentence: string) => number): string {
  const parts = passageSentences(text);
  const worths = parts.map((part) => worthOf(part) + (normative.test(part) ? normativeBonus : 0));
  const best = worths.reduce((top, worth, index) => (worth > (worths[top] ?? 0) ? index : top), 0);
  // An item of a list says nothing without the words that introduce the list.
  let from = best;
  while (from > 0 && isItem(parts[from] ?? '') && lengthOf(parts, from - 1, best) <= longestQuote) from--;
  let to = best;
  while (introduces(parts[to] ?? '') && to + 1 < parts.length && lengthOf(parts, from, to + 1) <= longestQuote) to++;
  return parts
    .slice(from, to + 1)
    .join('')
    .trim();
}

/** The number of a clause is told with the citation. */
function withoutReference(quote: string, reference: string): string {
  return quote.startsWith(`${reference} `) ? quote.slice(reference.length).trimStart() : quote;
}

function lengthOf(parts: readonly string[], from: number, to: number): number {
  return parts.slice(from, to + 1).reduce((sum, part) => sum + part.length, 0);
}

function isItem(part: string): boolean {
  return /^\s*(\(?([a-z]{1,4}|\d{1,3})\)|[-•*])\s/i.test(part);
}

function introduces(part: string): boolean {
  return /[:;,]\s*(and|or)?\s*$/i.test(part);
}
