/** The line index of each file, kept from one version of its text to the next. */
import { LineIndex } from './lineIndex.ts';

export class LineIndexes {
  readonly #byFile = new Map<string, LineIndex>();

  of(file: string, text: string): LineIndex {
    const known = this.#byFile.get(file);
    if (known?.text === text) return known;
    const index = new LineIndex(text, known);
    this.#byFile.set(file, index);
    return index;
  }

  /** Keeps only the files that are still of interest. */
  keep(files: ReadonlySet<string>): void {
    for (const file of this.#byFile.keys()) {
      if (!files.has(file)) this.#byFile.delete(file);
    }
  }
}
