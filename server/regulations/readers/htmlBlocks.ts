/** Makes of HTML the blocks of text that a person reads one below the other, and tells content from navigation. */
import { attributeOf, htmlTokens } from './htmlTokens.ts';

export interface HtmlBlock {
  readonly text: string;
  /** UTF-16 offsets: from its first text to its last. */
  readonly start: number;
  readonly end: number;
  /** 1 to 6 in a heading, otherwise null. */
  readonly headingLevel: number | null;
  /** Whether all of it is bold. */
  readonly isBold: boolean;
  /** Share of its characters that are links. */
  readonly linkShare: number;
  /** In an element that is navigation by its name or role, such as nav or footer. */
  readonly isNavigation: boolean;
  /** In an element whose class or id sounds like navigation. */
  readonly isDoubtful: boolean;
  /** In main, article or what says that it is the content. */
  readonly isMain: boolean;
}

interface OpenElement {
  readonly name: string;
  readonly isNavigation: boolean;
  readonly isDoubtful: boolean;
  readonly isMain: boolean;
  /** Of a list: how its items are counted, and how far. */
  readonly list: { readonly type: string; next: number } | null;
}

const voidElements = new Set([
  'br',
  'hr',
  'img',
  'input',
  'meta',
  'link',
  'area',
  'base',
  'col',
  'embed',
  'source',
  'track',
  'wbr',
  'param',
]);
const inlineElements = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby s samp small span strike strong sub sup time tt u var wbr img'.split(
    ' ',
  ),
);
const navigationElements = new Set(['nav', 'footer', 'aside', 'form', 'button', 'dialog', 'menu', 'head']);
const navigationRoles = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'complementary',
  'menu',
  'menubar',
  'dialog',
  'toolbar',
]);
const doubtfulName =
  /(?:^|[-_\s])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|footer|sidebar|side-bar|cookies?|toc|table-of-contents|pagination|pager|skip|skip-link|share|sharing|social|search|toolbar|masthead|banner|related|feedback|print|popup|modal|overlay|visually-hidden|sr-only|site-header|page-header)(?:[-_\s]|$)/i;
const mainName = /^(?:main|content|main-content|maincontent|page-content|document|doc-content|body-content)$/i;
/** Elements whose end browsers imply when the next of the same kind begins. */
const impliedEnd: Readonly<Record<string, readonly string[]>> = {
  p: ['p'],
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  tr: ['td', 'th', 'tr', 'p'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  option: ['option'],
};
const scopes = new Set(['table', 'ul', 'ol', 'dl', 'body', 'html', 'div', 'section', 'article', 'main']);
/** Characters of a cell that holds no more than a number or a mark. */
const longestNumberCell = 40;
/** A text nested deeper is no regulation; its elements are taken as if they were side by side. */
const deepestNesting = 2_000;

export function htmlBlocks(html: string): readonly HtmlBlock[] {
  const reader = new BlockReader();
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') reader.text(token.text, token.start, token.end);
    else if (token.kind === 'open') reader.open(token.name, token.attributes);
    else reader.close(token.name);
  }
  return reader.end();
}

class BlockReader {
  readonly #blocks: HtmlBlock[] = [];
  readonly #open: OpenElement[] = [];
  #pieces: string[] = [];
  #start = -1;
  #end = -1;
  #characters = 0;
  #linkCharacters = 0;
  #boldCharacters = 0;
  #cellsInRow = 0;
  #item = '';

  text(text: string, start: number, end: number): void {
    const visible = text.trim().length;
    if (visible === 0) {
      if (this.#pieces.length > 0) this.#pieces.push(' ');
      return;
    }
    // A raised number that is a link leads to a footnote and is no part of the sentence.
    if (this.#isIn('sup') && (this.#isIn('a') || /^\s*[\d*†‡]{1,3}\s*$/.test(text))) return;
    if (this.#start < 0) this.#start = start;
    this.#end = end;
    this.#characters += visible;
    if (this.#isIn('a')) this.#linkCharacters += visible;
    if (this.#isIn('b') || this.#isIn('strong')) this.#boldCharacters += visible;
    this.#pieces.push(text);
  }

  open(name: string, attributes: string): void {
    if (voidElements.has(name)) {
      if (name === 'br') this.#pieces.push('\n');
      else if (name === 'hr') this.#flush();
      return;
    }
    const implied = impliedEnd[name];
    if (implied !== undefined) this.#closeImplied(implied);
    if (!inlineElements.has(name)) {
      if (name === 'td' || name === 'th') this.#beginCell();
      else if (!this.#isShortCell(name)) this.#flush();
      if (name === 'tr') this.#cellsInRow = 0;
    } else if (name === 'span' && this.#pieces.length > 0 && /display\s*:\s*block/i.test(attributes)) this.#flush();
    if (this.#open.length >= deepestNesting) return;
    const names = `${attributeOf(attributes, 'class') ?? ''} ${attributeOf(attributes, 'id') ?? ''}`;
    const role = attributeOf(attributes, 'role')?.toLowerCase() ?? '';
    const isHidden = attributeOf(attributes, 'hidden') !== null || /display\s*:\s*none/i.test(attributes);
    const isMain =
      name === 'main' || name === 'article' || role === 'main' || mainName.test(attributeOf(attributes, 'id') ?? '');
    const isPageHeader = name === 'header' && !this.#open.some((element) => element.isMain);
    this.#open.push({
      name,
      isMain,
      isNavigation: isHidden || isPageHeader || navigationElements.has(name) || navigationRoles.has(role),
      isDoubtful: !isMain && name !== 'body' && doubtfulName.test(names),
      list: name === 'ol' ? countingOf(attributes) : name === 'ul' ? { type: 'none', next: 1 } : null,
    });
    if (name === 'li') this.#item = this.#nextItem(attributes);
  }

  close(name: string): void {
    if (name === 'p' && !this.#isIn('p')) return;
    let index = this.#open.length - 1;
    while (index >= 0 && this.#open[index]?.name !== name) {
      // A stray end tag must not close what is around it.
      if (inlineElements.has(name) && !inlineElements.has(this.#open[index]?.name ?? '')) return;
      index--;
    }
    if (index < 0) return;
    if (this.#isShortCell(name)) this.#pieces.push(' ');
    else if (!inlineElements.has(name) && name !== 'td' && name !== 'th') this.#flush();
    this.#open.length = index;
  }

  end(): readonly HtmlBlock[] {
    this.#flush();
    return this.#blocks;
  }

  #closeImplied(names: readonly string[]): void {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const { name } = this.#open[index] ?? { name: '' };
      if (scopes.has(name)) return;
      if (!names.includes(name)) continue;
      if (name !== 'td' && name !== 'th') this.#flush();
      this.#open.length = index;
    }
  }

  /** Cells of a row stand in one line. */
  #beginCell(): void {
    if (this.#cellsInRow++ > 0 && this.#pieces.length > 0) this.#pieces.push(' ');
  }

  /** A number in a cell of its own belongs to the text in the next cell, whatever paragraphs they are in. */
  #isShortCell(name: string): boolean {
    return (
      (name === 'p' || name === 'div') &&
      this.#cellsInRow > 0 &&
      this.#characters <= longestNumberCell &&
      this.#isInCell()
    );
  }

  #isInCell(): boolean {
    const block = this.#open.findLast(({ name }) => !inlineElements.has(name) && name !== 'p' && name !== 'div');
    return block?.name === 'td' || block?.name === 'th';
  }

  #isIn(name: string): boolean {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const element = this.#open[index]?.name ?? '';
      if (element === name) return true;
      if (!inlineElements.has(element)) return false;
    }
    return false;
  }

  /** The mark that a browser shows in front of the next item of a numbered list. */
  #nextItem(attributes: string): string {
    const list = this.#open.findLast((element) => element.list !== null)?.list ?? null;
    if (list === null || list.type === 'none') return '';
    const given = Number(attributeOf(attributes, 'value') ?? NaN);
    if (Number.isInteger(given)) list.next = given;
    return markOf(list.type, list.next++);
  }

  #flush(): void {
    const text = tidy(this.#pieces.join(''));
    if (text !== '') {
      const heading = this.#open.findLast(({ name }) => /^h[1-6]$/.test(name));
      const mark = /^\(?(?:\d{1,3}|[ivx]{1,5}|[a-z]{1,2})[.)]/i.test(text) ? '' : this.#item;
      this.#item = '';
      this.#blocks.push({
        text: mark === '' ? text : `${mark} ${text}`,
        start: this.#start,
        end: this.#end,
        headingLevel: heading === undefined ? null : Number(heading.name[1]),
        isBold: this.#boldCharacters >= this.#characters * 0.95,
        linkShare: this.#linkCharacters / Math.max(1, this.#characters),
        isNavigation: this.#open.some(({ isNavigation }) => isNavigation),
        isDoubtful: this.#open.some(({ isDoubtful }) => isDoubtful),
        isMain: this.#open.some(({ isMain }) => isMain),
      });
    }
    this.#pieces = [];
    this.#start = -1;
    this.#characters = this.#linkCharacters = this.#boldCharacters = 0;
  }
}

function tidy(text: string): string {
  return text
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function countingOf(attributes: string): OpenElement['list'] {
  const style = /list-style(?:-type)?\s*:\s*([a-z-]+)/i.exec(attributes)?.[1]?.toLowerCase();
  const start = Number(attributeOf(attributes, 'start') ?? 1);
  const type = style ?? attributeOf(attributes, 'type') ?? '1';
  return { type, next: Number.isInteger(start) ? start : 1 };
}

function markOf(type: string, number: number): string {
  if (/^(?:a|lower-(?:alpha|latin))$/.test(type)) return `(${lettersOf(number)})`;
  if (/^(?:A|upper-(?:alpha|latin))$/.test(type)) return `(${lettersOf(number).toUpperCase()})`;
  if (/^(?:i|lower-roman)$/.test(type)) return `(${romanOf(number)})`;
  if (/^(?:I|upper-roman)$/.test(type)) return `(${romanOf(number).toUpperCase()})`;
  return type === '1' || type === 'decimal' ? `${number}.` : '';
}

function lettersOf(number: number): string {
  return number < 1 ? '' : lettersOf(Math.floor((number - 1) / 26)) + String.fromCharCode(97 + ((number - 1) % 26));
}

function romanOf(number: number): string {
  const values = [
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ] as const;
  let rest = Math.min(number, 399);
  return values
    .map(([value, letters]) => {
      const times = Math.max(0, Math.floor(rest / value));
      rest -= times * value;
      return letters.repeat(times);
    })
    .join('');
}
