/** Sentences of passages: whole over the ends of lines, with what an introduction introduces, and all of the text. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { passageSentences } from '../../../server/chat/passageSentences.ts';
import { decisiveSentences } from '../../../server/chat/decisiveSentences.ts';
import type { FoundPassage } from '../../../server/chat/passageSource.ts';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';

const splitter = new TermSplitter();
const weighWords = (text: string) => splitter.split(text).stems.map((stem) => ({ stem, weight: 1 }));
const found = (reference: string, text: string, score = 0.9): FoundPassage => ({
  passage: {
    dataset: 'd',
    document: { id: 'aml', title: 'AML', version: null },
    id: reference,
    reference,
    headings: [],
    text,
    hash: '',
    file: '/aml.md',
    range: { start: 0, end: text.length, line: 0 },
  },
  score,
  legs: [],
});

describe('sentences of passages', () => {
  it('go on over the ends of lines, and end where the sentence, the paragraph or the item does', () => {
    const text =
      'A person must verify each client before it\nestablishes the relationship. It keeps records:\n(a) of each client; and\n(b) of each owner.\n\nThis is another paragraph';
    assert.deepEqual(
      passageSentences(text).map((sentence) => sentence.trim()),
      [
        'A person must verify each client before it\nestablishes the relationship.',
        'It keeps records:',
        '(a) of each client; and',
        '(b) of each owner.',
        'This is another paragraph',
      ],
    );
  });

  it('are all of the text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.equal(passageSentences(text).join(''), text);
      }),
    );
  });

  it('are quoted with the items that they introduce, and without the number of the clause', () => {
    const text =
      '8.1.2 A firm must verify clients again:\n(a) when it suspects fraud; or\n(b) when the risk changes. Other rules apply too.';
    const [first] = decisiveSentences('When must a firm verify clients again?', [found('8.1.2', text)], weighWords);
    assert.match(first?.quote ?? '', /^A firm must verify clients again:\n\(a\) when it suspects fraud; or/);
  });

  it('come from the best passage first, and from none that does not speak of the question', () => {
    const passages = [
      found('1', 'A firm must verify each client.'),
      found('2', 'Clients of a firm are verified each year.'),
      found('3', 'Dividends are paid in June.'),
    ];
    const chosen = decisiveSentences('Who must verify clients of a firm?', passages, weighWords);
    assert.deepEqual(
      chosen.map(({ passage }) => passage.reference),
      ['1', '2'],
    );
    assert.deepEqual(
      decisiveSentences('Who may sell shares to clients?', [found('1', 'A firm verifies clients.', 0.4)], weighWords),
      [],
    );
    assert.deepEqual(decisiveSentences('Which wine goes with salmon?', passages, weighWords), []);
    assert.deepEqual(decisiveSentences('', passages, weighWords), []);
  });

  it('are found in other forms of the words of the question, and without the word that asks for a measure', () => {
    const rules = [
      '14.3.1 A firm must keep records for six years.',
      '8.1.1 A firm must verify clients.',
      '9.2 Fees are due.',
    ];
    const [first] = decisiveSentences(
      'How long must records be kept?',
      rules.map((rule) => found(rule.split(' ')[0] ?? '', rule, 0.5)),
      weighWords,
    );
    assert.deepEqual([first?.passage.reference, first?.coverage], ['14.3.1', 1]);
  });
});
