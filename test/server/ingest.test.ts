/** Regulations from the terminal: the contract of ingest and search, and what a killed ingest leaves behind. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { SeededRandom } from '../../server/regulations/search/seededRandom.ts';
import { TerminalWorkspace } from './terminal.ts';

const ingestShape = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('ingest'),
  dataset: z.string(),
  documents: z.number(),
  passages: z.number(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  removed: z.number(),
  failed: z.array(z.strictObject({ file: z.string(), message: z.string() })),
  seconds: z.number(),
});
const foundShape = z.object({
  results: z.array(
    z.object({
      document: z.strictObject({ id: z.string(), title: z.string(), version: z.string().nullable() }),
      passage: z.object({ ref: z.string(), id: z.string() }),
      text: z.string(),
      score: z.number(),
      legs: z.record(z.string(), z.object({ rank: z.number(), score: z.number() })).optional(),
    }),
  ),
});

/** Ingests that are killed; the long suite kills 200. */
const kills = Number(process.env['PHASEGATE_KILLS'] ?? 3);

describe('regulations in the terminal', function () {
  this.timeout(1_200_000);
  let workspace: TerminalWorkspace;
  const documents = 30;
  const documentOf = (number: number, amount: string): string =>
    JSON.stringify(
      ['Application', `Firms of group ${number} must hold ${amount} dirhams.`, 'Records are kept for six years.'].map(
        (Passage, at) => ({ DocumentID: number, PassageID: `${at + 1}.1`, Passage }),
      ),
    );

  beforeEach(() => {
    workspace = new TerminalWorkspace({});
    for (let number = 0; number < documents; number++)
      workspace.write(`regs/${number}.json`, documentOf(number, 'ten'));
  });
  afterEach(() => workspace.dispose());

  it('loads, tells what changed, and finds it', async () => {
    workspace.write('regs/broken.json', '{');
    const first = await workspace.json(ingestShape, 'ingest', 'regs', '--dataset', 'd');
    assert.equal(first.exitCode, 1);
    const { documents: count, passages, added, failed } = first.document;
    assert.deepEqual([count, passages, added], [documents, 3 * documents, documents]);
    assert.deepEqual(failed, [
      { file: path.join('regs', 'broken.json'), message: 'line 1, column 2: the name of a member is expected here.' },
    ]);
    rmSync(path.join(workspace.root, 'regs', 'broken.json'));
    workspace.write('regs/3.json', documentOf(3, 'twenty thousand'));
    const again = await workspace.json(ingestShape, 'ingest', 'regs', '--dataset', 'd');
    assert.deepEqual([again.exitCode, again.document.changed, again.document.unchanged], [0, 1, documents - 1]);
    const found = await workspace.json(foundShape, 'search', 'Who must hold twenty thousand dirhams?', '--explain');
    assert.deepEqual([found.document.results[0]?.document.id, found.document.results[0]?.passage.ref], ['3', '2.1']);
    assert.ok(found.document.results[0]?.legs?.['lexical'] !== undefined);
    const one = await workspace.json(foundShape, 'search', 'Who must hold dirhams?', '--document', '7');
    assert.deepEqual(new Set(one.document.results.map(({ document }) => document.id)), new Set(['7']));
  });

  it('answers each query of a file on a line', async () => {
    await workspace.run('ingest', 'regs', '--dataset', 'd', '-q');
    workspace.write('queries.jsonl', '{"id": "a", "query": "records"}\n{"id": 2, "query": "group 7 dirhams"}\n');
    const { stdout, exitCode } = await workspace.run(
      'search',
      '--queries',
      'queries.jsonl',
      '--dataset',
      'd',
      '-k',
      '2',
    );
    assert.equal(exitCode, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => foundShape.extend({ id: z.unknown() }).parse(JSON.parse(line)));
    assert.deepEqual(
      lines.map(({ id, results }) => [id, results.length]),
      [
        ['a', 2],
        [2, 2],
      ],
    );
    assert.equal(lines[1]?.results[0]?.document.id, '7');
  });

  it('says what is missing on the command line', async () => {
    for (const args of [
      ['ingest'],
      ['ingest', 'regs'],
      ['search'],
      ['search', 'x', '-k', '0'],
      ['search', 'x', '--dataset', 'none'],
      ['search', 'x', '--in-force', 'yesterday'],
    ]) {
      assert.equal((await workspace.run(...args)).exitCode, 2, args.join(' '));
    }
  });

  it(`answers correctly after ${kills} ingests that were killed`, async () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < kills; round++) {
      const amount = `amount${round}`;
      for (let number = 0; number < documents; number++)
        workspace.write(`regs/${number}.json`, documentOf(number, amount));
      const { child, ended } = workspace.start(['ingest', 'regs', '--dataset', 'd', '-q']);
      const timer = setTimeout(() => child.kill('SIGKILL'), random.below(1_500));
      await ended;
      clearTimeout(timer);
      // What the dead one left must not be in the way of an answer, nor of going on.
      const between = await workspace.run('search', 'records', '--json');
      assert.ok(between.exitCode === 0, between.stderr);
      const finished = await workspace.json(ingestShape, 'ingest', 'regs', '--dataset', 'd');
      assert.deepEqual([finished.exitCode, finished.document.documents], [0, documents]);
      const found = await workspace.json(foundShape, 'search', `group 5 ${amount}`, '--dataset', 'd');
      assert.equal(found.document.results[0]?.document.id, '5');
      assert.match(found.document.results[0].text, new RegExp(amount));
    }
  });
});
