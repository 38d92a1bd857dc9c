/** What a rename comes to: edits and moves of files, or a refusal in words. */
import type { TextEdit, TextRange } from '../base/textRange.ts';

/** Edits of one file, measured in `text`. */
export interface FileEdits {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

export interface FileMove {
  readonly from: string;
  readonly to: string;
}

export type Rename =
  | { readonly kind: 'edits'; readonly files: readonly FileEdits[]; readonly moves: readonly FileMove[] }
  /** Nothing is changed; the message says why, and what to do. */
  | { readonly kind: 'refused'; readonly message: string };

/** What may be renamed at the cursor, or why it may not. */
export type RenameStart =
  | { readonly kind: 'name'; readonly range: TextRange; readonly name: string }
  | { readonly kind: 'refused'; readonly message: string };

export interface RenameSurroundings {
  /** Whether the editor renames files together with edits. */
  readonly canMoveFiles: boolean;
  /** Whether something stands at an absolute path. */
  readonly exists: (file: string) => boolean;
}
