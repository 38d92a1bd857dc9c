/** Reads regulations from HTML pages: the structure is kept, navigation and footers are left out. */
import { LineIndex } from '../../base/lineIndex.ts';
import { splitSections, type Paragraph } from '../splitSections.ts';
import type { DocumentReader } from './documentReader.ts';
import { decodeEntities } from './htmlEntities.ts';
import { htmlBlocks, type HtmlBlock } from './htmlBlocks.ts';
import { attributeOf } from './htmlTokens.ts';
import { SourceFault } from './sourceFault.ts';

/** Share of the text that must be left when something is taken for navigation. */
const leastMain = 0.4;
/** So many short links one after the other are a menu. */
const menuLength = 3;
const longestMenuItem = 160;

export const htmlReader: DocumentReader = {
  format: 'HTML',
  endings: ['.html', '.htm', '.xhtml'],
  read: ({ name, text }) => {
    const blocks = contentOf(htmlBlocks(text));
    const lines = new LineIndex(text);
    const paragraphs = blocks.map((block): Paragraph => ({
      text: block.text,
      range: { start: block.start, end: block.end, line: lines.positionAt(block.start).line },
      headingLevel: block.headingLevel,
      standsOut: block.isBold,
    }));
    const title = titleOf(text, blocks) ?? name;
    const passages = splitSections(paragraphs, title);
    if (passages.length === 0) throw new SourceFault('the page holds no text', null);
    const told = metaOf(text);
    return [
      {
        id: name,
        title,
        version: told.get('version') ?? told.get('dcterms.hasversion') ?? null,
        effectiveFrom: null,
        source: told.get('og:url') ?? told.get('canonical') ?? null,
        passages,
      },
    ];
  },
};

function contentOf(blocks: readonly HtmlBlock[]): readonly HtmlBlock[] {
  const isContent = blocks.filter(({ isNavigation }) => !isNavigation);
  const certain = keepMost(isContent, (block) => block.isMain);
  return withoutMenus(keepMost(certain, (block) => !block.isDoubtful));
}

/** What is kept by a rule, unless the rule throws away most of the text and so cannot be meant for this page. */
function keepMost(blocks: readonly HtmlBlock[], isKept: (block: HtmlBlock) => boolean): readonly HtmlBlock[] {
  const kept = blocks.filter(isKept);
  return lengthOf(kept) >= leastMain * lengthOf(blocks) ? kept : blocks;
}

function lengthOf(blocks: readonly HtmlBlock[]): number {
  // Headings and links weigh nothing here: a menu is made of them.
  return blocks.reduce((sum, { text, linkShare }) => sum + text.length * (1 - linkShare), 0);
}

function withoutMenus(blocks: readonly HtmlBlock[]): readonly HtmlBlock[] {
  const isItem = blocks.map(
    ({ headingLevel, linkShare, text }) => headingLevel === null && linkShare > 0.8 && text.length <= longestMenuItem,
  );
  const kept: HtmlBlock[] = [];
  for (let index = 0; index < blocks.length;) {
    let end = index;
    while (isItem[end] === true) end++;
    if (end - index < menuLength) kept.push(...blocks.slice(index, Math.max(end, index + 1)));
    index = Math.max(end, index + 1);
  }
  return kept;
}

function titleOf(html: string, blocks: readonly HtmlBlock[]): string | null {
  const first = blocks.filter(({ headingLevel }) => headingLevel === 1);
  if (first.length === 1 && first[0] !== undefined) return first[0].text.replaceAll('\n', ' ');
  const title = /<title[^>]*>([^<]{1,500})<\/title>/i.exec(html)?.[1];
  const said = title === undefined ? '' : decodeEntities(title).replaceAll(/\s+/g, ' ').trim();
  return said.split(/\s+[|·»]\s+/, 1)[0] || null;
}

/** What the head of the page says in meta and link elements, by name in lower case. */
function metaOf(html: string): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const [, attributes = ''] of html.slice(0, 100_000).matchAll(/<(?:meta|link)\s([^>]{1,2000})>/gi)) {
    const name =
      attributeOf(attributes, 'name') ?? attributeOf(attributes, 'property') ?? attributeOf(attributes, 'rel');
    const value = attributeOf(attributes, 'content') ?? attributeOf(attributes, 'href');
    if (name !== null && value !== null && value.trim() !== '') told.set(name.toLowerCase(), value.trim());
  }
  return told;
}
