/** Puts the parts of a message together to what is drawn: texts with marks where they cite, and everything else. */
import type { MessagePartReport } from '../../protocol/chat.ts';

export type CitationReport = Extract<MessagePartReport, { kind: 'citation' }>;

export type DrawnPart =
  | { readonly kind: 'text'; readonly markdown: string }
  | {
      readonly kind: 'part';
      readonly part: Extract<MessagePartReport, { kind: 'tool-use' | 'tool-result' | 'attachment' }>;
    };

/** Characters that no text means anything by (private use); around the number of a citation. */
const markBegin = '\u{E000}';
const markEnd = '\u{E001}';
/** A mark, with the number in the first group. */
export const citationMark = /\u{E000}(\d+)\u{E001}/gu;

/** The text cannot bring marks of its own. */
export function plainText(text: string): string {
  return text.replaceAll(/[\u{E000}\u{E001}]/gu, '');
}

export function markOf(number: number): string {
  return `${markBegin}${number}${markEnd}`;
}

/** Text goes on behind what it cites. A text that names the number itself, as other programs write it, gets no mark. */
export function drawnParts(parts: readonly MessagePartReport[]): readonly DrawnPart[] {
  const drawn: DrawnPart[] = [];
  let markdown = '';
  const endText = (): void => {
    if (markdown !== '') drawn.push({ kind: 'text', markdown });
    markdown = '';
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        markdown += plainText(part.text);
        break;
      case 'citation':
        if (!new RegExp(String.raw`(?<!\\)\[${part.number}\]`).test(markdown)) markdown += ` ${markOf(part.number)}`;
        break;
      case 'retrieval':
      case 'summary':
      case 'omission':
        break;
      case 'tool-use':
      case 'tool-result':
      case 'attachment':
        endText();
        drawn.push({ kind: 'part', part });
        break;
    }
  }
  endText();
  return drawn;
}

/** Each number once, in order. */
export function citationsOf(parts: readonly MessagePartReport[]): readonly CitationReport[] {
  const byNumber = new Map<number, CitationReport>();
  for (const part of parts) if (part.kind === 'citation' && !byNumber.has(part.number)) byNumber.set(part.number, part);
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
}
