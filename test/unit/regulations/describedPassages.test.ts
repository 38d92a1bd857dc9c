/** What the second ranking knows of questions, of passages, and of how the words of one stand in the other. */
import assert from 'node:assert/strict';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';
import { buildLexicalIndex } from '../../../server/regulations/search/lexicalIndex.ts';
import { LexicalScorer } from '../../../server/regulations/search/lexicalScorer.ts';
import { matchFeatureCount, matchFeatures } from '../../../server/regulations/search/matchFeatures.ts';
import { passageTraits, traitCount } from '../../../server/regulations/search/passageTraits.ts';
import { QuestionWords } from '../../../server/regulations/search/questionWords.ts';
import { questionTraitCount, questionTraits } from '../../../server/regulations/search/questionTraits.ts';

const texts = [
  'A firm must keep records of trades for six years.',
  'Records: trades of a firm; keep them.',
  'A director may attend the annual meeting of members.',
];
const splitter = new TermSplitter();
const index = buildLexicalIndex(
  texts.map((text, place) => ({
    sequence: place + 1,
    document: 1,
    ordinal: place,
    parent: null,
    reference: String(place + 1),
    headings: [],
    text,
    mentions: [],
  })),
  splitter,
);

function described(query: string): readonly (readonly number[])[] {
  const { asked, stemShares } = new LexicalScorer(index).score(splitter.split(query), () => 1);
  const features = matchFeatures([0, 1, 2], { stems: asked, shares: stemShares }, index);
  return [0, 1, 2].map((row) => [...features.subarray(row * matchFeatureCount, (row + 1) * matchFeatureCount)]);
}

describe('the words of a query in a passage', () => {
  it('count more in a row, and as many as they are', () => {
    const [first = [], second = [], third = []] = described('Who must keep records of trades?');
    assert.ok((first[0] ?? 0) > (second[0] ?? 0));
    assert.ok((first[1] ?? 0) > (second[1] ?? 0));
    assert.deepEqual(third.slice(0, 4), [0, 0, 0, 0]);
    assert.equal(third[4], 0);
  });

  it('are told by the half of the query that they are from', () => {
    const [first = [], , third = []] = described('records trades director meeting');
    assert.ok((first[5] ?? 0) > 0.99 && first[6] === 0);
    assert.ok(third[5] === 0 && (third[6] ?? 0) > 0.99);
  });

  it('may all be unknown', () => {
    for (const row of described('zebra')) assert.ok(row.every((value) => value === 0));
    for (const row of described('')) assert.ok(row.every((value) => value === 0));
  });
});

describe('what kind of text a passage is', () => {
  it('is told by its words and signs', () => {
    const duty = passageTraits('A firm must, within 30 days:\n(a) tell the Regulator; and\n(b) stop.');
    const permission = passageTraits('This Rule applies to a firm which may:');
    assert.equal(duty.length, traitCount);
    assert.ok((duty[0] ?? 0) > 0 && duty[1] === 0);
    assert.ok(permission[0] === 0 && (permission[1] ?? 0) > 0);
    assert.deepEqual([duty[11], duty[12], permission[11], permission[12], permission[13]], [0, 1, 1, 0, 1]);
  });

  it('stays within bounds for any text', () => {
    for (const text of ['', ' ', '\n'.repeat(10_000), '(a)'.repeat(10_000), '¿Qué?', '\uD800'])
      assert.ok(
        passageTraits(text).every((value) => value >= 0 && value <= 1.5),
        JSON.stringify(text.slice(0, 20)),
      );
  });
});

describe('what kind of question is asked', () => {
  it('is told by its words', () => {
    const asked = questionTraits('What is the deadline, and how is it met?');
    assert.equal(asked.length, questionTraitCount);
    assert.deepEqual(asked.slice(0, 8), [1, 1, 0, 0, 0, 0, 0, 1]);
  });
});

describe('the words of questions', () => {
  it('count in full unless they are listed', () => {
    const words = new QuestionWords([
      [0.2, 'type outlin'],
      [0.5, 'chang'],
    ]);
    assert.deepEqual(['type', 'outlin', 'chang', 'custodi'].map(words.weight), [0.2, 0.2, 0.5, 1]);
  });
});
