/** Finds the next heading that holds some words without reading the lines before it, where nothing could hide it. */
const lineFeed = 10;
const carriageReturn = 13;
const tab = 9;
const space = 32;
const hash = 35;

/** Stands for "nowhere"; larger than any offset, and small enough to stay an integer for the engine. */
const nowhere = 0x3fffffff;

/** What a line must hold to hide others. */
const hidingMarkers = ['```', '~~~', '<!--'] as const;

/** Asked from the start of the text to its end, so that each marker is searched for once. */
export class HeadingFinder {
  readonly #text: string;
  /** Up to here the lines have to be read one by one; remembered, so that no line is searched again and again. */
  #unsureUntil = 0;
  readonly #markersAt: number[] = hidingMarkers.map(() => -1);

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Offset of the next heading without indent that holds some words, the end of the text when there is none, or -1
   * where the lines have to be read one by one: a fence, a comment or an indented heading with them may come first.
   *
   * Other headings may be passed over, because one without indent ends whatever lines before it began.
   *
   * @param from start of a line that stands in no fence and no comment
   * @param words not empty, and without line breaks
   */
  next(from: number, words: string): number {
    if (from < this.#unsureUntil) return -1;
    const text = this.#text;
    const safeEnd = this.#nextMarker(from);
    // Looked back to and no further, so that a long line full of the words is not searched for each of them.
    let searchedTo = from;
    for (let at = text.indexOf(words, from); at >= 0 && at < safeEnd; at = text.indexOf(words, at + 1)) {
      let start = at;
      while (start > searchedTo && !isLineBreak(text.charCodeAt(start - 1))) start--;
      const startsLine = start === from || isLineBreak(text.charCodeAt(start - 1));
      searchedTo = at;
      if (!startsLine) continue;
      let first = start;
      while (first - start < 4 && text.charCodeAt(first) === space) first++;
      if (!opensHeading(text, first)) continue;
      if (first === start) return start;
      this.#unsureUntil = at;
      return -1;
    }
    if (safeEnd === nowhere) return text.length;
    this.#unsureUntil = safeEnd;
    return -1;
  }

  #nextMarker(from: number): number {
    let nearest = nowhere;
    for (const [index, marker] of hidingMarkers.entries()) {
      let at = this.#markersAt[index] ?? -1;
      if (at < from) {
        at = this.#text.indexOf(marker, from);
        if (at < 0) at = nowhere;
        this.#markersAt[index] = at;
      }
      nearest = Math.min(nearest, at);
    }
    return nearest;
  }
}

function opensHeading(text: string, first: number): boolean {
  let end = first;
  while (text.charCodeAt(end) === hash) end++;
  const following = text.charCodeAt(end);
  const isEnded = following === space || following === tab;
  return isEnded && end > first && end - first <= 6;
}

function isLineBreak(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}
