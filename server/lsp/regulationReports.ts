/** Puts passages of regulations into the shapes of the protocol, small enough to be sent and drawn. */
import type { FoundReport, PassageReport } from '../../protocol/regulations.ts';
import type { FoundPassages } from '../regulations/findPassages.ts';
import { writeAddress } from '../regulations/passageAddress.ts';
import type { StoredPassage } from '../regulations/passageStore.ts';
import { fileAddress } from './fileAddress.ts';

/** UTF-16 units of a passage that are sent; the source has the rest. */
const shownLength = 4_000;

export function reportPassage({ dataset, document, id, reference, ...passage }: StoredPassage): PassageReport {
  const { headings, text, file, range } = passage;
  return {
    dataset,
    document: { id: document.id, title: document.title, version: document.version },
    id,
    reference,
    headings: [...headings],
    text: text.length > shownLength ? `${text.slice(0, shownLength).replaceAll(/\p{Surrogate}/gu, '')}…` : text,
    address: writeAddress({ dataset, document: document.id, reference: reference === '' ? id : reference }),
    fileUri: fileAddress(file),
    start: range.start,
    end: range.end,
    line: range.line,
  };
}

export function reportFound({ results, legs, vanished }: FoundPassages): FoundReport {
  return {
    found: results.map(({ passage, score, fusedRank, legs: places }) => ({
      passage: reportPassage(passage),
      score,
      fusedRank,
      legs: (['lexical', 'dense', 'trained', 'references', 'rerank'] as const).flatMap((leg) => {
        const place = places[leg];
        return place === undefined ? [] : [{ leg, ...place }];
      }),
    })),
    legs: legs.map((leg) => ({ ...leg })),
    vanished,
  };
}
