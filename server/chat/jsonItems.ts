/** Cuts the items of a list out of a JSON document while it arrives, so that no more than one item is in memory. */
import { Failure } from '../base/failure.ts';

/** Characters that one item, and all that is around the items, may have. */
const longestItem = 256 * 1024 * 1024;
const longestRest = 16 * 1024 * 1024;
/** Levels of lists and objects inside each other; parsers that go down by themselves fail at some thousands. */
const deepest = 100;

const quote = 34;
const comma = 44;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openObject = 123;
const closeObject = 125;

/**
 * Looks only at quotes and brackets. Whether an item is JSON says who parses it; whether what is around them is, says
 * who parses `rest`, in which each item is a 0.
 */
export class JsonItems {
  readonly #listName: string;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The last string on the first level, which names what follows it. */
  #name = '';
  #isInList = false;
  #item: string[] | null = null;
  #itemLength = 0;
  #rest = '';

  /** @param listName the member of the outermost object that has the items */
  constructor(listName: string) {
    this.#listName = listName;
  }

  /** What is around the items, so far. */
  get rest(): string {
    return this.#rest;
  }

  /** Whether the document has come to its end. */
  get isWhole(): boolean {
    return this.#depth === 0 && !this.#inString && this.#rest.trim() !== '';
  }

  /**
   * @returns the items that end in this piece
   * @throws Failure `import-invalid` when an item is too long or too deep
   */
  take(piece: string): readonly string[] {
    const items: string[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#inString) {
        this.#takeInString(code, piece, at);
        continue;
      }
      if (code === quote) {
        this.#inString = true;
        if (this.#depth === 1) this.#name = '';
      } else if (code === openList || code === openObject) {
        if (this.#depth === 1 && code === openList) this.#isInList = this.#name === this.#listName;
        if (this.#depth === 2 && code === openObject && this.#isInList && this.#item === null) {
          this.#addToRest(`${piece.slice(from, at)}0`);
          from = at;
          this.#item = [];
          this.#itemLength = 0;
        }
        if (++this.#depth > deepest) throw tooLarge(`it has more than ${deepest} levels of lists and objects`);
      } else if (code === closeList || code === closeObject) {
        this.#depth--;
        if (this.#depth === 2 && this.#item !== null) {
          this.#addToItem(piece.slice(from, at + 1));
          items.push(this.#item.join(''));
          from = at + 1;
          this.#item = null;
        }
        if (this.#depth === 1) this.#isInList = false;
      } else if (code === comma && this.#depth === 1) {
        this.#name = '';
      }
    }
    if (this.#item === null) this.#addToRest(piece.slice(from));
    else this.#addToItem(piece.slice(from));
    return items;
  }

  #takeInString(code: number, piece: string, at: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === backslash) this.#isEscaped = true;
    else if (code === quote) this.#inString = false;
    if (this.#inString && this.#depth === 1 && this.#name.length < 100) this.#name += piece.charAt(at);
  }

  #addToItem(text: string): void {
    this.#itemLength += text.length;
    if (this.#itemLength > longestItem) throw tooLarge('one conversation has more than 256 MB');
    this.#item?.push(text);
  }

  #addToRest(text: string): void {
    this.#rest += text;
    if (this.#rest.length > longestRest) throw tooLarge('it is no export of Phasegate');
  }
}

function tooLarge(reason: string): Failure {
  return new Failure('import-invalid', `The file cannot be imported: ${reason}. Nothing of it was imported.`);
}
