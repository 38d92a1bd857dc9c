/** Has an embedder make the vectors of a dataset, those excepted that it made before of the same text. */
import { rmSync } from 'node:fs';
import type { IndexedPassage } from '../passageStore.ts';
import { inDocumentOrder } from './buildPassageIndex.ts';
import {
  embeddedHash,
  embeddedText,
  hashLength,
  readPassageVectors,
  writePassageVectors,
  type PassageVectors,
} from './passageVectors.ts';

export interface EmbeddingOrder {
  readonly passages: readonly IndexedPassage[];
  readonly embedder: PassageVectors['embedder'];
  /** Absolute path; what has been made when it is cut short is kept beside it. */
  readonly file: string;
  /** @returns a vector for each text, all of one dimension */
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  readonly report: (share: number) => void;
}

/** Texts that are asked for at once; the embedder makes requests of them that suit it. */
const textsAtOnce = 64;
/** Vectors behind which what has been made is kept; then again when it is half as much more, so that writing stays cheap. */
const leastKept = 1_000;

/** @throws whatever `embed` throws; what had been made is kept and not asked for again */
export async function embedPassages({ passages, embedder, file, embed, report }: EmbeddingOrder): Promise<void> {
  const ordered = inDocumentOrder(passages);
  const texts = new Map<string, string>();
  const hashes = ordered.map((passage) => {
    const text = embeddedText(passage);
    const hash = embeddedHash(text);
    texts.set(hash, text);
    return hash;
  });
  const partial = `${file}.part`;
  const made = new Map<string, Float32Array>();
  for (const kept of [file, partial]) for (const [hash, vector] of vectorsIn(kept, embedder.id)) made.set(hash, vector);
  const missing = [...texts.keys()].filter((hash) => !made.has(hash));
  let kept = 0;
  let dimension = made.values().next().value?.length ?? 0;
  const keep = (target: string): void =>
    writePassageVectors(target, collect(embedder, dimension, ordered, hashes, made));
  try {
    for (let at = 0; at < missing.length; at += textsAtOnce) {
      report(1 - (missing.length - at) / texts.size);
      const part = missing.slice(at, at + textsAtOnce);
      const vectors = await embed(part.map((hash) => texts.get(hash) ?? ''));
      const found = vectors[0]?.length ?? dimension;
      // The model behind the same name is another one than it was: nothing that it made before can be compared.
      if (found !== dimension && made.size > 0) {
        made.clear();
        for (const target of [file, partial]) rmSync(target, { force: true });
        return await embedPassages({ passages, embedder, file, embed, report });
      }
      dimension = found;
      for (const [place, hash] of part.entries()) {
        const vector = vectors[place];
        if (vector !== undefined) made.set(hash, vector);
      }
      const fresh = at + part.length - kept;
      if (fresh >= Math.max(leastKept, kept / 2)) {
        keep(partial);
        kept = at + part.length;
      }
    }
  } catch (error) {
    if (made.size > 0) keep(partial);
    throw error;
  }
  keep(file);
  rmSync(partial, { force: true });
  report(1);
}

function* vectorsIn(file: string, embedder: string): Generator<readonly [hash: string, vector: Float32Array]> {
  const kept = readPassageVectors(file, embedder);
  if (kept === null) return;
  const { hashes, vectors, dimension } = kept;
  for (let row = 0; row < kept.sequences.length; row++) {
    const hash = Buffer.from(hashes.subarray(row * hashLength, (row + 1) * hashLength)).toString('hex');
    yield [hash, vectors.subarray(row * dimension, (row + 1) * dimension)];
  }
}

/** Those passages of which there are vectors. */
function collect(
  embedder: PassageVectors['embedder'],
  dimension: number,
  passages: readonly IndexedPassage[],
  hashes: readonly string[],
  made: ReadonlyMap<string, Float32Array>,
): PassageVectors {
  const known = passages.flatMap((passage, place) => {
    const hash = hashes[place] ?? '';
    const vector = made.get(hash);
    return vector?.length === dimension ? [{ sequence: passage.sequence, hash, vector }] : [];
  });
  const vectors = new Float32Array(known.length * dimension);
  for (const [row, { vector }] of known.entries()) vectors.set(vector, row * dimension);
  return {
    embedder,
    dimension,
    sequences: Float64Array.from(known, ({ sequence }) => sequence),
    hashes: Uint8Array.from(Buffer.from(known.map(({ hash }) => hash).join(''), 'hex')),
    vectors,
  };
}
