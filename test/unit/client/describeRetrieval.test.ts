/** The account of how passages were found, with what a person chose beside the legs that are always there. */
import assert from 'node:assert/strict';
import { describeRetrieval } from '../../../client/describeRetrieval.ts';
import type { FoundReport } from '../../../protocol/regulations.ts';

const passage = {
  dataset: 'd',
  document: { id: 'a', title: 'Rules', version: null },
  id: '1.1',
  reference: 'One',
  headings: [],
  text: 'A firm keeps records.',
  address: 'regulation:d/a#1.1',
  fileUri: 'file:///a.json',
  start: 0,
  end: 1,
  line: 0,
};
const answered = (leg: 'lexical' | 'dense' | 'trained' | 'references' | 'rerank', how: string, dataset = 'd') =>
  ({ dataset, leg, state: 'answered', found: 50, how }) as const;

describe('the account of how passages were found', () => {
  it('has no columns for what nobody chose', () => {
    const report: FoundReport = {
      found: [{ passage, score: 0.75, fusedRank: 1, legs: [{ leg: 'dense', rank: 2, score: 0.5 }] }],
      legs: [answered('lexical', 'index of words'), answered('dense', 'exact search')],
      vanished: 0,
    };
    const text = describeRetrieval('records', report, 10, passage.address);
    assert.match(text, /^\| rank \| fused \| lexical \| dense \| references \| passage \|$/m);
    assert.match(text, /^\| 1 \| 1 \(0\.750\) \| – \| 2 \(0\.500\) \| – \| Rules One \|$/m);
    assert.match(text, /^Fused rank 1, score 0\.750\. Found by the dense leg at 2\.$/m);
  });

  it('shows another embedder beside the trained one, and the rank before and after ranking again', () => {
    const report: FoundReport = {
      found: [
        {
          passage,
          score: 0.5,
          fusedRank: 7,
          legs: [
            { leg: 'trained', rank: 3, score: 0.4 },
            { leg: 'rerank', rank: 1, score: 0.9 },
          ],
        },
      ],
      legs: [
        { dataset: 'd', leg: 'dense', state: 'failed', reason: 'The server is away' },
        answered('trained', 'exact search'),
        answered('rerank', 'r at localhost', ''),
      ],
      vanished: 0,
    };
    const text = describeRetrieval('records', report, 10, passage.address);
    assert.match(text, /^\| rank \| fused \| lexical \| dense \| trained \| references \| rerank \| passage \|$/m);
    assert.match(text, /^\| 1 \| 7 \(0\.500\) \| – \| – \| 3 \(0\.400\) \| – \| 1 \(0\.900\) \| Rules One \|$/m);
    assert.match(text, /^Rank 1 after ranking again, 7 before it, score 0\.500\. Found by the trained leg at 3\.$/m);
    assert.match(text, /^\| d \| dense \| \*\*failed\*\* \| The server is away \|$/m);
    assert.match(text, /^\| all \| rerank \| 50 candidates \| r at localhost \|$/m);
  });
});
