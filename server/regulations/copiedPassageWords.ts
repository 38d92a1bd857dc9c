/** Makes the words that passages are found by anew, while passages are copied to another database. */
import type { DerivedTable } from '../database/transfer/derivedTable.ts';
import { TermSplitter } from './passageTerms.ts';
import { PassageWordStore } from './passageWordStore.ts';

export const copiedPassageWords: DerivedTable = {
  name: 'passage_words',
  from: 'passage',

  async write(transaction, kind, rows) {
    const passages = rows.map((row) => ({
      sequence: Number(row['sequence']),
      reference: String(row['reference']),
      text: String(row['text']),
    }));
    await new PassageWordStore(transaction, kind, new TermSplitter()).replace(transaction, passages);
  },

  settle: (transaction, kind) => new PassageWordStore(transaction, kind, new TermSplitter()).settle(transaction),
};
