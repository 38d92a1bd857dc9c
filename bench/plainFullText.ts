/** The peer of the retrieval benchmark: SQLite's own full-text search with its own ranking. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import * as z from 'zod';
import type { JudgedQuestion, Ranked } from './retrievalQuality.ts';

const passagesShape = z.array(z.object({ DocumentID: z.number(), PassageID: z.string(), Passage: z.string() }));

/** The ten best passages of each question by bm25(), where any word may be found. */
export function plainFullText(folder: string, questions: readonly JudgedQuestion[]): readonly (readonly Ranked[])[] {
  const database = new Sqlite(':memory:');
  try {
    database.exec('create virtual table passages using fts5(document unindexed, reference unindexed, text)');
    const insert = database.prepare('insert into passages (document, reference, text) values (?, ?, ?)');
    for (const name of readdirSync(folder)) {
      for (const passage of passagesShape.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')))) {
        insert.run(String(passage.DocumentID), passage.PassageID, `${passage.PassageID} ${passage.Passage}`);
      }
    }
    const search = database.prepare<[string], Ranked>(
      'select document, reference from passages where passages match ? order by bm25(passages) limit 10',
    );
    return questions.map(({ question }) => {
      const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
      return search.all(words.map((word) => `"${word}"`).join(' OR '));
    });
  } finally {
    database.close();
  }
}
