/** Tells what is attached to a question apart: passages, which an answer can cite, and other texts. */
import type { AttachedText } from './languageModel.ts';
import type { Message, MessagePart } from './message.ts';
import type { CitablePassage, FoundPassage, PassageSource } from './passageSource.ts';

/** A passage that is gone since it was attached is a text like any other: what it said then. */
export async function readAttachments(
  { parts }: Pick<Message, 'parts'>,
  source: Pick<PassageSource, 'at'>,
): Promise<{ readonly attachments: readonly AttachedText[]; readonly passages: readonly CitablePassage[] }> {
  const attachments: AttachedText[] = [];
  const passages: CitablePassage[] = [];
  for (const part of parts) {
    if (part.kind !== 'attachment') continue;
    const passage = part.uri === null ? null : await source.at(part.uri);
    if (passage !== null) passages.push(passage);
    else attachments.push(...textsOf([part]));
  }
  return { attachments, passages };
}

/** What of the parts is attached text. */
export function textsOf(parts: readonly MessagePart[]): readonly AttachedText[] {
  return parts.flatMap((part) =>
    part.kind === 'attachment' && part.text !== null ? [{ name: part.name, text: part.text }] : [],
  );
}

/**
 * What a person attached comes before what was found. It counts as much as the best of that, so that attaching says
 * nothing about whether the rest answers the question.
 */
export function withAttached(
  found: readonly FoundPassage[],
  attached: readonly CitablePassage[],
): readonly FoundPassage[] {
  const nameOf = ({ dataset, document, id }: CitablePassage): string => JSON.stringify([dataset, document.id, id]);
  const names = new Set(attached.map(nameOf));
  const score = found[0]?.score ?? 0;
  return [
    ...attached.map((passage, index) => ({ passage, score, legs: [{ leg: 'attached', rank: index + 1, score: 1 }] })),
    ...found.filter(({ passage }) => !names.has(nameOf(passage))),
  ];
}
