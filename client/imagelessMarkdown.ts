/** Takes images out of Markdown that arrives in pieces: what an image shows has to be fetched, and fetching tells somebody. */

export class ImagelessMarkdown {
  /** An exclamation mark at the end of a piece, which may begin an image with the next one. */
  #held = '';

  /** @returns what can be shown of all that has come; the words of an image stay, as text */
  add(text: string): string {
    const all = this.#held + text;
    this.#held = all.endsWith('!') ? '!' : '';
    return all.slice(0, all.length - this.#held.length).replaceAll('![', String.raw`!\[`);
  }

  /** @returns what was held back */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
