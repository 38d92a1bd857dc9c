/** Transformer models with the real @huggingface/transformers: tiny ones that are written here, from the built terminal program. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as z from 'zod';
import { TerminalWorkspace } from '../server/terminal.ts';
import { obtainLibrary } from '../transformers/obtainLibrary.ts';
import { writeCrossEncoder, writeEmbeddingModel } from '../transformers/tinyModels.ts';

const shape = z.object({
  results: z.array(
    z.object({
      passage: z.object({ ref: z.string() }),
      fusedRank: z.number(),
      legs: z.record(z.string(), z.object({ rank: z.number(), score: z.number() })),
    }),
  ),
  legs: z.array(
    z.object({ leg: z.string(), state: z.string(), how: z.string().optional(), reason: z.string().optional() }),
  ),
});

describe('transformer models with the real library', function () {
  this.timeout(600_000);
  let library: string;
  let workspace: TerminalWorkspace;
  const matters = Array.from(
    { length: 60 },
    (_, at) => `matter${'abcdefghij'[at % 10] ?? ''}${'klmnopqrst'[Math.floor(at / 10)] ?? ''}`,
  );
  const words = ['firm', 'must', 'keep', 'records', 'of', 'which', 'a', 'about', ...matters];

  before(() => {
    library = obtainLibrary();
    workspace = new TerminalWorkspace({});
    const passages = matters.map((matter, at) => ({
      DocumentID: 'a',
      PassageID: `${at + 1}.1`,
      Passage: `A firm must keep records of ${matter}.`,
    }));
    workspace.write('regs/a.json', JSON.stringify(passages));
    writeEmbeddingModel(path.join(workspace.root, 'models', 'embedding'), words);
    writeCrossEncoder(path.join(workspace.root, 'models', 'ranking'), words);
  });
  after(() => workspace.dispose());

  const run = (environment: Record<string, string>, ...args: readonly string[]) =>
    workspace.start([...args, '--json'], {
      PHASEGATE_EMBEDDER: 'transformers',
      PHASEGATE_EMBEDDINGS_MODEL: path.join(workspace.root, 'models', 'embedding'),
      PHASEGATE_TRANSFORMERS_LIBRARY: library,
      ...environment,
    }).ended;

  it('embed, find and rank again', async () => {
    const loaded = await run({}, 'ingest', 'regs', '--dataset', 'd');
    assert.equal(loaded.exitCode, 0, loaded.stderr);
    const reranking = {
      PHASEGATE_RERANKER: 'transformers',
      PHASEGATE_RERANKER_MODEL: path.join(workspace.root, 'models', 'ranking'),
    };
    const { stdout, stderr } = await run(
      reranking,
      'search',
      `Which firm keeps records about ${matters[33]}?`,
      '--explain',
    );
    const { results, legs } = shape.parse(JSON.parse(stdout));
    assert.deepEqual(
      legs.map(({ leg, state }) => [leg, state]),
      ['lexical', 'dense', 'trained', 'references', 'rerank'].map((leg) => [leg, 'answered']),
      stderr,
    );
    assert.match(legs[1]?.how ?? '', /^exact search, by embedding$/);
    const [first] = results;
    assert.deepEqual(
      [first?.passage.ref, first?.legs['dense']?.rank, first?.legs['rerank']?.rank, first?.fusedRank],
      ['34.1', 1, 1, 1],
    );
  });

  it('are refused when they are none', async () => {
    workspace.write('models/damaged/config.json', '{"model_type": "bert"}');
    workspace.write('models/damaged/onnx/model.onnx', 'no model');
    const damaged = { PHASEGATE_EMBEDDINGS_MODEL: path.join(workspace.root, 'models', 'damaged') };
    const { exitCode, stdout } = await run(damaged, 'search', 'records', '--explain');
    assert.equal(exitCode, 0);
    const dense = shape.parse(JSON.parse(stdout)).legs.find(({ leg }) => leg === 'dense');
    assert.match(dense?.reason ?? '', /The model .*damaged cannot be used: /);
  });
});
