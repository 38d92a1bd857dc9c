/** Cuts the text of a passage into the pieces that are quoted: sentences, items of lists, paragraphs. */

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
/** UTF-16 units; what is shorter says nothing alone, such as a number, and belongs to what follows it. */
const shortestSentence = 12;

/** All of the text, in order; joined it is the text again. */
export function passageSentences(text: string): readonly string[] {
  const parts: string[] = [];
  for (const { segment } of sentences.segment(text)) {
    const last = parts.at(-1);
    if (last !== undefined && belongsTo(last, segment)) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}

function belongsTo(last: string, segment: string): boolean {
  if (segment.trim() === '' || last.trim().length < shortestSentence) return true;
  // The end of a line ends a sentence only where the sentence says so, or a new item or paragraph begins.
  const isOpenLine = /[^.!?;:\s][ \t]*\r?\n$/u.test(last);
  return isOpenLine && !/^\s*(\(?([a-z]{1,4}|\d{1,3})\)|[-•*–])\s/iu.test(segment);
}
