/** Reads regulations from HTML pages: the structure is kept, navigation and footers are left out. */
import { LineIndex } from '../../base/lineIndex.ts';
import { splitSections, type Paragraph } from '../splitSections.ts';
import type { DocumentReader } from './documentReader.ts';
import { attributesIn } from './htmlElements.ts';
import { htmlBlocks, type HtmlBlock } from './htmlBlocks.ts';
import { contentOf } from './htmlContent.ts';
import { pageTitle, titleParts } from './pageTitle.ts';
import { SourceFault } from './sourceFault.ts';

/** A heading that is longer, or a whole sentence of so many words, is a clause in the clothes of a heading. */
const longestHeading = 300;
const sentenceWords = 14;
/** A number that stands in a block of its own, before the text that it belongs to. */
const label =
  /^(?:(?:§{1,2}\s*)?(?:[A-Z]{1,8}\s)?\d{1,3}[A-Z]{0,2}(?:[.-]-?\d{1,4}[A-Z]{0,2})*\.?(?:\s?[RGEDCP])?|\(?[0-9a-zA-Z]{1,4}\)|(?:\([0-9a-zA-Z]{1,4}\))+)$/;
/** What may stand between a number and its text: the kind of a provision, and since when it is there. */
const besideLabel = /^(?:[RGEDCP]|\d{1,2}[/.]\d{1,2}[/.]\d{4})$/;

export const htmlReader: DocumentReader = {
  format: 'HTML',
  endings: ['.html', '.htm', '.xhtml', '.xht', '.shtml'],
  read: ({ name, text, isRepeated }) => {
    const blocks = contentOf(htmlBlocks(text), isRepeated);
    const title = titleOf(text, blocks, isRepeated) ?? name;
    const passages = splitSections(paragraphsOf(blocks, new LineIndex(text)), title);
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

function paragraphsOf(blocks: readonly HtmlBlock[], lines: LineIndex): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (let at = 0; at < blocks.length; at++) {
    const first = blocks[at];
    if (first === undefined) break;
    let block = first;
    let number: string | undefined;
    if (first.headingLevel === null && !first.isNote && label.test(first.text)) {
      let next = at + 1;
      while (besideLabel.test(blocks[next]?.text ?? '')) next++;
      const labelled = blocks[next];
      if (labelled?.headingLevel === null && !labelled.isNote && !label.test(labelled.text)) {
        block = { ...labelled, text: `${first.text} ${labelled.text}`, start: first.start };
        number = first.text;
        at = next;
      }
    }
    const isSentence =
      block.text.length > longestHeading ||
      (/[.;:]$/.test(block.text) && block.text.split(' ').length >= sentenceWords);
    paragraphs.push({
      text: block.text,
      range: { start: block.start, end: block.end, line: lines.positionAt(block.start).line },
      headingLevel: isSentence ? null : block.headingLevel,
      standsOut: block.isBold || block.isTitle,
      ...(block.isTitle ? { depth: block.depth } : {}),
      ...(number === undefined ? {} : { label: number }),
      ...(block.isNote ? { isNote: true } : {}),
      ...(block.mark !== '' && block.listDepth > 1 ? { isInnerItem: true } : {}),
      ...(block.definition === null ? {} : { definition: block.definition }),
    });
  }
  return paragraphs;
}

/** The only heading of the first level, or what the title element says beside the name of the site. */
function titleOf(html: string, blocks: readonly HtmlBlock[], isRepeated: (text: string) => boolean): string | null {
  const first = blocks.filter(({ headingLevel }) => headingLevel === 1);
  if (first.length === 1 && first[0] !== undefined) return first[0].text.replaceAll('\n', ' ');
  const said = pageTitle(html);
  // The name of a file is no title where the page has a better one.
  const shown = /^\S*$/.test(said)
    ? (first[0] ??
      blocks.find(({ headingLevel, isTitle, text }) => (headingLevel !== null || isTitle) && /^\p{L}.{5}/u.test(text)))
    : undefined;
  if (shown !== undefined) return shown.text.replaceAll('\n', ' ');
  const parts = titleParts(said);
  const own = parts.filter((part) => !isRepeated(part));
  if (own.length > 0 && own.length < parts.length) return own.join(' – ');
  return said.split(/\s+[|·»]\s+/, 1)[0] || (first[0]?.text.replaceAll('\n', ' ') ?? null);
}

/** What the head of the page says in meta and link elements, by name in lower case. */
function metaOf(html: string): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const [, text = ''] of html.slice(0, 100_000).matchAll(/<(?:meta|link)\s([^>]{1,2000})>/gi)) {
    const attributes = attributesIn(text);
    const name = attributes.get('name') ?? attributes.get('property') ?? attributes.get('rel');
    const value = attributes.get('content') ?? attributes.get('href');
    if (name !== undefined && value !== undefined && value.trim() !== '') told.set(name.toLowerCase(), value.trim());
  }
  return told;
}
