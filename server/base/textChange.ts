/** Finds the one stretch in which two versions of a text differ. */

/** `oldText` from `start` to `oldEnd` became `newText` from `start` to `newEnd`; the rest is the same. */
export interface TextChange {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** UTF-16 units compared at once; the engine compares a piece as fast as memory is read. */
const pieceLength = 4096;

/** The smallest stretch that holds all differences; null when there are none. */
export function findChange(oldText: string, newText: string): TextChange | null {
  const shorter = Math.min(oldText.length, newText.length);
  let start = 0;
  while (start + pieceLength <= shorter && samePiece(oldText, start, newText, start, pieceLength)) start += pieceLength;
  while (start < shorter && oldText.charCodeAt(start) === newText.charCodeAt(start)) start++;
  if (start === shorter && oldText.length === newText.length) return null;

  let common = 0;
  const most = shorter - start;
  const [oldLength, newLength] = [oldText.length, newText.length];
  while (common + pieceLength <= most) {
    const next = common + pieceLength;
    if (!samePiece(oldText, oldLength - next, newText, newLength - next, pieceLength)) break;
    common = next;
  }
  while (common < most && oldText.charCodeAt(oldLength - common - 1) === newText.charCodeAt(newLength - common - 1)) {
    common++;
  }
  return { start, oldEnd: oldLength - common, newEnd: newLength - common };
}

function samePiece(one: string, oneStart: number, other: string, otherStart: number, length: number): boolean {
  return one.slice(oneStart, oneStart + length) === other.slice(otherStart, otherStart + length);
}
