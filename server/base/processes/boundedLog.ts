/** A log file of bounded size: the first half as it came, then the last half, and between them what was left out. */
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errorCode.ts';
import { formatBytes } from './formatBytes.ts';

/** A log file never grows beyond this. */
export const longestLogBytes = 10_000_000;

/** Bytes that may wait for the disk before the writer is asked to wait, too. */
const mostWaitingBytes = 1_000_000;

/** Kept free for the line that says what was left out. */
const noticeBytes = 200;

export class BoundedLog {
  readonly file: string;
  readonly #headLimit: number;
  readonly #tailLimit: number;
  #handle: FileHandle | null = null;
  #headBytes = 0;
  #headIsFull = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** The write under way and all that follow it; never rejects. */
  #writing: Promise<void>;
  #isWriting = true;
  /** What came after the first half, as a ring that is written over and over; made when it is needed. */
  #tail: Buffer | null = null;
  /** All bytes that ever went into the ring. */
  #tailBytes = 0;
  #problem: string | null = null;
  #exists = false;

  /**
   * Begins to make the file (readable by its owner only) and the folders above it. Nothing here throws: a log that
   * cannot be written says so in `problem`, and takes text to no avail.
   *
   * @param limitBytes how large the file may become. Default 10 MB
   */
  constructor(file: string, limitBytes = longestLogBytes) {
    this.file = file;
    this.#headLimit = Math.floor((limitBytes - noticeBytes) / 2);
    this.#tailLimit = limitBytes - noticeBytes - this.#headLimit;
    this.#writing = this.#attempt(async () => {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      this.#handle = await open(file, 'w', 0o600);
      this.#exists = true;
      await this.#drain();
    });
  }

  /** Whether the file was made; known after `end`. */
  get exists(): boolean {
    return this.#exists;
  }

  /** Why the log is not complete, known after `end`, in words such as "no space left on the device"; null when it is. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * @param lines whole lines, as UTF-8; kept until they are written, so they must not change any more
   * @returns a promise when the writer must wait for the disk before it goes on
   */
  write(lines: Buffer | string): void | Promise<void> {
    if (lines.length === 0 || this.#problem !== null) return undefined;
    const bytes = typeof lines === 'string' ? Buffer.from(lines) : lines;
    let headBytes = 0;
    if (!this.#headIsFull) {
      headBytes = fittingLines(bytes, this.#headLimit - this.#headBytes);
      this.#headIsFull = headBytes < bytes.length;
      this.#headBytes += headBytes;
      this.#enqueue(bytes.subarray(0, headBytes));
    }
    this.#keepTail(bytes.subarray(headBytes));
    return this.#waitingBytes > mostWaitingBytes ? this.#writing : undefined;
  }

  /** Writes what was held back and closes the file; a second call does nothing. */
  async end(): Promise<void> {
    this.#enqueue(this.#takeTail());
    await this.#writing;
    const handle = this.#handle;
    this.#handle = null;
    await this.#attempt(async () => handle?.close());
  }

  #keepTail(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#tail ??= Buffer.allocUnsafe(this.#tailLimit);
    const last = bytes.subarray(Math.max(0, bytes.length - this.#tailLimit));
    const at = (this.#tailBytes + bytes.length - last.length) % this.#tailLimit;
    const first = last.copy(this.#tail, at);
    last.copy(this.#tail, 0, first);
    this.#tailBytes += bytes.length;
  }

  /** The second half from its first whole line on, behind a line about what is missing before it. */
  #takeTail(): Buffer {
    const ring = this.#tail ?? Buffer.alloc(0);
    this.#tail = null;
    if (this.#tailBytes <= ring.length) return ring.subarray(0, this.#tailBytes);
    const oldest = this.#tailBytes % ring.length;
    const kept = Buffer.concat([ring.subarray(oldest), ring.subarray(0, oldest)]);
    const whole = kept.subarray(kept.indexOf(0x0a) + 1);
    const leftOut = formatBytes(this.#tailBytes - whole.length);
    return Buffer.concat([Buffer.from(`[… ${leftOut} left out here …]\n`), whole]);
  }

  #enqueue(bytes: Buffer): void {
    if (bytes.length === 0 || this.#problem !== null) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#attempt(() => this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting);
      this.#waiting = [];
      await this.#handle?.appendFile(bytes);
      this.#waitingBytes -= bytes.length;
    }
    this.#isWriting = false;
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#problem ??= describeWriteError(error);
      this.#waiting = [];
      this.#waitingBytes = 0;
      this.#tail = null;
      this.#tailBytes = 0;
    }
  }
}

/** How many bytes of whole lines fit. */
function fittingLines(bytes: Buffer, room: number): number {
  if (bytes.length <= room) return bytes.length;
  return room <= 0 ? 0 : bytes.lastIndexOf(0x0a, room - 1) + 1;
}

function describeWriteError(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space left on the device';
    case 'EFBIG':
      return 'the file grew beyond the allowed size';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'not allowed to write there';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
