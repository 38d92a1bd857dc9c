/** References are found however they are written, and what they are part of where they have no passage of their own. */
import assert from 'node:assert/strict';
import { referenceKey } from '../../../server/regulations/referenceParts.ts';
import { ReferenceFinder } from '../../../server/regulations/search/findReferences.ts';

describe('finding references', () => {
  const references = [
    'COBS 4.2.1',
    'SYSC 4.2.1',
    '6.3.2',
    'Article 17(1)',
    'Article 17(2)',
    '§ 25a',
    '395.3(a)',
    'Recital(1)',
  ];
  const finder = new ReferenceFinder(references.map(referenceKey));
  const found = (query: string): readonly string[] =>
    finder
      .find(query)
      .toSorted((a, b) => b.score - a.score)
      .map(({ place }) => references[place] ?? '');

  it('by number, by unit, by book', () => {
    assert.deepEqual(found('Rule 6.3.2'), ['6.3.2']);
    assert.deepEqual(found('what does R 6.3.2 say'), ['6.3.2']);
    assert.deepEqual(found('Art. 17(2)'), ['Article 17(2)']);
    assert.deepEqual(found('§ 25a'), ['§ 25a']);
    assert.deepEqual(found('sysc 4.2.1R'), ['SYSC 4.2.1', 'COBS 4.2.1']);
    assert.deepEqual(found('Rule 4.2.1'), ['COBS 4.2.1', 'SYSC 4.2.1']);
  });

  it('what it is part of, and what it consists of', () => {
    assert.deepEqual(found('Article 17(1)(a)'), ['Article 17(1)']);
    assert.deepEqual(found('§ 395.3(a)(2)'), ['395.3(a)']);
    assert.deepEqual(found('Article 17'), ['Article 17(1)', 'Article 17(2)']);
    assert.deepEqual(found('six of 17 firms in 2016'), []);
  });
});
