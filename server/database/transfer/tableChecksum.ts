/** A checksum of rows that is the same in every database and in every order of the rows. */
import { createHash } from 'node:crypto';
import { nameRow, type Row, type TableShape, type Value } from './tableShape.ts';

const modulus = 1n << 128n;

/** The sum of the first 128 bits of the SHA-256 of each row; a sum, unlike an exclusive or, notices rows twice. */
export class TableChecksum {
  readonly #shape: TableShape;
  #sum = 0n;
  #rows = 0;

  constructor(shape: TableShape) {
    this.#shape = shape;
  }

  /** @param canonical what `canonicalRow` makes of it */
  add(canonical: string): void {
    const digest = createHash('sha256').update(this.#shape.name).update('\0').update(canonical).digest();
    this.#sum = (this.#sum + (digest.readBigUInt64BE(0) << 64n) + digest.readBigUInt64BE(8)) % modulus;
    this.#rows++;
  }

  get rows(): number {
    return this.#rows;
  }

  /** 32 hexadecimal digits. */
  toString(): string {
    return this.#sum.toString(16).padStart(32, '0');
  }
}

/**
 * The values in the order of the columns' names, in a form that tells every two values apart.
 * @throws Error for a number that was not read exactly
 */
export function canonicalRow(shape: TableShape, row: Row): string {
  return JSON.stringify(
    shape.columns.map(({ name, kind }) => {
      const value = row[name] ?? null;
      if (typeof value === 'number' && kind !== 'fraction' && !Number.isSafeInteger(value)) {
        throw new Error(`${nameRow(shape, row)} has a ${name} that is too large`);
      }
      return canonicalValue(value);
    }),
  );
}

function canonicalValue(value: Value): unknown {
  if (Buffer.isBuffer(value)) return { bytes: value.toString('base64') };
  // JSON has no infinity, and a minus zero is a zero in one of the databases only.
  return typeof value === 'number' ? { number: String(value) } : value;
}
