/** Pages of rulebooks as they stand on the web become passages of rules alone, with references, and quote their source. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { RegulationDocument } from '../../../server/regulations/document.ts';
import { FileReader } from '../../../server/regulations/fileReader.ts';
import { sitePages } from '../../../server/regulations/sitePages.ts';
import { RegulationFolder, workerScript } from './regulationFolder.ts';
import { actPage, codePage, frameWords, handbookPage, journalPage, noticePage, portalPage } from './rulebookPages.ts';

describe('pages of rulebooks', () => {
  let folder: RegulationFolder;
  beforeEach(() => {
    folder = new RegulationFolder();
  });
  afterEach(() => folder.remove());

  const only = async (page: string): Promise<RegulationDocument> => {
    const reading = await folder.read('page.html', page);
    assert.ok(reading.kind === 'read', JSON.stringify(reading));
    const [document] = reading.documents;
    assert.ok(document !== undefined);
    for (const { text, range } of document.passages) {
      assert.doesNotMatch(text, frameWords);
      // The first and the last word of a passage are what its range begins and ends with.
      const quoted = page.slice(range.start, range.end).replaceAll(/<[^>]*>|&nbsp;/g, ' ');
      const words = text.match(/[\p{L}]{2,}/gu) ?? [];
      assert.ok(quoted.includes(words[0] ?? '') && quoted.includes(words.at(-1) ?? ''), `${text} / ${quoted}`);
      assert.equal(quoted.trim().at(-1), text.at(-1));
    }
    return document;
  };
  const references = ({ passages }: RegulationDocument): readonly string[] =>
    passages.map(({ reference }) => reference);
  const textOf = ({ passages }: RegulationDocument, reference: string): string | undefined =>
    passages.find((passage) => passage.reference === reference)?.text;

  it('of a code: paragraphs by their letters, with what stands below them', async () => {
    const document = await only(codePage);
    assert.equal(document.title, '49 CFR 395.3 -- Maximum driving time.');
    assert.deepEqual(references(document), ['395.3(a)', '395.3(b)']);
    assert.match(textOf(document, '395.3(a)') ?? '', /^\(a\) Limits\. [^]*\n\(2\) 14-hour period\./);
  });

  it('of a journal: articles with their names, recitals, points in tables, footnotes apart', async () => {
    const document = await only(journalPage);
    assert.equal(document.title, 'REGULATION (EU) 2016/679');
    assert.deepEqual(references(document), ['Recital(1)', 'Article 17(1)', 'Article 17(2)', 'Footnote 1']);
    assert.equal(textOf(document, 'Recital(1)'), '(1) The protection of natural persons is a fundamental right.');
    assert.deepEqual(document.passages[1]?.headings, ['Article 17 Right to erasure']);
    assert.deepEqual(document.passages[1].mentions, ['Article 6(1)']);
    assert.match(document.passages[1].text, /where:\n\(a\) the data are no longer necessary;\n\(b\)/);
  });

  it('of an act: numbers beside their texts, annotations apart', async () => {
    const document = await only(actPage);
    assert.deepEqual(references(document), ['6', '6(2)', 'Footnote F1']);
    assert.equal(
      textOf(document, '6'),
      '6(1) The regulator must act in a way which is compatible with its objectives.',
    );
    assert.deepEqual(document.passages[0]?.headings, ['PART 2 Amendments', 'Duties of the regulator']);
  });

  it('of an older system: a form around everything, titles that are no headings, hidden texts, definitions', async () => {
    const document = await only(portalPage);
    assert.equal(document.title, 'AML 6.3');
    assert.deepEqual(references(document), ['6.3.1', '6.3.2', 'Beneficial owner', 'Client', '6.3.3']);
    assert.equal(
      textOf(document, '6.3.1'),
      'R 6.3.1 A Relevant Person must:\n(a) identify the customer;\n(b) verify the identity of the customer, in particular:\n1. the name; and\n2. the address.',
    );
    assert.deepEqual(document.passages[2]?.defines, ['Beneficial owner']);
    assert.deepEqual(document.passages[2].headings, ['AML 6.3 Customer due diligence', 'Glossary']);
    assert.doesNotMatch(JSON.stringify(document.passages), /SECRET|9\.9\.9|Privacy/);
  });

  it('of a word processor: bold lines head what follows, marks of footnotes go, square metres stay', async () => {
    const document = await only(noticePage);
    assert.deepEqual(references(document), ['1.1', '11.4', '11.5', 'Footnote 1']);
    assert.equal(document.effectiveFrom, '2024-04-01');
    assert.match(textOf(document, '1.1') ?? '', /all banks and comes/);
    assert.match(textOf(document, '11.5') ?? '', /20 m2 is[^]*Occasional S\$20,000/);
  });

  it('of a handbook: what its pages have in common is no passage, whatever its elements are called', async () => {
    const files = [1, 2, 3, 4, 5].map((chapter) =>
      folder.write(
        `site/cobs${chapter}.html`,
        handbookPage('COBS', chapter, [
          ['R', `A firm of chapter ${chapter} must ensure that a communication is fair.`],
          [
            'G',
            `<p>(1) A firm of kind ${chapter} may rely on this.</p><p>(2) It keeps records of kind ${chapter}.</p>`,
          ],
          // Many chapters say this; it is a rule all the same.
          ['R', 'This chapter applies to a firm.'],
          ['R', `A firm must tell clients of chapter ${chapter} all costs.`],
        ]),
      ),
    );
    const reader = new FileReader(workerScript);
    const pages = sitePages(files);
    try {
      for (const [at, file] of files.entries()) {
        const name = path.parse(file).name;
        const order = { file, name, knownHash: null, pages: pages(file) };
        const reading = await reader.read(order, new AbortController().signal);
        assert.ok(reading.kind === 'read', JSON.stringify(reading));
        const [document] = reading.documents;
        assert.ok(document !== undefined);
        const chapter = at + 1;
        assert.deepEqual([document.id, document.title], [name, `COBS ${chapter} Conduct of chapter ${chapter}`]);
        assert.deepEqual(references(document), [
          ...[1, 2].map((rule) => `COBS ${chapter}.1.${rule}`),
          `COBS ${chapter}.1.2(2)`,
          ...[3, 4].map((rule) => `COBS ${chapter}.1.${rule}`),
          ...[1, 2, 3, 4].map((note) => `Footnote ${note}`),
        ]);
        for (const { text } of document.passages) assert.doesNotMatch(text, frameWords);
        assert.equal(textOf(document, `COBS ${chapter}.1.3`), `COBS ${chapter}.1.3 This chapter applies to a firm.`);
      }
    } finally {
      await reader.close();
    }
  });
});
