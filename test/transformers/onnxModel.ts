/** Writes models in the form of ONNX, which is a message of protocol buffers, as far as tests need them. */

/** Numbers in rows, as a model holds them. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
  readonly type: 'float' | 'int64';
}

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly integers?: Readonly<Record<string, number>>;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  /** All of them are batches of token numbers. */
  readonly inputs: readonly string[];
  readonly output: { readonly name: string; readonly dims: readonly (string | number)[] };
}

const types = { float: 1, int64: 7 } as const;
const integerAttribute = 2;
/** The newest sets of operators and of the format that older runtimes read, too. */
const operators = 13;
const format = 8;

export function writeOnnx({ nodes, constants, inputs, output }: OnnxModel): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, writeNode(node))),
    text(2, 'graph'),
    ...constants.map((constant) => message(5, writeTensor(constant))),
    ...inputs.map((name) => message(11, writeValue(name, 'int64', ['batch', 'sequence']))),
    message(12, writeValue(output.name, 'float', output.dims)),
  ];
  return Buffer.concat([number(1, format), message(7, graph), message(8, [text(1, ''), number(2, operators)])]);
}

function writeNode({ operator, inputs, output, integers = {} }: OnnxNode): readonly Buffer[] {
  const attributes = Object.entries(integers).map(([name, value]) =>
    message(5, [text(1, name), number(3, value), number(20, integerAttribute)]),
  );
  return [...inputs.map((name) => text(1, name)), text(2, output), text(4, operator), ...attributes];
}

function writeTensor({ name, dims, values, type }: OnnxTensor): readonly Buffer[] {
  const data = type === 'float' ? Float32Array.from(values) : BigInt64Array.from(values, BigInt);
  const bytes = Buffer.from(data.buffer);
  return [...dims.map((size) => number(1, size)), number(2, types[type]), text(8, name), field(9, bytes)];
}

function writeValue(name: string, type: OnnxTensor['type'], dims: readonly (string | number)[]): readonly Buffer[] {
  const shape = dims.map((size) => message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [number(1, types[type]), message(2, shape)])])];
}

function number(tag: number, value: number): Buffer {
  return Buffer.concat([variable(tag << 3), variable(value)]);
}

function text(tag: number, value: string): Buffer {
  return field(tag, Buffer.from(value));
}

function message(tag: number, parts: readonly Buffer[]): Buffer {
  return field(tag, Buffer.concat(parts));
}

function field(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([variable((tag << 3) | 2), variable(bytes.length), bytes]);
}

/** Seven bits a byte, the lowest first. */
function variable(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}
