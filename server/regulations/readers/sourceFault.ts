/** Thrown by a reader that cannot go on: what is wrong in a file, and where. */

export class SourceFault extends Error {
  /** UTF-16 offset into the text of the file; null where the fault has no place. */
  readonly offset: number | null;

  /** @param message a clause for a person, such as "a passage needs a `PassageID`" */
  constructor(message: string, offset: number | null) {
    super(message);
    this.name = 'SourceFault';
    this.offset = offset;
  }
}
