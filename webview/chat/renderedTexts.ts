/** Remembers what the texts near the screen look like, so that drawing the page again costs nothing. */

/** Texts that are remembered; some screens of them. */
const mostTexts = 300;

export class RenderedTexts {
  readonly #render: (text: string) => string;
  readonly #rendered = new Map<string, string>();

  constructor(render: (text: string) => string) {
    this.#render = render;
  }

  render(text: string): string {
    const known = this.#rendered.get(text);
    this.#rendered.delete(text);
    const html = known ?? this.#render(text);
    // The one used last stands at the end, so the first is the one that nobody used for longest.
    this.#rendered.set(text, html);
    const [oldest] = this.#rendered.keys();
    if (this.#rendered.size > mostTexts && oldest !== undefined) this.#rendered.delete(oldest);
    return html;
  }
}
