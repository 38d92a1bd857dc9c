/** Transformer models of this machine, with a library that stands in for the real one: what is refused, and what survives its faults. */
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../../server/base/failure.ts';
import type { TransformersLimits } from '../../../server/regulations/models/transformersProcess.ts';
import { TransformersEmbedder } from '../../../server/regulations/models/transformersEmbedder.ts';
import { TransformersReranker } from '../../../server/regulations/models/transformersReranker.ts';

const script = new URL('../../../server/regulations/models/transformersScript.ts', import.meta.url);

/** Embeds as many texts, named after what it does with them. */
const library = `
export const env = {};
const tensor = (rows) => ({ dims: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) });
export async function pipeline(task, model, options) {
  return async (texts, { pooling, normalize }) => {
    if (texts.includes('fault')) process.kill(process.pid, 'SIGKILL');
    if (texts.includes('hang')) for (;;);
    if (texts.includes('wait')) await new Promise(() => undefined);
    if (texts.includes('no number')) return tensor(texts.map(() => [NaN, 1]));
    if (texts.includes('nonsense')) return 'nonsense';
    if (texts.includes('settings')) {
      const said = [task, model, pooling, String(normalize), options.dtype, env.allowLocalModels, env.allowRemoteModels, env.localModelPath, process.env.PHASEGATE_EMBEDDINGS_KEY ?? 'none'];
      throw new Error(said.join('|'));
    }
    return tensor(texts.map((text) => [text.length, 1]));
  };
}
export class AutoTokenizer {
  static async from_pretrained() {
    return (queries, { text_pair }) => text_pair.map((text) => [queries[0], text]);
  }
}
export class AutoModelForSequenceClassification {
  static async from_pretrained(model) {
    const width = model.includes('two') ? 2 : 1;
    return async (pairs) => ({ logits: tensor(pairs.map(([query, text]) => [1, text.split(query).length].slice(-width))) });
  }
}
`;

describe('transformer models of this machine', function () {
  this.timeout(60_000);
  let folder: string;
  const opened: { close: () => void }[] = [];
  const { signal } = new AbortController();

  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const install = (text: string, at = 'installed'): void => {
    const place = `${at}/node_modules/@huggingface/transformers`;
    write(`${place}/package.json`, '{"name": "@huggingface/transformers", "version": "4.0.0", "main": "index.mjs"}');
    write(`${place}/index.mjs`, text);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-transformers-'));
    install(library);
    for (const model of ['model', 'two']) {
      write(`${model}/config.json`, '{}');
      write(`${model}/onnx/model_quantized.onnx`, '');
    }
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (
    model = path.join(folder, 'model'),
    at = 'installed',
    limits?: TransformersLimits,
  ): TransformersEmbedder => {
    const settings = { kind: 'transformers', model, library: path.join(folder, at), allowsHub: false } as const;
    const embedder = new TransformersEmbedder({ ...settings, queryPrefix: 'q: ', passagePrefix: '' }, script, limits);
    opened.push(embedder);
    return embedder;
  };
  const reasonOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => assert.fail('nothing failed'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, error.message.includes(' within ') ? 'model-unreachable' : 'model-failed');
    return error.message;
  };

  it('embed many texts, in order and with what the model wants before a query', async () => {
    const embedder = open();
    const texts = Array.from({ length: 40 }, (_, at) => 'x'.repeat(at + 1));
    const vectors = await embedder.embed(texts, 'passage', signal);
    assert.deepEqual(
      vectors.map(([first = 0, second = 1]) => Math.round(first / second)),
      texts.map(({ length }) => length),
    );
    const [query] = await embedder.embed(['xx'], 'query', signal);
    assert.equal(Math.round((query?.[0] ?? 0) / (query?.[1] ?? 1)), 'q: xx'.length);
  });

  it('are loaded from the folder alone, by a process that has no keys', async () => {
    process.env['PHASEGATE_EMBEDDINGS_KEY'] = 'secret';
    try {
      write('model/1_Pooling/config.json', '{"pooling_mode_cls_token": true}');
      const said = (await reasonOf(open().embed(['settings'], 'passage', signal))).split(': ').at(-1);
      assert.equal(said, `feature-extraction|model|cls|true|q8|true|false|${folder}${path.sep}|none.`);
    } finally {
      delete process.env['PHASEGATE_EMBEDDINGS_KEY'];
    }
  });

  it('are refused in words that say what to do', async () => {
    assert.match(
      await reasonOf(open(undefined, 'elsewhere').embed(['a'], 'passage', signal)),
      /npm install @huggingface/,
    );
    assert.match(
      await reasonOf(open(path.join(folder, 'none')).embed(['a'], 'passage', signal)),
      /config\.json is not there/,
    );
    assert.match(
      await reasonOf(open('Xenova/all-MiniLM-L6-v2').embed(['a'], 'passage', signal)),
      /models are not downloaded/,
    );
    write('bare/config.json', '{}');
    assert.match(await reasonOf(open(path.join(folder, 'bare')).embed(['a'], 'passage', signal)), /onnx\/model\.onnx/);
    install('export const env = {};', 'other');
    assert.match(await reasonOf(open(undefined, 'other').embed(['a'], 'passage', signal)), /Install version 3 or 4/);
    install('throw new Error("broken addon");', 'broken');
    assert.match(await reasonOf(open(undefined, 'broken').embed(['a'], 'passage', signal)), /broken addon/);
  });

  it('may fault, hang or talk nonsense, and are started anew', async () => {
    const embedder = open(undefined, undefined, { answerMs: 1_500 });
    for (const [text, words] of [
      ['fault', /SIGKILL ended it/],
      ['hang', /did not answer within 1\.5 s/],
      ['no number', /no number/],
      ['nonsense', /something else than numbers/],
    ] as const) {
      assert.match(await reasonOf(embedder.embed([text], 'passage', signal)), words);
      assert.equal((await embedder.embed(['fine'], 'passage', signal)).length, 1);
    }
  });

  it('are not waited for when nobody wants them any more, and end when nobody asks', async () => {
    const embedder = open(undefined, undefined, { idleMs: 50 });
    const ending = new AbortController();
    const work = embedder.embed(['wait'], 'passage', ending.signal);
    ending.abort();
    await assert.rejects(work, (error) => error instanceof Failure && error.code === 'cancelled');
    await embedder.embed(['fine'], 'passage', signal);
    const deadline = performance.now() + 10_000;
    while (embedder.pid !== undefined) {
      assert.ok(performance.now() < deadline, 'the process goes on');
      await wait(10);
    }
    assert.equal((await embedder.embed(['fine'], 'passage', signal)).length, 1);
  });

  it('rank texts, also where they give two numbers for each', async () => {
    for (const model of ['model', 'two']) {
      const settings = { model: path.join(folder, model), library: path.join(folder, 'installed'), allowsHub: false };
      const reranker = new TransformersReranker({ kind: 'transformers', ...settings }, script);
      opened.push(reranker);
      const texts = Array.from({ length: 20 }, (_, at) => 'word '.repeat(at));
      const scores = await reranker.score('word', texts, signal);
      assert.deepEqual(
        scores.map((score) => score - (scores[0] ?? 0)),
        texts.map((_, at) => at),
      );
    }
  });
});
