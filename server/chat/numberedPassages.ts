/** For models without citations of their own: passages by number, and what the model cites by them taken out of its text. */
import { describeAttachments } from './attachedTexts.ts';
import { answerInstructions } from './answerInstructions.ts';
import type { ModelPiece, ModelRequest, ModelTurn } from './languageModel.ts';

const begin = '[[';
const end = ']]';
/** A citation that is longer is none, and what holds it back is said. */
const longestCitation = 2_000;

const howToCite = `Cite behind each statement in exactly this form, with the number of the passage and words copied from it letter by letter: ${begin}2: "words of the passage"${end}`;

/** The conversation as such a model gets it; there are no tools. */
export function numberedTurns({ history, question, attachments, passages }: ModelRequest): readonly ModelTurn[] {
  const told = passages.map(({ passage }, index) => {
    const { document, reference, headings, text } = passage;
    const name = [document.title, ...headings, reference].join(' › ');
    return `<passage number="${index + 1}" name=${JSON.stringify(name)}>\n${text}\n</passage>`;
  });
  const given = told.length === 0 ? 'No passage was found.' : told.join('\n');
  return [
    ...history,
    {
      role: 'user',
      text: [answerInstructions, howToCite, given, describeAttachments(attachments), `Question: ${question}`]
        .filter((text) => text !== '')
        .join('\n\n'),
    },
  ];
}

/** Text and citations of what such a model says; a citation may come in any number of pieces. */
export async function* readCitations(
  texts: AsyncIterable<string>,
  { passages }: Pick<ModelRequest, 'passages'>,
): AsyncGenerator<ModelPiece> {
  let held = '';
  for await (const text of texts) {
    held += text;
    for (;;) {
      const start = held.indexOf(begin);
      if (start < 0) break;
      const stop = held.indexOf(end, start);
      if (stop < 0) break;
      const citation = readCitation(held.slice(start, stop + end.length), passages);
      if (citation === null) {
        yield* said(held.slice(0, stop + end.length));
      } else {
        yield* said(held.slice(0, start).replace(/ +$/, ''));
        yield citation;
      }
      held = held.slice(stop + end.length);
    }
    const waits = waitingFrom(held);
    yield* said(held.slice(0, waits));
    held = held.slice(waits);
  }
  yield* said(held);
}

/** From where a text may become a citation with what follows; its length when nowhere. */
function waitingFrom(text: string): number {
  const start = text.indexOf(begin);
  if (start >= 0 && text.length - start > longestCitation) return text.length;
  // Spaces before a citation go with it.
  return text.slice(0, start < 0 ? text.length : start).search(/ *\[?$/u);
}

function* said(text: string): Generator<ModelPiece> {
  if (text !== '') yield { kind: 'text', text };
}

/** @returns null for what is none, such as the number of no passage */
function readCitation(written: string, passages: ModelRequest['passages']): ModelPiece | null {
  const match = /^\[\[\s*(\d{1,3})\s*:\s*["“]?(.*?)["”]?\s*\]\]$/su.exec(written);
  const found = match === null ? undefined : passages[Number(match[1]) - 1];
  const quote = match?.[2]?.trim() ?? '';
  return found === undefined || quote === '' ? null : { kind: 'citation', passage: found.passage, quote };
}
