/** Reads regulations from JSON: a list of passages, a document with sections, or a list of either. */
import type { DocumentReader } from './documentReader.ts';
import { JsonRecords } from './jsonRecords.ts';
import { readJsonTree } from './jsonTree.ts';

export const jsonReader: DocumentReader = {
  format: 'JSON',
  endings: ['.json'],
  read: (file) => {
    const records = new JsonRecords(file);
    const tree = readJsonTree(file.text);
    if (tree.kind === 'array') for (const item of tree.items) records.add(item);
    else records.add(tree);
    return records.documents();
  },
};
