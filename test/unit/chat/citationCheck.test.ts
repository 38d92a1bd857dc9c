/** Citations: a quote is found word for word or not at all, and a passage that changed since is told. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkCitation, compareCitation, findQuote } from '../../../server/chat/citationCheck.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { amlPassages, AnsweringRegulations } from './answeringRegulations.ts';

describe('a quote', () => {
  it('is found although spaces and lines differ, and is not when a word, sign or letter does', () => {
    const text = 'A Relevant Person must:\n  (a) verify  the customer; and\n(b) keep records [1].';
    const found = findQuote('must: (a) verify the customer;', text);
    assert.equal(text.slice(found?.start, found?.end), 'must:\n  (a) verify  the customer;');
    for (const wrong of [
      'must (a) verify',
      'may: (a) verify',
      'Must: (a)',
      'verify a customer',
      '',
      '  ',
      'keep records .1',
    ])
      assert.equal(findQuote(wrong, text), null, wrong);
  });

  it('is found in any text that it was cut from, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), fc.nat(), (text, one, other) => {
        const [from, to] = [one % text.length, (other % text.length) + 1].sort((a, b) => a - b);
        const quote = text.slice(from, to);
        fc.pre(quote.trim() !== '' && !/\p{Surrogate}/u.test(quote));
        assert.notEqual(findQuote(quote, text), null);
      }),
    );
  });
});

describe('a citation', () => {
  let database: TemporaryDatabase;
  let home: AnsweringRegulations;
  before(async () => {
    database = await openTemporaryDatabase();
    home = new AnsweringRegulations(database);
    await home.ingest();
  });
  after(async () => {
    await home.close();
    await database.remove();
  });

  it('tells whether its passage has changed since, or is gone', async () => {
    const named = { dataset: 'd', document: 'aml', passage: '9.1.1' };
    const passage = await home.passages.read(named);
    assert.ok(passage);
    const citation = await checkCitation(1, passage, 'must be kept for six years', home.passages);
    assert.ok(citation.isVerified);
    const stateNow = async (): Promise<string> => (await compareCitation(citation, home.passages)).kind;
    assert.equal(await stateNow(), 'same');
    const others = amlPassages.filter(([reference]) => reference !== '9.1.1');
    await home.ingest([...others, ['9.1.1', 'Records must be kept for ten years.']]);
    assert.equal(await stateNow(), 'changed');
    // What was handed to a model before does not count, only what is kept now.
    assert.ok(!(await checkCitation(1, passage, 'must be kept for six years', home.passages)).isVerified);
    await home.ingest(others);
    assert.equal(await stateNow(), 'gone');
    assert.ok(!(await checkCitation(1, passage, passage.text, home.passages)).isVerified);
  });
});
