/** Cuts the text of a passage into the pieces that are quoted: sentences, items of lists, paragraphs. */

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
/** UTF-16 units; what is shorter says nothing alone, such as a number, and belongs to what follows it. */
const shortestSentence = 20;

/** All of the text, in order; joined it is the text again. */
export function passageSentences(text: string): readonly string[] {
  const parts: string[] = [];
  for (const { segment } of sentences.segment(text)) {
    const last = parts.at(-1);
    const isLastShort = last !== undefined && last.trim().length < shortestSentence;
    if (last !== undefined && (isLastShort || segment.trim() === '')) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}
