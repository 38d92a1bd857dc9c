/** What hides part of a roadmap without a proper end. */
import type { TextRange } from '../base/textRange.ts';

/** A fence or comment whose end is missing or doubtful. */
export interface UnclosedBlock {
  readonly kind: 'fence' | 'comment';
  /** The opening marker. */
  readonly range: TextRange;
  /** How far it hides headings and fields: to the end of the text, of its list item, of a later comment, or not at all. */
  readonly hides: 'rest' | 'item' | 'comment' | 'nothing';
}
