/** Reads regulations from JSON Lines: a passage or a document with sections on each line. */
import type { DocumentReader } from './documentReader.ts';
import { JsonRecords } from './jsonRecords.ts';
import { readJsonTree } from './jsonTree.ts';
import { SourceFault } from './sourceFault.ts';

export const jsonLinesReader: DocumentReader = {
  format: 'JSON Lines',
  endings: ['.jsonl', '.ndjson'],
  read: (file) => {
    const records = new JsonRecords(file);
    const { text } = file;
    for (let start = 0; start < text.length;) {
      const lineFeed = text.indexOf('\n', start);
      const end = lineFeed < 0 ? text.length : lineFeed;
      const line = text.slice(start, end);
      if (line.trim() !== '') records.add(readLine(line, start), start);
      start = end + 1;
    }
    return records.documents();
  },
};

function readLine(line: string, start: number) {
  try {
    return readJsonTree(line);
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    throw new SourceFault(error.message, (error.offset ?? 0) + start);
  }
}
