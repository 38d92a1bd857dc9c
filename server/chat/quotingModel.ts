/** Answers without a language model: quotes the decisive sentences of the best passages, and says that it quotes. */
import { decisiveSentences } from './decisiveSentences.ts';
import type { LanguageModel } from './languageModel.ts';
import type { PassageSource } from './passageSource.ts';

export const quotingModelId = 'quotes';

const introduction = 'Quoted from the regulations, chosen without a language model:\n\n';
const nothingLoaded =
  'There are no regulations to answer from yet. Load some with *Ingest Regulations…* or `phasegate ingest <path> --dataset <name>`, then ask again.';
const noSupport =
  'No passage of the loaded regulations answers this, so nothing is quoted. Name a rule, use the words of the regulations, or load the document that speaks of it.';

/** Works offline, and says the same each time it is asked. */
export function quotingModel(source: Pick<PassageSource, 'weighWords' | 'datasets'>): LanguageModel {
  return {
    id: quotingModelId,
    title: 'Quotes only (no model)',
    historyTokens: null,
    async *answer({ query, passages }) {
      const chosen = decisiveSentences(query, passages, (text) => source.weighWords(text));
      if (chosen.length === 0) {
        const isEmpty = passages.length === 0 && (await source.datasets()).length === 0;
        yield { kind: 'text', text: isEmpty ? nothingLoaded : noSupport };
        return;
      }
      yield { kind: 'text', text: introduction };
      for (const [index, { passage, quote }] of chosen.entries()) {
        yield { kind: 'text', text: `${index === 0 ? '' : '\n\n'}“${asMarkdown(quote)}”` };
        yield { kind: 'citation', passage, quote };
      }
    },
  };
}

/** A text that says itself and nothing else, as one paragraph. */
function asMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>#|~&$]|:\/\//g, String.raw`\$&`);
}
