/** Reads regulations from Markdown: headings make the hierarchy, numbered clauses become passages. */
import { parse } from 'yaml';
import { readDate } from '../effectiveDate.ts';
import type { Paragraph } from '../splitSections.ts';
import { splitSections } from '../splitSections.ts';
import type { DocumentReader } from './documentReader.ts';
import { linesOf, rangeOfLines, type TextLine } from './linesOf.ts';
import { SourceFault } from './sourceFault.ts';

const atxHeading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const beginsClause =
  /^\s*(?:[-*+]\s+)?(?:\*\*|__)?(?:\d+[A-Z]{0,2}(?:\.\d+[A-Z]{0,2})+\.?(?:\*\*|__)?\s|\(\d{1,3}[A-Z]?\)(?:\*\*|__)?\s|\d{1,3}[.)](?:\*\*|__)?\s)/;

export const markdownReader: DocumentReader = {
  format: 'Markdown',
  endings: ['.md', '.markdown'],
  read: ({ name, text }) => {
    const lines = linesOf(text, text.startsWith('\ufeff') ? 1 : 0);
    const matter = readFrontMatter(text, lines);
    const paragraphs = paragraphsOf(text, lines.slice(matter.lines));
    const firstHeading = paragraphs.find(({ headingLevel }) => headingLevel === 1)?.text;
    const title = matter.told('title') ?? firstHeading ?? name;
    const passages = splitSections(paragraphs, title);
    if (passages.length === 0) throw new SourceFault('the file holds no text', null);
    return [
      {
        id: matter.told('id') ?? name,
        title,
        version: matter.told('version'),
        effectiveFrom: readDate(matter.told('effective') ?? ''),
        source: matter.told('source'),
        passages,
      },
    ];
  },
};

/** @throws SourceFault when the front matter is no YAML */
function readFrontMatter(text: string, lines: readonly TextLine[]) {
  const nothing = { lines: 0, told: (): string | null => null };
  if (lines[0]?.text.trimEnd() !== '---') return nothing;
  const close = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line.text));
  const first = lines[1];
  const last = lines[close];
  if (first === undefined || last === undefined) return nothing;
  let matter: unknown;
  try {
    // The plain schema: a version such as 1.10 stays as it is written, and so does a date.
    matter = parse(text.slice(first.start, last.start), { schema: 'failsafe', maxAliasCount: 10, logLevel: 'error' });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new SourceFault(`the front matter is no YAML: ${reason}`, first.start);
  }
  const members = new Map(typeof matter === 'object' && matter !== null ? Object.entries(matter) : []);
  const told = (name: string): string | null => {
    const value: unknown = members.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  return { lines: close + 1, told };
}

function paragraphsOf(text: string, lines: readonly TextLine[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let open: TextLine[] = [];
  let fenceMark: string | null = null;
  let isInComment = false;
  const close = (headingLevel: number | null = null): void => {
    const range = rangeOfLines(open);
    open = [];
    if (range === null) return;
    const said = text.slice(range.start, range.end);
    const bold = /^(?:\*\*|__)([^*_]+)(?:\*\*|__)$/.exec(said)?.[1];
    paragraphs.push({
      text: bold ?? said,
      range,
      headingLevel,
      standsOut: bold !== undefined,
    });
  };
  for (const line of lines) {
    const mark: string | undefined = fence.exec(line.text)?.[1];
    if (fenceMark !== null) {
      open.push(line);
      if (mark?.startsWith(fenceMark) === true) fenceMark = null;
      continue;
    }
    if (isInComment || /^\s*<!--/.test(line.text)) {
      close();
      isInComment = !line.text.includes('-->');
      continue;
    }
    const heading = atxHeading.exec(line.text);
    const marks = heading?.[1];
    if (marks !== undefined) {
      close();
      const said = (heading?.[2] ?? '').trim();
      const start = line.start + Math.max(0, line.text.indexOf(said));
      paragraphs.push({
        text: said,
        range: { start, end: start + said.length, line: line.number },
        headingLevel: marks.length,
      });
    } else if (open.length > 0 && /^ {0,3}(?:=+|-+)\s*$/.test(line.text)) {
      close(line.text.includes('=') ? 1 : 2);
    } else if (line.text.trim() === '' || rule.test(line.text)) {
      close();
    } else {
      if (mark !== undefined) fenceMark = mark;
      if (beginsClause.test(line.text)) close();
      open.push(line);
    }
  }
  close();
  return paragraphs;
}
