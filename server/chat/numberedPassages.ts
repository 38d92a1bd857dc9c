/** For models without citations of their own: passages by number, and what the model cites by them taken out of its text. */
import { describeAttachments } from './attachedTexts.ts';
import { instructionsFor } from './answerInstructions.ts';
import type { ModelPiece, ModelRequest, ModelTurn } from './languageModel.ts';
import type { CitablePassage } from './passageSource.ts';

const begin = '[[';
const end = ']]';
/** A citation that is longer is none, and what holds it back is said. */
const longestCitation = 2_000;

const howToCite = `Cite behind each statement in exactly this form, with the number of the passage and words copied from it letter by letter: ${begin}2: "words of the passage"${end}`;

/** The passages that such a model has been told of, by their numbers from 1. */
export class NumberedPassages {
  readonly #told: CitablePassage[] = [];

  /** As the model gets them; one that was told before keeps its number. Empty for none. */
  tell(passages: readonly CitablePassage[]): string {
    return passages
      .map((passage) => {
        const { dataset, document, id, reference, headings, text } = passage;
        const name = [document.title, ...headings, reference].join(' › ');
        const attributes = Object.entries({ name, dataset, document: document.id, passage: id })
          .map(([attribute, value]) => `${attribute}=${JSON.stringify(value)}`)
          .join(' ');
        return `<passage number="${this.#numberOf(passage)}" ${attributes}>\n${text}\n</passage>`;
      })
      .join('\n');
  }

  /** @returns undefined for the number of none */
  at(number: number): CitablePassage | undefined {
    return this.#told[number - 1];
  }

  #numberOf(passage: CitablePassage): number {
    const known = this.#told.findIndex(
      ({ dataset, document, id }) =>
        dataset === passage.dataset && document.id === passage.document.id && id === passage.id,
    );
    return known < 0 ? this.#told.push(passage) : known + 1;
  }
}

/** What such a model is told to do, and the question with what was found for it. */
export function numberedPrompt(
  { task, question, attachments, passages }: ModelRequest,
  numbered: NumberedPassages,
): { readonly instructions: string; readonly question: string } {
  if (task === 'summary') return { instructions: instructionsFor(task), question };
  const told = numbered.tell(passages.map(({ passage }) => passage));
  return {
    instructions: `${instructionsFor(task)}\n\n${howToCite}`,
    question: [told === '' ? 'No passage was found.' : told, describeAttachments(attachments), `Question: ${question}`]
      .filter((text) => text !== '')
      .join('\n\n'),
  };
}

/** The conversation for a model that takes no instructions beside it; there are no tools. */
export function numberedTurns(request: ModelRequest, numbered: NumberedPassages): readonly ModelTurn[] {
  const { instructions, question } = numberedPrompt(request, numbered);
  return [...request.history, { role: 'user', text: `${instructions}\n\n${question}` }];
}

/** Text and citations of what such a model says; a citation may come in any number of pieces. */
export async function* readCitations(
  texts: AsyncIterable<string>,
  numbered: NumberedPassages,
): AsyncGenerator<Extract<ModelPiece, { kind: 'text' | 'citation' }>> {
  let held = '';
  try {
    for await (const text of texts) {
      held += text;
      for (;;) {
        const start = held.indexOf(begin);
        if (start < 0) break;
        const stop = held.indexOf(end, start);
        if (stop < 0) break;
        const citation = readCitation(held.slice(start, stop + end.length), numbered);
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
  } catch (error) {
    // The rest does not come, but what has arrived is not lost.
    yield* said(held);
    throw error;
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

function* said(text: string): Generator<Extract<ModelPiece, { kind: 'text' }>> {
  if (text !== '') yield { kind: 'text', text };
}

/** @returns null for what is none, such as the number of no passage */
function readCitation(written: string, numbered: NumberedPassages): Extract<ModelPiece, { kind: 'citation' }> | null {
  const match = /^\[\[\s*(\d{1,3})\s*:\s*["“]?(.*?)["”]?\s*\]\]$/su.exec(written);
  const passage = match === null ? undefined : numbered.at(Number(match[1]));
  const quote = match?.[2]?.trim() ?? '';
  return passage === undefined || quote === '' ? null : { kind: 'citation', passage, quote };
}
