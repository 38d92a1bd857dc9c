/** Keeps a graph of vectors in a file that is proven whole, and ours, before native code reads it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import * as z from 'zod';
import { HnswVectorIndex } from './hnswVectorIndex.ts';

/** What a graph was made from; hnswlib reads a file of another dimension without a word. */
export interface GraphOwner {
  readonly generation: string;
  readonly embedder: string;
  readonly dimension: number;
  readonly vectors: number;
}

const sealShape = z.object({
  generation: z.string(),
  embedder: z.string(),
  dimension: z.number(),
  vectors: z.number(),
  sha256: z.string(),
});

/** The seal is written last: a graph without one is none. @throws what the operating system throws */
export function writeGraph(file: string, owner: GraphOwner, graph: HnswVectorIndex): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    graph.write(temporary);
    const seal = JSON.stringify({ ...owner, sha256: hashOf(temporary) });
    rmSync(sealOf(file), { force: true });
    renameSync(temporary, file);
    writeFileSync(`${temporary}.seal`, seal, { mode: 0o600, flush: true });
    renameSync(`${temporary}.seal`, sealOf(file));
  } finally {
    rmSync(temporary, { force: true });
    rmSync(`${temporary}.seal`, { force: true });
  }
}

/** @returns null when there is none, when it is damaged, or when it was made from something else */
export function readGraph(file: string, owner: GraphOwner): HnswVectorIndex | null {
  try {
    const { sha256, ...made } = sealShape.parse(JSON.parse(readFileSync(sealOf(file), 'utf8')));
    const isOurs =
      made.generation === owner.generation &&
      made.embedder === owner.embedder &&
      made.dimension === owner.dimension &&
      made.vectors === owner.vectors;
    return isOurs && hashOf(file) === sha256 ? HnswVectorIndex.read(file, owner.dimension) : null;
  } catch {
    return null;
  }
}

function sealOf(file: string): string {
  return `${file}.seal`;
}

/** A piece at a time: the file may be larger than what is good to hold. */
function hashOf(file: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(file, 'r');
  try {
    for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece))
      hash.update(piece.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
