/** The YAML of the plan as a tree of places: what is written where, as far as a broken document still tells. */
import type { Scalar } from 'yaml';
import { isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { TextRange } from '../base/textRange.ts';
import { deepestYaml, isBottomlessYaml } from '../base/yamlDepth.ts';

export interface YamlScalar {
  readonly kind: 'scalar';
  /** Plain text as it is written, so that `00` stays `00`; otherwise what the quotes hold. */
  readonly text: string;
  /** With its quotes. */
  readonly range: TextRange;
  /** Without them; the closing one may be missing. */
  readonly textRange: TextRange;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'block';
}

export interface YamlList {
  readonly kind: 'list';
  readonly range: TextRange;
  /** Null where an item is empty or an alias, so that indexes stay true. */
  readonly items: readonly (YamlNode | null)[];
}

export interface YamlMap {
  readonly kind: 'map';
  readonly range: TextRange;
  readonly pairs: readonly YamlPair[];
}

export interface YamlPair {
  readonly key: YamlScalar;
  readonly value: YamlNode | null;
  /** From the start of the key to the end of the value. */
  readonly range: TextRange;
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** A key or an index on the way from the root to a place. */
export type YamlPath = readonly (string | number)[];

/** A scalar and where it stands; of a key the path ends with the key itself. */
export interface YamlPlace {
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
  readonly scalar: YamlScalar;
}

/** @returns null when there is nothing, or nothing that could be read */
export function readPlanYaml(text: string, { start, end }: TextRange): YamlNode | null {
  const yaml = text.slice(start, end);
  if (isBottomlessYaml(yaml)) return null;
  try {
    const document = parseDocument(yaml, { prettyErrors: false, uniqueKeys: false, merge: false });
    return readNode(document.contents, { text, offset: start }, deepestYaml);
  } catch {
    // The parser gives up on documents that are nested without end.
    return null;
  }
}

/** All scalars in the order in which they are written. */
export function* yamlPlaces(node: YamlNode | null, path: YamlPath = []): Iterable<YamlPlace> {
  switch (node?.kind) {
    case undefined:
      return;
    case 'scalar':
      yield { path, part: 'value', scalar: node };
      return;
    case 'list':
      for (const [index, item] of node.items.entries()) yield* yamlPlaces(item, [...path, index]);
      return;
    case 'map':
      for (const { key, value } of node.pairs) {
        const inner = [...path, key.text];
        yield { path: inner, part: 'key', scalar: key };
        yield* yamlPlaces(value, inner);
      }
  }
}

/** The first pair of a mapping with this key. */
export function pairOf(node: YamlNode | null | undefined, key: string): YamlPair | undefined {
  return node?.kind === 'map' ? node.pairs.find((pair) => pair.key.text === key) : undefined;
}

/** Another text in place of a scalar, quoted as before or, where plain text would mean something else, in quotes. */
export function rewriteScalar({ style }: YamlScalar, text: string): string {
  switch (style) {
    case 'single-quoted':
      return `'${text.replaceAll("'", "''")}'`;
    case 'plain':
      return isPlain(text) ? text : JSON.stringify(text);
    case 'double-quoted':
    case 'block':
      return JSON.stringify(text);
  }
}

/** Whether a text means itself in block and in flow style, and no number, boolean or null. */
function isPlain(text: string): boolean {
  if (!/^[\p{L}\p{N}_](?:[\p{L}\p{N} _./+-]*[\p{L}\p{N}_.+-])?$/u.test(text)) return false;
  return !/^(?:true|false|yes|no|on|off|null|[-+.\d]+(?:e[-+]?\d+)?|0x[\da-f]+|0o[0-7]+)$/i.test(text);
}

/** A text and where in it the YAML begins. */
interface YamlOrigin {
  readonly text: string;
  readonly offset: number;
}

function readNode(node: unknown, origin: YamlOrigin, depthLeft: number): YamlNode | null {
  if (depthLeft === 0) return null;
  if (isScalar(node)) return readScalar(node, origin);
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(item, origin, depthLeft - 1));
    return { kind: 'list', items, range: rangeOfCollection(node, items, origin.offset) };
  }
  if (!isMap(node)) return null;
  const pairs = node.items.flatMap((item): YamlPair[] => {
    if (!isPair(item)) return [];
    const key = readNode(item.key, origin, depthLeft - 1);
    if (key?.kind !== 'scalar') return [];
    const value = readNode(item.value, origin, depthLeft - 1);
    return [{ key, value, range: { start: key.range.start, end: value?.range.end ?? key.range.end } }];
  });
  return { kind: 'map', pairs, range: rangeOfCollection(node, pairs, origin.offset) };
}

/** Null for a value that is not written. */
function readScalar(node: Scalar, { text, offset }: YamlOrigin): YamlScalar | null {
  if (node.range == null || node.range[0] === node.range[1]) return null;
  const range = { start: offset + node.range[0], end: offset + node.range[1] };
  const quoted = (quote: string): TextRange => {
    const isClosed = range.end - range.start >= 2 && text.startsWith(quote, range.end - 1);
    return { start: range.start + 1, end: isClosed ? range.end - 1 : range.end };
  };
  const value = String(node.value);
  switch (node.type) {
    case 'QUOTE_SINGLE':
      return { kind: 'scalar', text: value, range, textRange: quoted("'"), style: 'single-quoted' };
    case 'QUOTE_DOUBLE':
      return { kind: 'scalar', text: value, range, textRange: quoted('"'), style: 'double-quoted' };
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
      return { kind: 'scalar', text: value, range, textRange: range, style: 'block' };
    default:
      return { kind: 'scalar', text: node.source ?? value, range, textRange: range, style: 'plain' };
  }
}

/** The parser counts the line break after the last child in; a place ends where its last character does. */
function rangeOfCollection(
  node: { readonly range?: readonly number[] | null | undefined; readonly flow?: boolean | undefined },
  children: readonly ({ readonly range: TextRange } | null)[],
  offset: number,
): TextRange {
  const start = offset + (node.range?.[0] ?? 0);
  const end = offset + (node.range?.[1] ?? 0);
  if (node.flow === true) return { start, end };
  return { start, end: children.findLast((child) => child !== null)?.range.end ?? start };
}
