/** Takes secrets out of plain text: by their shapes, and by the values of the secret variables that are known. */
import { AnchorScan } from './anchorScan.ts';
import type { SecretRange } from './secretRange.ts';
import { privateKeyBegin, privateKeyEnd, secretShapes, type SecretShape } from './secretShapes.ts';

/** Stands where a secret was. */
export const redaction = '[redacted]';

/** Names of variables whose values are secret. */
const secretVariable = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;

const shortestSecretValue = 8;

/** Longer values are looked for in pieces, so that a line that is cut somewhere cuts at most one of them. */
const longestPiece = 512;

/** Bytes of a known value by which the first look finds it. */
const valueAnchorLength = 10;

/** Ids of anchors from here on belong to nothing but the first look: control characters and the like. */
const controlAnchor = -1;

/** Built once for any number of lines; holds the automaton of the first look. */
export class SecretScrubber {
  /** Made with the first line, as it takes about as long as starting a program does. */
  #scan: AnchorScan | null = null;
  readonly #shapes: readonly SecretShape[];
  /** Shapes that have no ASCII anchor and so are tried whenever a line is looked at closely. */
  readonly #always: readonly number[];

  /** @param secretValues texts that are secrets wherever they stand; see `secretValuesOf` */
  constructor(secretValues: readonly string[]) {
    const pieces = secretValues
      .flatMap((value) => value.split(/[\r\n]+/))
      .map((line) => line.trim())
      .flatMap(splitLong);
    const values = [...new Set(pieces)].filter((piece) => piece.length >= shortestSecretValue).map(valueShape);
    this.#shapes = [...secretShapes, ...values];
    this.#always = this.#shapes.flatMap((shape, id) => (shape.anchors.every(isAscii) ? [] : [id]));
  }

  /** Position of a byte in the first line that must be looked at closely; -1 when all lines can pass as they are. */
  firstSuspect(bytes: Uint8Array, start: number, end: number): number {
    return this.#firstLook().firstEnd(bytes, start, end);
  }

  /** Secrets of one line without control sequences, in order, not touching one another. */
  find(line: string): readonly SecretRange[] {
    const ranges: SecretRange[] = [];
    const look = (id: number) => {
      for (const range of this.#shapes[id]?.find(line) ?? []) if (range.end > range.start) ranges.push(range);
    };
    this.#firstLook().idsIn(line).forEach(look);
    this.#always.forEach(look);
    return ranges.length === 0 ? ranges : mergeRanges(ranges);
  }

  #firstLook(): AnchorScan {
    if (this.#scan !== null) return this.#scan;
    const encoder = new TextEncoder();
    const encode = (text: string) => encoder.encode(text);
    this.#scan = new AnchorScan([
      ...this.#shapes.flatMap((shape, id) => shape.anchors.map((anchor) => ({ bytes: encode(anchor), id }))),
      { bytes: Uint8Array.of(0x00), id: controlAnchor },
      { bytes: Uint8Array.of(0xc2, 0x80), id: controlAnchor },
    ]);
    return this.#scan;
  }
}

const lastLine = new RegExp(privateKeyEnd);

/** A private key that begins in a line and does not end in it. */
const openFirstLine = new RegExp(`${privateKeyBegin}(?!.*${privateKeyEnd})`);

/** Scrubs the lines of one output in order, since a private key goes over many. */
export class LineScrubber {
  readonly #scrubber: SecretScrubber;
  #block: { readonly prefix: string; lines: number } | null = null;

  constructor(scrubber: SecretScrubber) {
    this.#scrubber = scrubber;
  }

  /** Whether the next line may belong to a private key that began before it. */
  get isInBlock(): boolean {
    return this.#block !== null;
  }

  /** Secrets of the next line. */
  find(line: string): readonly SecretRange[] {
    let from = 0;
    if (this.#block !== null) {
      const last = lastLine.exec(line);
      if (last === null) {
        if (this.#block.lines++ < longestBlock && isKeyLine(line, this.#block.prefix)) {
          return line === '' ? [] : [{ start: 0, end: line.length }];
        }
      } else {
        from = last.index + last[0].length;
      }
      this.#block = null;
    }
    const found = this.#scrubber.find(line);
    const begin = openFirstLine.exec(line);
    if (begin !== null) this.#block = { prefix: line.slice(0, begin.index), lines: 0 };
    return from === 0 ? found : mergeRanges([{ start: 0, end: from }, ...found]);
  }
}

/** Lines after which a private key that never ended is taken to have ended. */
const longestBlock = 400;

/**
 * Whether a line can belong to the body of a private key: base64, a header, nothing, or anything behind the same
 * prefix that stood before the first line, such as the name of a container.
 */
function isKeyLine(line: string, prefix: string): boolean {
  if (prefix.trim() !== '' && line.startsWith(prefix)) return true;
  const text = line.trim();
  return /^[A-Za-z0-9+/=]*$/.test(text) || /^[A-Za-z-]{4,20}: /.test(text) || /[A-Za-z0-9+/]{40}/.test(text);
}

/** Replaces ranges, which are in order and do not overlap. */
export function redact(line: string, ranges: readonly SecretRange[]): string {
  let result = '';
  let last = 0;
  for (const { start, end } of ranges) {
    result += line.slice(last, start) + redaction;
    last = end;
  }
  return last === 0 ? line : result + line.slice(last);
}

/** Values of variables whose names say that they are secret, at least 8 characters long. */
export function secretValuesOf(environment: NodeJS.ProcessEnv): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (!secretVariable.test(name) || value.length < shortestSecretValue) return [];
    const encoded = encodeForAddress(value);
    return encoded === value ? [value] : [value, encoded];
  });
}

/** As the value stands in an address; a lone surrogate cannot stand in one. */
function encodeForAddress(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

function splitLong(value: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < value.length; start += longestPiece) {
    // A short rest joins the piece before it, or it would be too short to look for.
    const rest = value.length - start - longestPiece;
    const end = rest > 0 && rest < shortestSecretValue ? value.length : start + longestPiece;
    pieces.push(value.slice(start, end));
    if (end >= value.length) break;
  }
  return pieces;
}

function valueShape(value: string): SecretShape {
  // The longest run of ASCII is the anchor; where there is none, the shape is always tried.
  const runs = value.match(/[ -~]+/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  const anchor = longest.length >= 3 ? longest.slice(0, valueAnchorLength) : value.slice(0, 4);
  return { name: 'value of a variable', anchors: [anchor], find: (line) => findValue(line, value) };
}

function* findValue(line: string, value: string): Iterable<SecretRange> {
  for (let at = line.indexOf(value); at >= 0; at = line.indexOf(value, at + 1))
    yield { start: at, end: at + value.length };
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function mergeRanges(ranges: readonly SecretRange[]): readonly SecretRange[] {
  const merged: SecretRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
