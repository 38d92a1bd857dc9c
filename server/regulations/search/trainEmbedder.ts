/** Trains an embedder on passages. */
import { createHash } from 'node:crypto';
import type { IndexedPassage } from '../passageStore.ts';
import type { TermSplitter } from '../passageTerms.ts';
import { TokenEmbedder } from './tokenEmbedder.ts';

export function trainEmbedder(
  _p: readonly IndexedPassage[],
  _s: TermSplitter,
  _r: (share: number) => void,
): TokenEmbedder {
  return new TokenEmbedder([], new Float32Array(0), new Uint32Array(0));
}

export function shareOfUnknown(embedder: TokenEmbedder, texts: readonly string[]): number {
  if (texts.length === 0) return 0;
  const known = new Set(embedder.trainedOn);
  return texts.filter((text) => !known.has(textMark(text))).length / texts.length;
}

export function textMark(text: string): number {
  return createHash('sha1').update(text).digest().readUInt32LE(0);
}
