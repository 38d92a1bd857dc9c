/** What a question says: as it is searched for, and as a model gets it later. */
import { textsOf } from './attachedPassages.ts';
import { describeAttachments } from './attachedTexts.ts';
import { textOf, type MessagePart } from './message.ts';

/** What is attached is no part of what is asked; it only names the question where nothing was written. */
export function questionText(parts: readonly MessagePart[]): string {
  const written = textOf(parts.filter(({ kind }) => kind !== 'attachment'));
  if (written.trim() !== '') return written;
  return parts.flatMap((part) => (part.kind === 'attachment' ? [part.name] : [])).join('\n');
}

/** What a person said, with what they had attached as the data that it was. */
export function turnText(parts: readonly MessagePart[]): string {
  const attached = describeAttachments(textsOf(parts));
  return attached === '' ? textOf(parts) : `${attached}\n\n${questionText(parts)}`;
}
