/** Other programs that find the nearest of many vectors, behind the port of our own. */
import Database from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
import { Index, MetricKind, ScalarKind } from 'usearch';
import type { Neighbour, VectorIndex } from '../server/regulations/vectorIndex.ts';

/** The same graph as hnswlib's, with the same settings (usearch by Unum). */
export class UsearchVectorIndex implements VectorIndex {
  readonly name = 'usearch';
  readonly #index: Index;

  constructor(vectors: Float32Array, dimension: number) {
    this.#index = new Index({
      metric: MetricKind.IP,
      quantization: ScalarKind.F32,
      dimensions: dimension,
      connectivity: 16,
      expansion_add: 200,
      expansion_search: 150,
      multi: false,
    });
    for (let place = 0; place < vectors.length / dimension; place++)
      this.#index.add(BigInt(place), vectors.slice(place * dimension, (place + 1) * dimension));
  }

  nearest(vector: Float32Array, count: number): Promise<readonly Neighbour[]> {
    const { keys, distances } = this.#index.search(Float32Array.from(vector), count, 1);
    return Promise.resolve(Array.from(keys, (key, at) => ({ place: Number(key), cosine: 1 - (distances[at] ?? 1) })));
  }
}

/** Exact search in C, inside of SQLite (sqlite-vec by Alex Garcia). */
export class SqliteVectorIndex implements VectorIndex {
  readonly name = 'sqlite-vec';
  readonly #database = new Database(':memory:');

  constructor(vectors: Float32Array, dimension: number) {
    this.#database.loadExtension(getLoadablePath());
    this.#database.exec(`create virtual table vectors using vec0(vector float[${dimension}] distance_metric=cosine)`);
    const insert = this.#database.prepare('insert into vectors (rowid, vector) values (?, ?)');
    this.#database.transaction(() => {
      for (let place = 0; place < vectors.length / dimension; place++) {
        const vector = vectors.subarray(place * dimension, (place + 1) * dimension);
        insert.run(BigInt(place), new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
      }
    })();
  }

  nearest(vector: Float32Array, count: number): Promise<readonly Neighbour[]> {
    const rows = this.#database
      .prepare<[Uint8Array, number], { rowid: number; distance: number }>(
        'select rowid, distance from vectors where vector match ? and k = ? order by distance',
      )
      .all(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), count);
    return Promise.resolve(rows.map(({ rowid, distance }) => ({ place: rowid, cosine: 1 - distance })));
  }
}
