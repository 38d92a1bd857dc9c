/** Keeps named arrays in one file that is complete or not there, and that is proven whole before anything in it is used. */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export type KeptArray = Uint8Array | Uint32Array | Float32Array | Float64Array;

export interface ArrayFileContent {
  /** What the arrays belong to; compared before they are used. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly arrays: ReadonlyMap<string, KeptArray>;
}

interface Header {
  readonly facts: Readonly<Record<string, string | number>>;
  readonly arrays: readonly {
    readonly name: string;
    readonly type: string;
    readonly offset: number;
    readonly length: number;
  }[];
}

/** Changes with the layout, so that files of another build are not read. */
const magic = Buffer.from('phasegate arrays 1\n\0\0\0\0\0', 'latin1');
const hashBytes = 32;
const headerStart = magic.length + hashBytes + 8;

/** Replaces the file in one step; it is on the disk when this returns. */
export function writeArrayFile(file: string, { facts, arrays }: ArrayFileContent): void {
  let offset = 0;
  const layout: Header['arrays'][number][] = [];
  for (const [name, array] of arrays) {
    layout.push({ name, type: array.constructor.name, offset, length: array.length });
    offset += padded(array.byteLength);
  }
  const header = Buffer.from(JSON.stringify({ facts, arrays: layout } satisfies Header));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(header.length);
  const pieces: Uint8Array[] = [size, header, Buffer.alloc(padding(headerStart + header.length))];
  for (const array of arrays.values()) {
    pieces.push(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
      Buffer.alloc(padding(array.byteLength)),
    );
  }
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  replace(file, [magic, hash.digest(), ...pieces]);
}

/**
 * @param isWanted asked with the facts before the rest of the file is believed
 * @returns null when there is no such file, when it is not whole, or when it is not wanted
 */
export function readArrayFile(
  file: string,
  isWanted: (facts: ArrayFileContent['facts']) => boolean,
): ArrayFileContent | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return null;
  }
  if (bytes.length < headerStart || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const hashed = bytes.subarray(magic.length + hashBytes);
  const digest = createHash('sha256').update(hashed).digest();
  if (!digest.equals(bytes.subarray(magic.length, magic.length + hashBytes))) return null;
  // What follows is what was written, so it can be relied on.
  const headerLength = bytes.readUInt32LE(magic.length + hashBytes);
  const header = JSON.parse(bytes.toString('utf8', headerStart, headerStart + headerLength)) as Header;
  if (!isWanted(header.facts)) return null;
  const start = padded(headerStart + headerLength);
  const arrays = header.arrays.map(({ name, type, offset, length }): [string, KeptArray] => [
    name,
    arrayAt(bytes, type, start + offset, length),
  ]);
  return { facts: header.facts, arrays: new Map(arrays) };
}

/** @throws TypeError when the file holds no such array of that kind, as no file of this build does */
export function arrayOf<Kept extends KeptArray>(
  arrays: ArrayFileContent['arrays'],
  name: string,
  kind: abstract new (...values: never[]) => Kept,
): Kept {
  const array = arrays.get(name);
  if (array instanceof kind) return array;
  throw new TypeError(`the file holds no ${kind.name} named ${name}`);
}

/** @param names without line breaks */
export function writeNames(names: readonly string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(names.join('\n')));
}

export function readNames(bytes: Uint8Array): readonly string[] {
  return bytes.length === 0
    ? []
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split('\n');
}

function arrayAt(bytes: Buffer, type: string, offset: number, length: number): KeptArray {
  const at = bytes.byteOffset + offset;
  // A small file may lie anywhere in a buffer that others share; arrays of doubles lie at multiples of eight.
  const buffer = at % 8 === 0 ? bytes.buffer : Uint8Array.from(bytes.subarray(offset)).buffer;
  const from = at % 8 === 0 ? at : 0;
  switch (type) {
    case 'Float32Array':
      return new Float32Array(buffer, from, length);
    case 'Float64Array':
      return new Float64Array(buffer, from, length);
    case 'Uint32Array':
      return new Uint32Array(buffer, from, length);
    default:
      return new Uint8Array(buffer, from, length);
  }
}

function padded(length: number): number {
  return length + padding(length);
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}

function replace(file: string, pieces: readonly Uint8Array[]): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      for (const piece of pieces) {
        for (let written = 0; written < piece.length;) written += writeSync(descriptor, piece, written);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Brings the new name to the disk; Windows opens no folders and needs none of it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
