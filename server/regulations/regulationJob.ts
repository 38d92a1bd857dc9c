/** What the worker of regulations is asked and what it answers. */
import type { FileReading, FileToRead } from './readDocuments.ts';
import type { IndexedPassage } from './passageStore.ts';
import type { IndexProgress } from './search/buildPassageIndex.ts';
import type { PassageVectors } from './search/passageVectors.ts';

export type RegulationJob =
  /** Answered with `file-read`. */
  | { readonly kind: 'read-file'; readonly file: FileToRead }
  /** Passages for the index that is built next; not answered. */
  | { readonly kind: 'take-passages'; readonly passages: readonly IndexedPassage[] }
  /** Answered with `index-progress` again and again, then with `index-built`. */
  | { readonly kind: 'build-index'; readonly file: string; readonly generation: string }
  /** Answered with `texts-wanted` and `index-progress` again and again, then with `vectors-built` or `vectors-cut-short`. */
  | { readonly kind: 'embed-passages'; readonly file: string; readonly embedder: PassageVectors['embedder'] }
  /** What was wanted; null when it cannot be had, so that what is there is kept and the job ends. */
  | { readonly kind: 'take-vectors'; readonly vectors: readonly Float32Array[] | null };

export type RegulationAnswer =
  | { readonly kind: 'file-read'; readonly reading: FileReading }
  | { readonly kind: 'index-progress'; readonly progress: IndexProgress }
  | { readonly kind: 'index-built' }
  | { readonly kind: 'texts-wanted'; readonly texts: readonly string[] }
  | { readonly kind: 'vectors-built' }
  | { readonly kind: 'vectors-cut-short' };
