/** An answer while it arrives, cut where paragraphs end, so that only the last one is rendered again with each piece. */
import type { MessagePartReport } from '../../protocol/chat.ts';
import { markOf, plainText, type DrawnPart } from './citedText.ts';

export class AnswerBlocks {
  readonly #settled: DrawnPart[] = [];
  readonly #parts: MessagePartReport[] = [];
  #tail = '';

  /** What is drawn; all but the last one will not change. */
  get drawn(): readonly DrawnPart[] {
    return this.#tail === '' ? this.#settled : [...this.#settled, { kind: 'text', markdown: this.#tail }];
  }

  /** What is no text: what was found, what is cited. */
  get others(): readonly MessagePartReport[] {
    return this.#parts;
  }

  add(part: MessagePartReport): void {
    switch (part.kind) {
      case 'text':
        this.#tail += plainText(part.text);
        this.#settle();
        break;
      case 'citation':
        this.#parts.push(part);
        this.#tail += ` ${markOf(part.number)}`;
        break;
      case 'retrieval':
      case 'summary':
      case 'omission':
        this.#parts.push(part);
        break;
      case 'tool-use':
      case 'tool-result':
      case 'attachment':
        if (this.#tail !== '') this.#settled.push({ kind: 'text', markdown: this.#tail });
        this.#tail = '';
        this.#settled.push({ kind: 'part', part });
        break;
    }
  }

  /** A paragraph is done when an empty line follows, but not inside of a fence, nor before what belongs to a list. */
  #settle(): void {
    for (;;) {
      const end = this.#tail.search(/\n[ \t]*\n(?=\S)(?![-*+>]|\d+[.)])/u);
      if (end < 0) return;
      const paragraph = this.#tail.slice(0, end + 1);
      if ((paragraph.match(/^ {0,3}(`{3,}|~{3,})/gmu)?.length ?? 0) % 2 === 1) return;
      this.#settled.push({ kind: 'text', markdown: paragraph });
      this.#tail = this.#tail.slice(end + 1).replace(/^[ \t]*\n/u, '');
    }
  }
}
