/** The process in which transformer models run: a library that a person installed, with native code that may fault. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import type { ScriptAnswer } from '../../base/processes/isolatedScript.ts';
import { asFunction, asTensor, loadLibrary, type TransformersLibrary } from './transformersLibrary.ts';
import { transformersQuestion, type TransformersQuestion } from './transformersQuestion.ts';

type Load = Extract<TransformersQuestion, { kind: 'load' }>;

interface Model {
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  readonly rank: (query: string, texts: readonly string[]) => Promise<readonly number[]>;
}

/** As sentence-transformers writes it beside its models. */
const poolingShape = z.object({ pooling_mode_cls_token: z.boolean().default(false) });

async function load(question: Load): Promise<Model> {
  const { model, allowsHub, task } = question;
  const isFolder = path.isAbsolute(model);
  if (isFolder && !existsSync(path.join(model, 'config.json')))
    throw new Error(`${model} holds no model: config.json is not there. Name the folder that holds it.`);
  if (!isFolder && !allowsHub)
    throw new Error(
      `"${model}" is no absolute path of a folder, and models are not downloaded. Name a folder, or allow the hub with phasegate.regulations.transformers.allowHub or PHASEGATE_TRANSFORMERS_ALLOW_HUB=1.`,
    );
  const library = await loadLibrary(question.library);
  library.env['allowLocalModels'] = isFolder;
  library.env['allowRemoteModels'] = allowsHub && !isFolder;
  if (isFolder) library.env['localModelPath'] = `${path.dirname(model)}${path.sep}`;
  const name = isFolder ? path.basename(model) : model;
  const options = {
    ...(isFolder ? fileOptions(model) : {}),
    device: 'cpu',
    // One processor is left to whoever waits for something else.
    session_options: { intraOpNumThreads: Math.max(1, availableParallelism() - 1) },
  };
  return task === 'embed' ? embedding(library, name, options, poolingOf(model)) : ranking(library, name, options);
}

async function embedding(
  library: TransformersLibrary,
  name: string,
  options: object,
  pooling: 'mean' | 'cls',
): Promise<Model> {
  const extract = asFunction(await library.pipeline('feature-extraction', name, options));
  return {
    embed: async (texts) => {
      const { dims, data } = await asTensor(extract([...texts], { pooling, normalize: true }));
      const dimension = dims.at(-1) ?? 0;
      return texts.map((_, at) => data.slice(at * dimension, (at + 1) * dimension));
    },
    rank: () => Promise.reject(new Error('a model that embeds cannot rank')),
  };
}

async function ranking(library: TransformersLibrary, name: string, options: object): Promise<Model> {
  const tokenize = asFunction(await library.AutoTokenizer.from_pretrained(name));
  const model = asFunction(await library.AutoModelForSequenceClassification.from_pretrained(name, options));
  return {
    embed: () => Promise.reject(new Error('a model that ranks cannot embed')),
    rank: async (query, texts) => {
      const queries = texts.map(() => query);
      const inputs = await tokenize(queries, { text_pair: [...texts], padding: true, truncation: true });
      const output = z.object({ logits: z.unknown() }).parse(await model(inputs));
      const { dims, data } = await asTensor(output.logits);
      const width = dims.at(-1) ?? 1;
      // Models with one number give how well it fits; those with two or more, how badly and how well.
      return texts.map((_, at) => {
        const last = data[(at + 1) * width - 1] ?? NaN;
        return width === 1 ? last : last - (data[at * width] ?? NaN);
      });
    },
  };
}

/** The most exact of the files that the model comes in; the library would ask for one of its own choice. */
function fileOptions(folder: string): object {
  const has = (name: string): boolean => existsSync(path.join(folder, 'onnx', name));
  if (has('model.onnx')) return { dtype: 'fp32' };
  if (has('model_fp16.onnx')) return { dtype: 'fp16' };
  if (has('model_quantized.onnx')) return { dtype: 'q8' };
  if (existsSync(path.join(folder, 'model.onnx'))) return { dtype: 'fp32', subfolder: '' };
  throw new Error(`${folder} holds no model in the form of ONNX: onnx/model.onnx is not there.`);
}

/** The mean of all tokens unless the model says otherwise. */
function poolingOf(folder: string): 'mean' | 'cls' {
  try {
    const text = readFileSync(path.join(folder, '1_Pooling', 'config.json'), 'utf8');
    return poolingShape.parse(JSON.parse(text)).pooling_mode_cls_token ? 'cls' : 'mean';
  } catch {
    return 'mean';
  }
}

function serve(): void {
  let model: Promise<Model> | null = null;
  const answer = async (question: TransformersQuestion): Promise<unknown> => {
    switch (question.kind) {
      case 'load':
        model = load(question);
        await model;
        return true;
      case 'embed':
        return (await model)?.embed(question.texts);
      case 'rank':
        return (await model)?.rank(question.query, question.texts);
    }
  };
  process.on('message', (message: { readonly id: number; readonly question: unknown }) => {
    const send = (result: ScriptAnswer): void => void process.send?.(result);
    answer(transformersQuestion.parse(message.question)).then(
      (value) => send({ id: message.id, value }),
      (error: unknown) => send({ id: message.id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}

serve();
