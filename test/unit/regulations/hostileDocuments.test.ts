/** Files of every format, broken in random places: each is read or fails with a reason, and nothing else happens. */
import assert from 'node:assert/strict';
import { FileReader } from '../../../server/regulations/fileReader.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';
import { passagesJson, RegulationFolder, workerScript } from './regulationFolder.ts';

/** Broken files that are tried; the long suite tries 10,000. */
const mutations = Number(process.env['PHASEGATE_MUTATIONS'] ?? 300);
const mostMs = 30_000;

describe('hostile documents', function () {
  this.timeout(3_600_000);
  const samples: readonly (readonly [name: string, text: string])[] = [
    [
      'a.json',
      passagesJson('a', [
        ['1.1', 'A firm must "act" under Rule 2.1(a).'],
        ['1.2', 'Firms\treport.'],
      ]),
    ],
    [
      'b.json',
      JSON.stringify({
        id: 'b',
        title: 'B',
        sections: [{ ref: '1', heading: 'H', sections: [{ ref: '1.1', text: 'T' }] }],
      }),
    ],
    ['c.jsonl', '{"DocumentID":1,"PassageID":"1","Passage":"x"}\n{"DocumentID":1,"PassageID":"2","Passage":"y"}\n'],
    [
      'd.md',
      '---\ntitle: D\nversion: 1.0\n---\n# D\n\n## 1 Scope\n\n1.1 A firm must:\n(a) act.\n\n```\nx\n```\n<!-- y -->\n1.2 More.\n',
    ],
    [
      'e.html',
      '<html><body><nav><a>x</a></nav><main><h1>E</h1><table><tr><td>1.1</td><td>A &amp; B</td></tr></table><ol type="a"><li>one<li>two</ol><p class="x">1.2 C</p></main></body></html>',
    ],
    ['f.txt', 'PART 1\nGENERAL\n\n1.1 A firm must act.\n1.2 It comes into force on 1 March 2024.\n'],
  ];
  const pieces = [
    '<',
    '>',
    '"',
    "'",
    '{',
    '[',
    '(',
    '&#x110000;',
    '&',
    '\\',
    '\0',
    '\r',
    '\u2028',
    '-->',
    '<!--',
    '```',
    '---',
    '<script>',
    '</p>',
    '\ud83d\ude00',
    '1.1.1',
    ' '.repeat(5_000),
    '('.repeat(5_000),
    '<div>'.repeat(3_000),
    '1.'.repeat(3_000),
    '9'.repeat(5_000),
    ' and'.repeat(2_000),
  ];

  it(`read or fail with a reason, ${mutations} of them`, async () => {
    const folder = new RegulationFolder();
    const reader = new FileReader(workerScript, { fileTimeoutMs: mostMs });
    const random = new SeededRandom(23);
    const { signal } = new AbortController();
    let failed = 0;
    try {
      for (let round = 0; round < mutations; round++) {
        const [name, text] = samples[round % samples.length] ?? ['x.txt', ''];
        let broken = text;
        for (let change = 0; change <= random.below(4); change++) {
          const at = random.below(broken.length + 1);
          const piece = pieces[random.below(pieces.length)] ?? '';
          broken = broken.slice(0, at) + piece + broken.slice(at + (random.next() < 0.5 ? random.below(20) : 0));
        }
        const file = folder.write(name, broken);
        const reading = await reader.read({ file, name, knownHash: null }, signal);
        if (reading.kind === 'failed') {
          failed++;
          assert.doesNotMatch(
            reading.message,
            /Please report|takes longer|memory/,
            JSON.stringify(broken.slice(0, 500)),
          );
        } else if (reading.kind === 'read') {
          for (const { passages } of reading.documents) {
            for (const { range } of passages) assert.ok(range.start <= range.end && range.end <= broken.length);
          }
        }
      }
    } finally {
      await reader.close();
      folder.remove();
    }
    assert.ok(failed > 0 && failed < mutations, `${failed} failed`);
  });
});
