/** What the readers make of files of every format, and what they say of broken ones. */
import assert from 'node:assert/strict';
import type { RegulationDocument } from '../../../server/regulations/document.ts';
import type { FileReading } from '../../../server/regulations/readDocuments.ts';
import { passagesJson, RegulationFolder } from './regulationFolder.ts';

describe('reading regulations', () => {
  let folder: RegulationFolder;
  beforeEach(() => {
    folder = new RegulationFolder();
  });
  afterEach(() => folder.remove());

  const only = async (name: string, text: string): Promise<RegulationDocument> => {
    const reading = await folder.read(name, text);
    assert.ok(reading.kind === 'read', JSON.stringify(reading));
    assert.equal(reading.documents.length, 1);
    const [document] = reading.documents;
    assert.ok(document !== undefined);
    return document;
  };
  const outline = ({ passages }: RegulationDocument): readonly string[] =>
    passages.map(({ reference, headings, text }) => `${reference} | ${headings.join(' > ')} | ${text}`);

  it('takes a list of passages as it is, with headings by their references', async () => {
    const text = passagesJson(7, [
      ['1.', 'INTRODUCTION'],
      ['1.1', 'Scope'],
      ['1.1.1', ''],
      ['1.1.1.(1)', 'A "firm" must follow Rule 2.3.1(a).\nSecond line.'],
    ]);
    const document = await only('aml.json', text);
    assert.equal(document.id, '7');
    assert.deepEqual(outline(document), [
      '1. |  | INTRODUCTION',
      '1.1 | INTRODUCTION | Scope',
      '1.1.1 | INTRODUCTION > Scope | ',
      '1.1.1.(1) | INTRODUCTION > Scope | A "firm" must follow Rule 2.3.1(a).\nSecond line.',
    ]);
    const last = document.passages[3];
    assert.ok(last !== undefined);
    assert.deepEqual(last.mentions, ['Rule 2.3.1(a)']);
    assert.equal(last.parent, 2);
    assert.deepEqual(
      document.passages.map(({ range, text: said }) => JSON.parse(`"${text.slice(range.start, range.end)}"`) === said),
      [true, true, true, true],
    );
    assert.equal(text.split('\n')[last.range.line]?.includes('Second line'), true);
  });

  it('parts documents of one list, and numbers references that stand twice', async () => {
    const list = [
      { DocumentID: 'a', PassageID: '1', Passage: 'One' },
      { DocumentID: 'b', PassageID: '1', Passage: 'Two' },
      { DocumentID: 'a', PassageID: '1', Passage: 'Three' },
    ];
    const reading = await folder.read('two.json', JSON.stringify(list));
    assert.ok(reading.kind === 'read');
    assert.deepEqual(
      reading.documents.map(({ id, passages }) => [id, passages.map((passage) => passage.id)]),
      [
        ['a', ['1', '1~2']],
        ['b', ['1']],
      ],
    );
  });

  it('takes a document with sections, also from JSON Lines', async () => {
    const document = {
      id: 'gdpr',
      title: 'Regulation',
      version: '2016/679',
      effective: '2018-05-25',
      sections: [
        { ref: 'Article 17', heading: 'Erasure', sections: [{ ref: 'Article 17(1)', text: 'The subject may ask.' }] },
      ],
    };
    for (const name of ['gdpr.json', 'gdpr.jsonl']) {
      const read = await only(name, JSON.stringify(document));
      assert.deepEqual(
        [read.id, read.title, read.version, read.effectiveFrom, ...outline(read)],
        [
          'gdpr',
          'Regulation',
          '2016/679',
          '2018-05-25',
          'Article 17 |  | Erasure',
          'Article 17(1) | Erasure | The subject may ask.',
        ],
      );
    }
  });

  it('takes Markdown by headings and numbered clauses, quoting the source exactly', async () => {
    const text =
      '---\r\ntitle: AML Rulebook\r\nid: aml\r\nversion: 1.10\r\neffective: 2024-01-31\r\n---\r\n# AML Rulebook\r\n\r\n' +
      '## 8 Diligence\r\n\r\n### 8.1 When\r\n\r\n8.1.1 A firm must:\r\n(a) ask; and\r\n(b) check.\r\n\r\n' +
      '```\r\n# no heading\r\n```\r\n\r\n<!-- # hidden -->\r\n8.1.2 "Client" means a person.\r\n';
    const document = await only('aml.md', text);
    assert.deepEqual(
      [document.title, document.id, document.version, document.effectiveFrom],
      ['AML Rulebook', 'aml', '1.10', '2024-01-31'],
    );
    assert.deepEqual(
      document.passages.map(({ reference }) => reference),
      ['8.1.1', '8.1.2'],
    );
    const second = document.passages[1];
    assert.ok(second !== undefined);
    assert.deepEqual(second.headings, ['AML Rulebook', '8 Diligence', '8.1 When']);
    assert.deepEqual(second.defines, ['Client']);
    const { range } = second;
    assert.equal(text.slice(range.start, range.end), '8.1.2 "Client" means a person.');
  });

  it('takes HTML without navigation, footers and marks of footnotes, joining numbers with their cells', async () => {
    const text =
      '<html><head><title>Rule 8 | Regulator</title><style>p{}</style></head><body><header><a href="/">Home</a></header>' +
      '<nav><ul><li><a href="a">Rules</a><li><a href="b">Forms</a></ul></nav><div class="breadcrumb">Home / Rule 8</div>' +
      '<main><h1>8. Supervision</h1><h2>8.1 Scope</h2><table><tr><td><p>8.1.1</p></td><td><p>A firm&nbsp;must act<sup><a href="#f">1</a></sup>.</p></td></tr></table>' +
      '<ol type="a"><li>early;<li>well.</ol><p>Article 5</p><p>Right of access</p><p>1. The subject &amp; others may ask.</p></main>' +
      '<script>alert("8.9.9 no")</script><footer>Copyright</footer></body></html>';
    const document = await only('rule8.html', text);
    assert.deepEqual(outline(document), [
      '8.1.1 | 8. Supervision > 8.1 Scope | 8.1.1 A firm must act.\n(a) early;\n(b) well.',
      'Article 5(1) | 8. Supervision > 8.1 Scope > Article 5 Right of access | 1. The subject & others may ask.',
    ]);
    const second = document.passages[1];
    assert.ok(second !== undefined);
    assert.equal(text.slice(second.range.start, second.range.end), '1. The subject &amp; others may ask.');
  });

  it('takes plain text by blank lines, units and numbers', async () => {
    const document = await only(
      'act.txt',
      'PART 1\nGENERAL\n\nSection 2 Scope\n\n2.1 This Act applies.\n2.2 It comes into force on 1 March 2024.\n',
    );
    assert.deepEqual(
      document.passages.map(({ reference }) => reference),
      ['2.1', '2.2'],
    );
    assert.equal(document.effectiveFrom, '2024-03-01');
  });

  const failure = (reading: FileReading): readonly unknown[] =>
    reading.kind === 'failed' ? [reading.line, reading.column, reading.message] : [reading.kind];

  it('says of a broken file what is wrong, and where', async () => {
    const missing = '[\n {"DocumentID": 1, "PassageID": "1", "Passage": "x"},\n  {"DocumentID": 1, "Passage": "y"}\n]';
    assert.deepEqual(failure(await folder.read('a.json', missing)), [3, 3, 'a passage needs a `PassageID`.']);
    assert.deepEqual(failure(await folder.read('b.json', '[{"DocumentID": 1,')), [
      1,
      19,
      'the name of a member is expected here.',
    ]);
    assert.deepEqual(failure(await folder.read('c.jsonl', '\n{"id": "x"')), [
      2,
      11,
      'the JSON ends before it is complete.',
    ]);
    assert.deepEqual(failure(await folder.read('d.json', '[]')), [null, null, 'the file holds no passage.']);
    assert.deepEqual(failure(await folder.read('e.json', '['.repeat(100_000))), [
      1,
      202,
      'nested deeper than 200 levels.',
    ]);
    assert.match(String(failure(await folder.read('f.txt', Uint8Array.of(0xff, 0xfe, 0x41)))[2]), /not UTF-8/);
    assert.match(String(failure(await folder.read('g.md', '---\na: [\n---\n# T\ntext'))[2]), /front matter is no YAML/);
    assert.match(String(failure(await folder.read('h.pdf', 'x'))[2]), /reads no such files/);
    assert.match(String(failure(await folder.read('i.html', '<nav>Home</nav>'))[2]), /no text/);
  });

  it('takes a line of megabytes', async () => {
    const long = 'word '.repeat(1_000_000);
    assert.equal((await only('long.json', passagesJson(1, [['1', long]]))).passages[0]?.text.length, long.length);
    assert.equal((await only('long.txt', long)).passages.length, 1);
  }).timeout(60_000);
});
