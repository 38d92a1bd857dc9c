/** A log file that keeps the beginning and the end of what is written to it, within a bound. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Bytes kept of the beginning, and as many of the end: 10 MB in all. */
export const keptOfEachEndBytes = 5 * 1024 * 1024;

/**
 * Writes the first bytes as they come, and keeps the last ones in memory until the log is closed. What lies between
 * is left out, and a line says how much. Writing is synchronous, so a program that prints faster than the disk is
 * slowed down instead of being buffered.
 */
export class BoundedLog {
  readonly file: string;
  readonly #keptBytes: number;
  #descriptor: number | null = null;
  #room: number;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #leftOutBytes = 0;
  #fault: string | null = null;

  /**
   * @param file absolute path; its folder is made readable by this user only
   * @param keptBytes kept of each end. Default 5 MB
   */
  constructor(file: string, keptBytes = keptOfEachEndBytes) {
    this.file = file;
    this.#keptBytes = keptBytes;
    this.#room = keptBytes;
    this.#attempt(() => {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      this.#descriptor = openSync(file, 'w', 0o600);
    });
  }

  /** Why the log is not complete, in words; null when it is. */
  get fault(): string | null {
    return this.#fault;
  }

  write(text: string): void {
    if (text === '') return;
    let bytes = Buffer.from(text, 'utf8');
    if (this.#room > 0) {
      const end = bytes.length <= this.#room ? bytes.length : lineEndBefore(bytes, this.#room);
      this.#append(bytes.subarray(0, end));
      this.#room = end === bytes.length ? this.#room - end : 0;
      bytes = bytes.subarray(end);
    }
    if (bytes.length > 0) this.#keepTail(bytes);
  }

  /** Writes the end, then `lastWords`, and closes the file. */
  close(lastWords: string): void {
    let tail = Buffer.concat(this.#tail);
    if (this.#leftOutBytes > 0 || tail.length > this.#keptBytes) {
      const surplus = Math.max(0, tail.length - this.#keptBytes);
      const start = surplus === 0 ? 0 : lineStartAfter(tail, surplus);
      tail = tail.subarray(start);
      this.#append(Buffer.from(`\n… ${this.#leftOutBytes + start} bytes left out here …\n\n`));
    }
    this.#append(tail);
    this.#append(Buffer.from(lastWords));
    this.#tail = [];
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor !== null) this.#attempt(() => closeSync(descriptor));
  }

  /** Keeps between one and two times the bytes wanted, so that dropping old ones is rare. */
  #keepTail(bytes: Buffer): void {
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    if (this.#tailBytes <= 2 * this.#keptBytes) return;
    const all = Buffer.concat(this.#tail);
    const start = lineStartAfter(all, all.length - this.#keptBytes);
    this.#leftOutBytes += start;
    this.#tail = [Buffer.from(all.subarray(start))];
    this.#tailBytes = all.length - start;
  }

  #append(bytes: Buffer): void {
    const descriptor = this.#descriptor;
    if (descriptor === null || this.#fault !== null) return;
    this.#attempt(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    });
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fault ??= error instanceof Error ? error.message : String(error);
    }
  }
}

/** Where the last whole line before `limit` ends; `limit` itself when no line ends there. */
function lineEndBefore(bytes: Buffer, limit: number): number {
  const feed = bytes.lastIndexOf(0x0a, limit - 1);
  return feed < 0 ? characterStart(bytes, limit) : feed + 1;
}

/** Where the first line at or after `from` starts; a start of a character when no line ends after it. */
function lineStartAfter(bytes: Buffer, from: number): number {
  const feed = bytes.indexOf(0x0a, Math.max(0, from - 1));
  return feed < 0 ? characterStart(bytes, from) : feed + 1;
}

/** Moves back to the first byte of the UTF-8 character at an offset. */
function characterStart(bytes: Buffer, offset: number): number {
  let at = offset;
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
