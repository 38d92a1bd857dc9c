/** Finds out what a document's passages mention, define and are part of, and gives them ids and hashes. */
import { sha256 } from '../base/sha256.ts';
import type { ReadDocument, RegulationDocument } from './document.ts';
import { findEffectiveDate } from './effectiveDate.ts';
import { parentsByReference } from './referenceParts.ts';
import type { Passage } from './passage.ts';

/** Goes into every hash: a new number makes known documents count as changed. */
const readingVersion = 2;

/** More of either are no help to anybody. */
const mostFound = 50;

const number = String.raw`\d+[A-Z]{0,2}(?:[.\-]\d+[A-Z]{0,2})*(?:\([0-9A-Za-z]{1,5}\))*|\([0-9A-Za-z]{1,5}\)(?:\([0-9A-Za-z]{1,5}\))*`;
const mention = new RegExp(
  String.raw`(?:\b(?:Rule|Article|Art\.|Section|Chapter|Part|Paragraph|Regulation|Schedule|Appendix|Annex|Clause|Principle)s?|§{1,2})\s+(?:${number})`,
  'gi',
);
/** Such as COBS 4.2.1R, by the name of its book. */
const bookMention = /\b[A-Z]{2,8} \d+[A-Z]?(?:\.\d+[A-Z]?)+/g;
const quotedTerm = /["“]([^"“”\n]{2,80})["”]\s+(?:means|has the meaning|refers to|includes)\b/g;
const leadingTerm = /^\s*((?:[A-Z][\p{L}\-'’()/]*)(?:\s+[\p{L}\-'’()/]+){0,6}?)\s+(?:means|has the meaning)\b/gmu;

export function completeDocument(read: ReadDocument, file: string, fileHash: string): RegulationDocument {
  const parents = parentsByReference(read.passages.map(({ reference }) => reference));
  const taken = new Map<string, number>();
  const passages = read.passages.map((passage, ordinal): Passage => {
    const wanted = passage.sourceId ?? passage.reference;
    const earlier = taken.get(wanted) ?? 0;
    taken.set(wanted, earlier + 1);
    return {
      ...passage,
      id: earlier === 0 ? wanted : `${wanted}~${earlier + 1}`,
      ordinal,
      parent: parents[ordinal] ?? null,
      hash: sha256(JSON.stringify([readingVersion, passage.reference, passage.headings, passage.text])),
      mentions: unique([...(passage.text.match(mention) ?? []), ...(passage.text.match(bookMention) ?? [])]),
      defines: unique([
        ...(passage.term === undefined ? [] : [passage.term]),
        ...termsOf(passage.text, quotedTerm),
        ...termsOf(passage.text, leadingTerm),
      ]),
    };
  });
  const effectiveFrom = read.effectiveFrom ?? findEffectiveDate(read.passages.slice(0, 30).map(({ text }) => text));
  const described = [read.id, read.title, read.version, effectiveFrom, read.source];
  const contentHash = sha256(JSON.stringify([described, passages.map(({ id, hash }) => [id, hash])]));
  return { ...read, effectiveFrom, file, fileHash, contentHash, passages };
}

function termsOf(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, term = '']) => term);
}

function unique(found: readonly string[]): readonly string[] {
  return [...new Set(found.map((text) => text.replaceAll(/\s+/g, ' ').trim()))].slice(0, mostFound);
}
