/** Reads the links of one line of Markdown: inline links and definitions of references. */
import type { TextRange } from '../base/textRange.ts';
import { CodeSpans, isEscaped } from '../roadmap/codeSpans.ts';

export interface MarkdownLink {
  /** As written, without angle brackets. */
  readonly destination: string;
  readonly destinationRange: TextRange;
  /** From the opening bracket to the end of the destination. */
  readonly range: TextRange;
}

/** Adds the links between two offsets of a line; those in code and comments are text. */
export function readLinks(text: string, from: number, end: number, links: MarkdownLink[]): void {
  const opening = indexBefore(text, '[', from, end);
  if (opening < 0) return;
  const definition = opening - from <= 3 ? readDefinition(text, opening, end) : null;
  if (definition !== null) {
    links.push(definition);
    return;
  }
  if (indexBefore(text, '](', opening, end) < 0) return;
  const code = new CodeSpans(text, from, end);
  const brackets: number[] = [];
  for (let at = opening; at < end; at++) {
    const character = text.charAt(at);
    if (character === '<' && text.startsWith('<!--', at) && code.endOfSpanAt(at) < 0) {
      const close = indexBefore(text, '-->', at + 2, end);
      at = close < 0 ? end : close + 2;
    } else if (character === '[') {
      if (!isEscaped(text, at) && code.endOfSpanAt(at) < 0) brackets.push(at);
    } else if (character === ']' && !isEscaped(text, at) && code.endOfSpanAt(at) < 0) {
      const start = brackets.pop();
      if (start === undefined || text.charAt(at + 1) !== '(') continue;
      const destinationRange = readDestination(text, at + 2, end);
      if (destinationRange === null) continue;
      const destination = text.slice(destinationRange.start, destinationRange.end);
      links.push({ destination, destinationRange, range: { start, end: destinationRange.end } });
      at = destinationRange.end - 1;
    }
  }
}

/** `[label]: destination` */
function readDefinition(text: string, opening: number, end: number): MarkdownLink | null {
  const close = indexBefore(text, ']:', opening, end);
  if (close < 0 || close === opening + 1) return null;
  const inside = indexBefore(text, ']', opening, end);
  const destinationRange = inside === close ? readDestination(text, close + 2, end) : null;
  if (destinationRange === null) return null;
  const destination = text.slice(destinationRange.start, destinationRange.end);
  return { destination, destinationRange, range: { start: opening, end: destinationRange.end } };
}

function readDestination(text: string, from: number, end: number): TextRange | null {
  let start = from;
  while (start < end && /[ \t]/.test(text.charAt(start))) start++;
  if (text.charAt(start) === '<' && start < end) {
    const close = indexBefore(text, '>', start, end);
    return close < 0 || close === start + 1 ? null : { start: start + 1, end: close };
  }
  let depth = 0;
  let at = start;
  for (; at < end; at++) {
    const character = text.charAt(at);
    if (/\s/.test(character)) break;
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && depth-- === 0) break;
  }
  const stop = Math.min(at, end);
  return stop === start ? null : { start, end: stop };
}

/** Like `indexOf`, without searching beyond the line. */
function indexBefore(text: string, what: string, from: number, end: number): number {
  for (let at = from; at + what.length <= end; at++) if (text.startsWith(what, at)) return at;
  return -1;
}
