/** The readers by the ending of a file's name; a new format is a new line here. */
import type { DocumentReader } from './documentReader.ts';
import { htmlReader } from './readHtml.ts';
import { jsonReader } from './readJson.ts';
import { jsonLinesReader } from './readJsonLines.ts';
import { markdownReader } from './readMarkdown.ts';
import { plainTextReader } from './readPlainText.ts';

export const readers: readonly DocumentReader[] = [
  jsonReader,
  jsonLinesReader,
  markdownReader,
  htmlReader,
  plainTextReader,
];

/** Null when no reader knows the format. */
export function readerFor(file: string): DocumentReader | null {
  const name = file.toLowerCase();
  return readers.find(({ endings }) => endings.some((ending) => name.endsWith(ending))) ?? null;
}
