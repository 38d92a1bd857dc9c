/** The contract of the stores of regulations. */
import assert from 'node:assert/strict';
import { completeDocument } from '../../../server/regulations/completeDocument.ts';
import type { RegulationDocument } from '../../../server/regulations/document.ts';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';
import { buildRegulationStores, type RegulationStores } from '../../../server/regulations/regulationStores.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';

/** Queries that are tried on each database; the long suite tries 100,000. */
const queries = Number(process.env['PHASEGATE_QUERIES'] ?? 500);

describeOnDatabases('the stores of regulations', (open) => {
  let database: TemporaryDatabase;
  let stores: RegulationStores;
  const splitter = new TermSplitter();

  beforeEach(async () => {
    database = await open();
    stores = buildRegulationStores(database, database.clock);
  });
  afterEach(() => database.remove());

  const document = (id: string, texts: readonly string[], shift = 0): RegulationDocument =>
    completeDocument(
      {
        id,
        title: `Title of ${id}`,
        version: '1',
        effectiveFrom: null,
        source: null,
        passages: texts.map((text, at) => ({
          reference: `${at + 1}.1`,
          sourceId: null,
          text,
          headings: ['Scope'],
          range: { start: at * 100 + shift, end: at * 100 + shift + text.length, line: at },
        })),
      },
      `/regs/${id}.json`,
      `hash ${shift}`,
    );
  const generation = async (): Promise<string | undefined> => (await stores.documents.dataset('d'))?.generation;
  const found = async (query: string, dataset: string | null = 'd'): Promise<readonly string[]> => {
    const matches = await stores.words.search(splitter.split(query), dataset, 10);
    return (await stores.passages.read(matches.map(({ sequence }) => sequence))).map(({ text }) => text);
  };

  it('tell added, unchanged, changed and removed, with another generation for what changed', async () => {
    assert.equal(await stores.documents.write('d', document('a', ['Firms keep records.', 'Banks report.'])), 'added');
    const first = await generation();
    assert.equal(
      await stores.documents.compare('d', document('a', ['Firms keep records.', 'Banks report.'])),
      'unchanged',
    );
    assert.equal(
      await stores.documents.write('d', document('a', ['Firms keep records.', 'Banks report.'], 5)),
      'unchanged',
    );
    assert.equal(await generation(), first);
    const [moved] = await stores.passages.read([(await stores.passages.page('d', 0, 1))[0]?.sequence ?? 0]);
    assert.deepEqual(moved?.range, { start: 5, end: 24, line: 0 });
    assert.equal(await stores.documents.write('d', document('a', ['Firms burn records.'])), 'changed');
    assert.notEqual(await generation(), first);
    assert.deepEqual(await stores.documents.size('d'), { documents: 1, passages: 1 });
    assert.equal(await stores.documents.remove('d', 'a'), true);
    assert.equal(await stores.documents.remove('d', 'a'), false);
    assert.deepEqual(await stores.documents.size('d'), { documents: 0, passages: 0 });
    assert.deepEqual(await found('records'), []);
  });

  it('find passages by their words, in one dataset or all, and no longer when they are replaced', async () => {
    await stores.documents.write('d', document('a', ['Firms keep records.', 'Banks report suspicious transactions.']));
    await stores.documents.write('e', document('a', ['Insurers report losses.']));
    assert.deepEqual(await found('Who reports transactions?'), ['Banks report suspicious transactions.']);
    assert.equal((await found('reporting', null)).length, 2);
    await stores.documents.write('d', document('a', ['Nothing.']));
    assert.deepEqual(await found('transactions'), []);
  });

  it('never take a sequence twice', async () => {
    await stores.documents.write('d', document('a', ['One thing.']));
    const [before] = await stores.passages.page('d', 0, 10);
    await stores.documents.write('d', document('a', ['Another thing.']));
    const [after] = await stores.passages.page('d', 0, 10);
    assert.ok((after?.sequence ?? 0) > (before?.sequence ?? 0));
    assert.deepEqual(await stores.passages.read([before?.sequence ?? 0]), []);
  });

  it(`take any of ${queries} queries, whatever stands in them`, async () => {
    await stores.documents.write('d', document('a', ['Firms keep records under 49 CFR 395.3.']));
    const random = new SeededRandom(1);
    const pieces = [
      '"',
      "'",
      '*',
      '(',
      ')',
      ' OR ',
      ' AND ',
      ' NOT ',
      'NEAR(',
      ':',
      '^',
      '-',
      '+',
      '{',
      '}',
      '\\',
      '\0',
      '&',
      '|',
      '!',
      '<->',
      'records',
      'é',
      '😀',
      '\ud800',
      ' ',
      '49',
      '.',
      '%',
      '_',
      ';',
      '--',
      '漢字',
      'İ',
      'ß',
    ];
    for (let at = 0; at < queries; at++) {
      const query = Array.from({ length: 1 + random.below(12) }, () => pieces[random.below(pieces.length)]).join('');
      await stores.words.search(splitter.split(query), 'd', 3);
    }
    assert.equal((await found('what is 49 CFR 395.3?')).length, 1);
  }).timeout(1_800_000);
});
