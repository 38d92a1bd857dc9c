/** Reads the lines that the parser of roadmaps passes over: fences and comments, and the links of blockquotes. */
import type { TextRange } from '../base/textRange.ts';
import { readLinks, type MarkdownLink } from './readLinks.ts';

/** Lines that hide what stands in them, from the first character to the end of the last line. */
export interface HiddenBlock {
  readonly kind: 'fence' | 'comment';
  readonly range: TextRange;
}

/** Everything that may stand before a fence: indent, quote marks and the marker of a list item. */
const beforeFence = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;

/** Asked from the start of the text to its end, for the stretches between lines in view. */
export class HiddenLines {
  readonly blocks: HiddenBlock[] = [];
  readonly #text: string;
  readonly #links: MarkdownLink[];

  /** @param links takes the links of blockquotes */
  constructor(text: string, links: MarkdownLink[]) {
    this.#text = text;
    this.#links = links;
  }

  /** A comment that opens at the end of a line in view. @returns where the line after it starts */
  readComment(start: number): number {
    const close = this.#text.indexOf('-->', start + 2);
    const end = close < 0 ? this.#text.length : close + 3;
    this.blocks.push({ kind: 'comment', range: { start, end } });
    return afterLine(this.#text, end);
  }

  /** Whole lines, none of which is in view. */
  read(from: number, to: number): void {
    let open: { readonly start: number; readonly end: RegExp; readonly kind: HiddenBlock['kind'] } | null = null;
    let lastEnd = from;
    for (let start = from; start < to;) {
      const after = afterLine(this.#text, start);
      const line = this.#text.slice(start, after).trimEnd();
      const before = beforeFence.exec(line)?.[0].length ?? 0;
      const inner = line.slice(before);
      if (open !== null) {
        if (open.end.test(open.kind === 'fence' ? inner : line)) {
          this.blocks.push({ kind: open.kind, range: { start: open.start, end: start + line.length } });
          open = null;
        }
      } else {
        const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(inner);
        const marker = fence?.[1] ?? fence?.[2];
        if (marker !== undefined) {
          const end = new RegExp(`^${marker.charAt(0)}{${Math.min(marker.length, 1000)},}$`);
          open = { start: start + before, kind: 'fence', end };
        } else if (inner.startsWith('<!--') && !inner.includes('-->', 2)) {
          open = { start: start + before, kind: 'comment', end: /-->/ };
        } else if (/^[ \t]*>/.test(line)) readLinks(this.#text, start, start + line.length, this.#links);
      }
      if (line !== '') lastEnd = start + line.length;
      start = after;
    }
    if (open !== null) this.blocks.push({ kind: open.kind, range: { start: open.start, end: lastEnd } });
  }
}

/** Start of the line after the one that holds an offset. */
function afterLine(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return at + 1;
    if (code === 13) return text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
  }
  return text.length;
}
