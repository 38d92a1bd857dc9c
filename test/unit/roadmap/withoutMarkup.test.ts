/** What a line of Markdown says in places that show plain text. */
import assert from 'node:assert/strict';
import { withoutMarkup } from '../../../server/roadmap/withoutMarkup.ts';

describe('a line of Markdown as plain text', () => {
  const cases: readonly (readonly [markdown: string, plain: string])[] = [
    ['Move `conversation_id` to **the backend**', 'Move conversation_id to the backend'],
    ['See [the *design*](docs/design.md), then ~~delete~~ it', 'See the design, then delete it'],
    ['`a*b*c` stays, and so does 2 * 3 * 4', 'a*b*c stays, and so does 2 * 3 * 4'],
    ['snake_case_name and _emphasis_ and __init__', 'snake_case_name and emphasis and init'],
    [String.raw`costs \*nothing\*`, 'costs *nothing*'],
    ['plain words', 'plain words'],
    ['', ''],
  ];
  for (const [markdown, plain] of cases) {
    it(`shows ${JSON.stringify(markdown)}`, () => assert.equal(withoutMarkup(markdown), plain));
  }
});
