/** Turns the bytes that a program prints into whole lines without control sequences and without secrets. */
import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { SecretRange } from './secretRange.ts';
import { LineScrubber, redact, redaction, type SecretScrubber } from './secretScrubber.ts';
import { hasControls, TerminalLine, type ColourMark } from './terminalLine.ts';

/**
 * Lines, each with its line break, as UTF-8 in two forms. Mostly both are one part of what the program printed, which
 * is why they are bytes: of a flood nearly all is thrown away and need never become text.
 */
export interface CleanLines {
  /** Without any control sequence. */
  readonly plain: Buffer;
  /** With colours (SGR) as the only control sequences. */
  readonly coloured: Buffer;
}

/** A line that goes on after this many bytes is broken. */
export const longestLine = 65_536;

/** Of a broken line so much is held back, so that a secret at the break is seen whole. */
const overlap = 16_384;

const lineFeed = 0x0a;

/**
 * Fed with chunks of any size; what comes out in all does not depend on where they were cut. At most one line of
 * `longestLine` bytes is kept in memory. Lines that hold nothing suspicious pass as they are, many at a time.
 */
export class OutputCleaner {
  readonly #scrubber: SecretScrubber;
  readonly #lines: LineScrubber;
  /** The beginning of a line whose end has not come; made for the first such line. */
  #started: Buffer | null = null;
  #startedLength = 0;
  #longLine: LongLine | null = null;

  constructor(scrubber: SecretScrubber) {
    this.#scrubber = scrubber;
    this.#lines = new LineScrubber(scrubber);
  }

  /** @returns the lines that are complete with this chunk */
  write(chunk: Buffer): CleanLines {
    const out = new Output();
    let at = 0;
    while (at < chunk.length) {
      if (this.#startedLength === 0 && this.#longLine === null) {
        at = this.#passWholeLines(chunk, at, out);
        if (at >= chunk.length) break;
      }
      at = this.#continueLine(chunk, at, out);
    }
    return out.take();
  }

  /** @returns the last line, if it was not ended */
  end(): CleanLines {
    const out = new Output();
    const rest = this.#started?.subarray(0, this.#startedLength) ?? Buffer.alloc(0);
    this.#startedLength = 0;
    if (this.#longLine !== null) this.#endLongLine(this.#longLine, rest, out);
    else if (rest.length > 0) this.#cleanLine(rest, out);
    return out.take();
  }

  /** Cleans the whole lines from `at` on, as far as none is too long; answers where it stopped. */
  #passWholeLines(chunk: Buffer, at: number, out: Output): number {
    while (at < chunk.length) {
      const windowEnd = Math.min(chunk.length, at + longestLine);
      const last = chunk.lastIndexOf(lineFeed, windowEnd - 1);
      if (last < at) return at;
      this.#cleanLines(chunk, at, last + 1, out);
      at = last + 1;
    }
    return at;
  }

  /** Collects bytes until the line ends or is too long; answers where it stopped. */
  #continueLine(chunk: Buffer, at: number, out: Output): number {
    const room = longestLine - this.#startedLength;
    const feed = chunk.subarray(at, at + room).indexOf(lineFeed);
    const taken = feed >= 0 ? feed + 1 : Math.min(room, chunk.length - at);
    this.#started ??= Buffer.allocUnsafe(longestLine);
    chunk.copy(this.#started, this.#startedLength, at, at + taken);
    this.#startedLength += taken;
    const line = this.#started.subarray(0, this.#startedLength);
    if (feed >= 0) {
      this.#startedLength = 0;
      if (this.#longLine !== null) this.#endLongLine(this.#longLine, line.subarray(0, -1), out);
      else this.#cleanLines(Buffer.from(line), 0, line.length, out);
    } else if (this.#startedLength === longestLine) {
      this.#startedLength = 0;
      this.#longLine ??= new LongLine(this.#lines.isInBlock);
      this.#longLine.write(line, this.#scrubber, out);
    }
    return at + taken;
  }

  #endLongLine(long: LongLine, rest: Buffer, out: Output): void {
    this.#longLine = null;
    long.end(rest, this.#lines, out);
  }

  /** Cleans whole lines: those before the first suspicious one at once, that one by itself, and so on. */
  #cleanLines(bytes: Buffer, start: number, end: number, out: Output): void {
    let at = start;
    while (at < end) {
      const suspect = this.#lines.isInBlock ? at : this.#scrubber.firstSuspect(bytes, at, end);
      if (suspect < 0) {
        out.addClean(bytes.subarray(at, end));
        return;
      }
      const lineStart = suspect === at ? at : Math.max(at, bytes.lastIndexOf(lineFeed, suspect - 1) + 1);
      if (lineStart > at) out.addClean(bytes.subarray(at, lineStart));
      const feed = bytes.indexOf(lineFeed, suspect);
      const lineEnd = feed < 0 ? end : feed;
      this.#cleanLine(bytes.subarray(lineStart, lineEnd), out);
      at = lineEnd + 1;
    }
  }

  #cleanLine(bytes: Buffer, out: Output): void {
    const text = bytes.toString('utf8');
    if (!hasControls(text)) {
      out.addLine(text, [], this.#lines.find(text));
      return;
    }
    const line = new TerminalLine();
    line.write(text);
    out.addLine(line.text, line.marks, this.#lines.find(line.text));
  }
}

/** A line that did not end within `longestLine` bytes. */
class LongLine {
  readonly #decoder = new StringDecoder('utf8');
  readonly #line = new TerminalLine();
  /** The rest of the line is one secret too long to be held. */
  #swallows: boolean;

  constructor(isInBlock: boolean) {
    this.#swallows = isInBlock;
  }

  write(bytes: Buffer, scrubber: SecretScrubber, out: Output): void {
    const text = this.#decoder.write(bytes);
    if (this.#swallows) return;
    this.#line.write(text);
    let cut = this.#line.text.length - overlap;
    if (cut <= 0) return;
    const secrets = scrubber.find(this.#line.text);
    const astride = secrets.find(({ start, end }) => start < cut && end > cut);
    if (astride !== undefined) cut = astride.start;
    // A pair of surrogates stays together.
    else if (/[\udc00-\udfff]/.test(this.#line.text[cut] ?? '')) cut--;
    if (cut <= 0) {
      this.#swallows = true;
      return;
    }
    const marks = this.#line.marks.filter(({ at }) => at <= cut);
    out.addLine(
      this.#line.text.slice(0, cut),
      marks,
      secrets.filter(({ end }) => end <= cut),
    );
    this.#line.drop(cut);
  }

  end(rest: Buffer, lines: LineScrubber, out: Output): void {
    if (this.#swallows) {
      out.addLine(redaction, [], []);
      return;
    }
    this.#line.write(this.#decoder.end(rest));
    out.addLine(this.#line.text, this.#line.marks, lines.find(this.#line.text));
  }
}

/** Collects lines: bytes that pass as they are, and text between them. */
class Output {
  readonly #plain: Buffer[] = [];
  readonly #coloured: Buffer[] = [];
  #plainText = '';
  #colouredText = '';

  /** @param lines whole lines without anything to take out; kept, so they must not change any more */
  addClean(lines: Buffer): void {
    this.#endText();
    const bytes = isUtf8(lines) ? lines : Buffer.from(lines.toString('utf8'));
    this.#plain.push(bytes);
    this.#coloured.push(bytes);
  }

  addLine(text: string, marks: readonly ColourMark[], secrets: readonly SecretRange[]): void {
    const plain = `${redact(text, secrets)}\n`;
    this.#plainText += plain;
    this.#colouredText += marks.length === 0 ? plain : `${colour(text, marks, secrets)}\n`;
  }

  take(): CleanLines {
    this.#endText();
    const plain = join(this.#plain);
    const isSame = this.#plain.every((part, at) => part === this.#coloured[at]);
    return { plain, coloured: isSame ? plain : join(this.#coloured) };
  }

  #endText(): void {
    if (this.#plainText === '') return;
    const plain = Buffer.from(this.#plainText);
    this.#plain.push(plain);
    this.#coloured.push(this.#colouredText === this.#plainText ? plain : Buffer.from(this.#colouredText));
    this.#plainText = '';
    this.#colouredText = '';
  }
}

function join(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** The text with its colours and without its secrets; colours that stood inside a secret follow it. */
function colour(text: string, marks: readonly ColourMark[], secrets: readonly SecretRange[]): string {
  let result = '';
  let last = 0;
  let next = 0;
  for (const { at, sequence } of marks) {
    for (let secret = secrets[next]; secret !== undefined && secret.start < at; secret = secrets[++next]) {
      result += text.slice(last, secret.start) + redaction;
      last = secret.end;
    }
    if (at > last) {
      result += text.slice(last, at);
      last = at;
    }
    result += sequence;
  }
  for (let secret = secrets[next]; secret !== undefined; secret = secrets[++next]) {
    result += text.slice(last, secret.start) + redaction;
    last = secret.end;
  }
  return result + text.slice(last);
}

/** A whole text as its lines would come out. */
export function cleanText(text: string, scrubber: SecretScrubber): string {
  const cleaner = new OutputCleaner(scrubber);
  const lines = cleaner.write(Buffer.from(`${text}\n`));
  return lines.plain.toString().trimEnd();
}

/** A text for a message: on one line, without control sequences and secrets. */
export function cleanMessage(text: string, scrubber: SecretScrubber): string {
  return cleanText(text, scrubber)
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
