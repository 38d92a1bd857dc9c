/** Writes tiny transformer models into folders: one that embeds words, and a cross-encoder that counts the words in common. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SeededRandom } from '../../server/regulations/search/seededRandom.ts';
import { writeOnnx, type OnnxModel, type OnnxTensor } from './onnxModel.ts';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Each word has a direction of its own; a text is the mean of its words. */
export function writeEmbeddingModel(folder: string, words: readonly string[], dimension = 32): void {
  write(folder, words, { architectures: ['BertModel'], hidden_size: dimension }, [
    'onnx/model.onnx',
    {
      nodes: [
        { operator: 'Gather', inputs: ['table', 'input_ids'], output: 'last_hidden_state', integers: { axis: 0 } },
      ],
      constants: [tableOf(words, dimension)],
      inputs: ['input_ids', 'attention_mask'],
      output: { name: 'last_hidden_state', dims: ['batch', 'sequence', dimension] },
    },
  ]);
}

/** The more words of the question a text repeats, the better it fits. */
export function writeCrossEncoder(folder: string, words: readonly string[]): void {
  const dimension = 64;
  const axis: OnnxTensor = { name: 'axis', dims: [1], values: [1], type: 'int64' };
  const last: OnnxTensor = { name: 'last', dims: [1], values: [2], type: 'int64' };
  const model: OnnxModel = {
    nodes: [
      { operator: 'Gather', inputs: ['table', 'input_ids'], output: 'tokens', integers: { axis: 0 } },
      { operator: 'Sub', inputs: ['attention_mask', 'token_type_ids'], output: 'isQuery' },
      ...(['isQuery', 'token_type_ids'] as const).flatMap((mask) => [
        { operator: 'Cast', inputs: [mask], output: `${mask}.float`, integers: { to: 1 } },
        { operator: 'Unsqueeze', inputs: [`${mask}.float`, 'last'], output: `${mask}.wide` },
        { operator: 'Mul', inputs: ['tokens', `${mask}.wide`], output: `${mask}.tokens` },
        { operator: 'ReduceSum', inputs: [`${mask}.tokens`, 'axis'], output: `${mask}.sum`, integers: { keepdims: 0 } },
      ]),
      { operator: 'Mul', inputs: ['isQuery.sum', 'token_type_ids.sum'], output: 'common' },
      { operator: 'ReduceSum', inputs: ['common', 'axis'], output: 'logits', integers: { keepdims: 1 } },
    ],
    constants: [tableOf(words, dimension), axis, last],
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
    output: { name: 'logits', dims: ['batch', 1] },
  };
  write(folder, words, { architectures: ['BertForSequenceClassification'], id2label: { 0: 'fits' } }, [
    'onnx/model.onnx',
    model,
  ]);
}

/** Of length 1 in expectation; marks that are no words have none. */
function tableOf(words: readonly string[], dimension: number): OnnxTensor {
  const random = new SeededRandom(3);
  const rows = [...special, ...words].map((_, row) =>
    Array.from({ length: dimension }, () => (row < special.length ? 0 : random.normal() / Math.sqrt(dimension))),
  );
  return { name: 'table', dims: [rows.length, dimension], values: rows.flat(), type: 'float' };
}

function write(folder: string, words: readonly string[], config: object, [name, model]: [string, OnnxModel]): void {
  const vocabulary = Object.fromEntries([...special, ...words].map((word, id) => [word, id]));
  const tokenOf = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const marks = (id: number, content: string) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const files: Readonly<Record<string, object>> = {
    'config.json': { model_type: 'bert', vocab_size: special.length + words.length, ...config },
    'tokenizer_config.json': { tokenizer_class: 'BertTokenizer', model_max_length: 128, pad_token: '[PAD]' },
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content, id) => marks(id, content)),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [tokenOf('[CLS]', 0), sequence('A', 0), tokenOf('[SEP]', 0)],
        pair: [tokenOf('[CLS]', 0), sequence('A', 0), tokenOf('[SEP]', 0), sequence('B', 1), tokenOf('[SEP]', 1)],
        special_tokens: Object.fromEntries(
          ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [special.indexOf(token)], tokens: [token] }]),
        ),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: vocabulary,
      },
    },
  };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, file), JSON.stringify(content));
  }
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), writeOnnx(model));
}
