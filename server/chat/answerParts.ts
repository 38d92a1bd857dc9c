/** Puts the pieces in which an answer arrives together to its parts. */
import type { MessagePart } from './message.ts';

/** Text that follows text goes on with it, whatever pieces it came in. */
export function joinParts(pieces: readonly MessagePart[]): readonly MessagePart[] {
  const joined: MessagePart[] = [];
  let texts: string[] = [];
  const endText = (): void => {
    if (texts.length > 0) joined.push({ kind: 'text', text: texts.join('') });
    texts = [];
  };
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      texts.push(piece.text);
    } else {
      endText();
      joined.push(piece);
    }
  }
  endText();
  return joined;
}

/**
 * Text in which each citation stands as its number, such as ` [1]`, with the text that goes on behind it. A text that has
 * the number already, as other programs write it, stays as it is.
 */
export function joinCitations(parts: readonly MessagePart[]): readonly MessagePart[] {
  let said = '';
  return joinParts(
    parts.flatMap((part): readonly MessagePart[] => {
      if (part.kind === 'text') said += part.text;
      if (part.kind === 'retrieval') return [];
      if (part.kind !== 'citation') return [part];
      const isSaid = new RegExp(String.raw`(?<!\\)\[${part.number}\]`).test(said);
      return isSaid ? [] : [{ kind: 'text', text: ` [${part.number}]` }];
    }),
  );
}

/** What an answer says to a person, with the numbers of what it cites. */
export function answerText(parts: readonly MessagePart[]): string {
  return joinCitations(parts)
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join('\n\n');
}
