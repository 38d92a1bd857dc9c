/** What the worker of regulations is asked and what it answers. */
import type { FileReading, FileToRead } from './readDocuments.ts';
import type { IndexedPassage } from './passageStore.ts';
import type { IndexProgress } from './search/buildPassageIndex.ts';

export type RegulationJob =
  /** Answered with `file-read`. */
  | { readonly kind: 'read-file'; readonly file: FileToRead }
  /** Passages for the index that is built next; not answered. */
  | { readonly kind: 'take-passages'; readonly passages: readonly IndexedPassage[] }
  /** Answered with `index-progress` again and again, then with `index-built`. */
  | { readonly kind: 'build-index'; readonly file: string; readonly generation: string };

export type RegulationAnswer =
  | { readonly kind: 'file-read'; readonly reading: FileReading }
  | { readonly kind: 'index-progress'; readonly progress: IndexProgress }
  | { readonly kind: 'index-built' };
