/** Ingesting a folder and finding its passages, with real threads and files: what is found, and what survives damage. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import type { FoundPassages } from '../../../server/regulations/findPassages.ts';
import { ingestRegulations, type IngestReport } from '../../../server/regulations/ingestRegulations.ts';
import { buildRegulations, type Regulations } from '../../../server/regulations/regulations.ts';
import type { IndexProgress } from '../../../server/regulations/search/buildPassageIndex.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { passagesJson, RegulationFolder, workerScript } from './regulationFolder.ts';

/** Damaged indexes that are tried; the long suite tries 300. */
const damages = Number(process.env['PHASEGATE_DAMAGES'] ?? 6);
/** Each of them starts a thread, on a machine that may be busy. */
const mostDamageMs = 5_000;

describe('finding passages', function () {
  this.timeout(120_000);
  let database: TemporaryDatabase;
  let folder: RegulationFolder;
  let regulations: Regulations;
  const { signal } = new AbortController();

  const build = (script = workerScript, onIndexing: (progress: IndexProgress) => void = () => undefined): Regulations =>
    buildRegulations({
      database,
      clock: systemClock,
      dataDirectory: folder.path,
      workerScript: script,
      onProgress: (_, progress) => onIndexing(progress),
    });
  beforeEach(async () => {
    folder = new RegulationFolder();
    database = await openTemporaryDatabase();
    regulations = build();
  });
  afterEach(async () => {
    await regulations.close();
    await database.remove();
    folder.remove();
  });

  const ingest = (isDryRun = false): Promise<IngestReport> =>
    ingestRegulations(
      { dataset: 'd', paths: [path.join(folder.path, 'regs')], isDryRun, signal, onProgress: () => undefined },
      { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
    );
  const find = (query: string, dataset: string | null = 'd'): Promise<FoundPassages> =>
    regulations.search.find({ query, dataset, limit: 3 }, signal);
  const references = ({ results }: FoundPassages): readonly string[] => results.map(({ passage }) => passage.reference);
  const aml = passagesJson('aml', [
    ['8.', 'CUSTOMER DUE DILIGENCE'],
    ['8.1.1', 'A Relevant Person must undertake customer due diligence before it opens an account.'],
    ['8.1.2', 'Diligence is repeated when a customer is suspected of money laundering.'],
    ['9.1.1', 'Records are kept for six years after the relationship ends.'],
  ]);
  const prudential = passagesJson('pru', [
    ['2.1', 'A Bank must hold capital against market risk.'],
    ['8.1.1', 'An Insurer must value its liabilities each quarter.'],
  ]);

  it('reports added, changed, unchanged, removed and failed, and writes nothing when it is tried dry', async () => {
    folder.write('regs/aml.json', aml);
    folder.write('regs/pru.json', prudential);
    folder.write('regs/broken.json', '[{"DocumentID": 1}]');
    const broken = {
      file: path.join(folder.path, 'regs/broken.json'),
      line: 1,
      message: 'line 1, column 2: a passage needs a `PassageID`.',
    };
    const counts = { added: 2, changed: 0, unchanged: 0, removed: 0, failed: [broken] };
    assert.deepEqual(await ingest(true), counts);
    assert.deepEqual(await regulations.documents.datasets(), []);
    assert.deepEqual(await ingest(), counts);
    assert.deepEqual(await ingest(), { ...counts, added: 0, unchanged: 2 });
    folder.write('regs/aml.json', aml.replace('six', 'eight'));
    rmSync(path.join(folder.path, 'regs/pru.json'));
    assert.deepEqual(await ingest(), { ...counts, added: 0, changed: 1, removed: 1 });
    folder.write('regs/aml.json', 'no json');
    assert.equal((await ingest()).failed.length, 2);
    assert.deepEqual(references(await find('how long are records kept')).slice(0, 1), ['9.1.1']);
  });

  it('refuses a document id that another file has already, and a folder without regulations', async () => {
    folder.write('regs/a.json', aml);
    folder.write('regs/b.json', aml);
    assert.match((await ingest()).failed[0]?.message ?? '', /"aml" was read from a\.json already/);
    await assert.rejects(
      ingestRegulations(
        { dataset: 'x', paths: [path.join(folder.path, 'none')], isDryRun: false, signal, onProgress: () => undefined },
        { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
      ),
      { code: 'usage' },
    );
  });

  it('finds by words, by the form of words and by reference, and says what each leg did', async () => {
    folder.write('regs/aml.json', aml);
    folder.write('regs/pru.json', prudential);
    await ingest();
    const asked = await find('When is customer due diligence undertaken?');
    assert.equal(references(asked)[0], '8.1.1');
    assert.equal(asked.results[0]?.passage.document.id, 'aml');
    assert.deepEqual(
      asked.legs.map(({ leg, state }) => [leg, state]),
      [
        ['lexical', 'answered'],
        ['dense', 'answered'],
        ['references', 'answered'],
      ],
    );
    const named = await find('Rule 9.1.1');
    assert.equal(references(named)[0], '9.1.1');
    assert.equal(named.results[0]?.legs.references?.rank, 1);
    await assert.rejects(find('anything', 'none'), { code: 'unknown-dataset' });
    for (const empty of ['', ' ', '"', 'the', '\0'.repeat(50), 'x'.repeat(100_000)]) await find(empty);
  });

  it('finds only in a document, or in what is in force on a day, by the index and without it', async () => {
    const document = (id: string, effective: string | null): string =>
      JSON.stringify({ id, title: id, effective, sections: [{ ref: '1', text: `Records of ${id} are kept.` }] });
    folder.write('regs/old.json', document('old', '2020-01-01'));
    folder.write('regs/new.json', document('new', '2024-06-01'));
    folder.write('regs/ever.json', document('ever', null));
    await ingest();
    const crippled = build(new URL('./missing.ts', import.meta.url));
    for (const { search } of [crippled, regulations]) {
      const found = async (filter: { document?: string; inForce?: string }): Promise<readonly string[]> => {
        const { results } = await search.find({ query: 'records kept', dataset: 'd', limit: 9, ...filter }, signal);
        return results.map(({ passage }) => passage.document.id).sort();
      };
      assert.deepEqual(await found({}), ['ever', 'new', 'old']);
      assert.deepEqual(await found({ document: 'new' }), ['new']);
      assert.deepEqual(await found({ inForce: '2024-05-31' }), ['ever', 'old']);
      assert.deepEqual(await found({ inForce: '2024-06-01' }), ['ever', 'new', 'old']);
      assert.deepEqual(await found({ document: 'new', inForce: '2019-01-01' }), []);
    }
    await crippled.close();
  });

  it('follows a change at once, also one that another process made', async () => {
    folder.write('regs/aml.json', aml);
    await ingest();
    assert.equal(references(await find('records'))[0], '9.1.1');
    await regulations.documents.remove('d', 'aml');
    assert.deepEqual(references(await find('records')), []);
  });

  it('answers by the full-text index of the database when no index can be built, and says so', async () => {
    folder.write('regs/aml.json', aml);
    await ingest();
    const crippled = build(new URL('./missing.ts', import.meta.url));
    const found = await crippled.search.find({ query: 'records kept', dataset: 'd', limit: 3 }, signal);
    await crippled.close();
    assert.equal(references(found)[0], '9.1.1');
    assert.deepEqual(
      found.legs.map(({ state }) => state),
      ['answered', 'failed', 'failed'],
    );
  });

  it('builds an index once for all who wait, and goes on when the first of them gives up', async () => {
    let begun = 0;
    await regulations.close();
    regulations = build(workerScript, ({ stage, share }) => void (begun += stage === 'words' && share === 0 ? 1 : 0));
    folder.write('regs/aml.json', aml);
    await ingest();
    const order = { query: 'records', dataset: 'd', limit: 3 };
    const first = new AbortController();
    const left = regulations.search.find(order, first.signal);
    const stays = regulations.search.find(order, signal);
    const hurried = await regulations.search.find({ ...order, patienceMs: 1 }, signal);
    assert.deepEqual(references(hurried), ['9.1.1']);
    assert.match(JSON.stringify(hurried.legs), /dense","state":"failed","reason":"The index is being built/);
    first.abort();
    await assert.rejects(left, { code: 'cancelled' });
    assert.ok((await stays).legs.every(({ state }) => state === 'answered'));
    assert.equal(begun, 1);
  });

  it('reads each file for who asked for it, also when many ask at once', async () => {
    const files = ['one', 'two', 'three'].map((name) =>
      folder.write(`${name}.json`, passagesJson(name, [['1', name]])),
    );
    const readings = await Promise.all(
      files.map((file) => regulations.reader.read({ file, name: file, knownHash: null }, signal)),
    );
    assert.deepEqual(
      readings.map((reading) => (reading.kind === 'read' ? reading.documents.map(({ id }) => id) : reading)),
      [['one'], ['two'], ['three']],
    );
  });

  it(`builds an index anew that is damaged in any of ${damages} ways, and finds only what is there`, async () => {
    folder.write('regs/aml.json', aml);
    await ingest();
    await find('records');
    const file = path.join(folder.path, 'indexes', readdirSync(path.join(folder.path, 'indexes'))[0] ?? '');
    const sound = readFileSync(file);
    const random = new SeededRandom(3);
    for (let round = 0; round < damages; round++) {
      const bytes = Buffer.from(sound);
      if (round % 3 === 0) for (let flip = 0; flip < 8; flip++) bytes[random.below(bytes.length)] = random.below(256);
      else if (round % 3 === 1) bytes.fill(0, random.below(bytes.length));
      writeFileSync(file, round % 3 === 2 ? bytes.subarray(0, random.below(bytes.length)) : bytes);
      const fresh = build();
      const found = await fresh.search.find({ query: 'records kept', dataset: 'd', limit: 3 }, signal);
      await fresh.close();
      assert.equal(references(found)[0], '9.1.1');
      assert.ok(found.legs.every(({ state }) => state === 'answered'));
      assert.deepEqual(readFileSync(file), sound);
    }
  }).timeout(120_000 + damages * mostDamageMs);

  it('ends the reading of a file that takes too long or was cancelled', async () => {
    const file = folder.write('regs/aml.json', aml);
    const cancelled = new AbortController();
    const reading = regulations.reader.read({ file, name: 'aml', knownHash: null }, cancelled.signal);
    cancelled.abort();
    await assert.rejects(reading, { code: 'cancelled' });
    const next = await regulations.reader.read({ file, name: 'aml', knownHash: null }, signal);
    assert.equal(next.kind, 'read');
  });
});
