/** Computes the edit that removes one entry of a list or mapping of YAML and leaves the others as they are. */
import type { TextEdit } from '../../base/textRange.ts';
import type { YamlPath, YamlSource } from '../yamlSource.ts';

/**
 * @param path of the list or mapping
 * @param index of the entry
 * @returns null when the entry cannot be removed without touching others, as the only one of a mapping
 */
export function removeEntry(text: string, source: YamlSource, path: YamlPath, index: number): TextEdit | null {
  const entries = source.entriesAt(path);
  const range = entries?.ranges[index];
  if (entries === null || range === undefined) return null;
  const next = entries.ranges[index + 1];
  const previous = entries.ranges[index - 1];
  if (next !== undefined) return { range: { start: range.start, end: next.start }, newText: '' };
  if (previous === undefined) {
    // An empty list is a list, and needs no line of its own.
    const isList = typeof source.pathAt(range)?.at(-1) === 'number';
    return isList ? { range: source.rangeOf(path), newText: '[]' } : null;
  }
  if (entries.isFlow) return { range: { start: previous.end, end: range.end }, newText: '' };
  // The whole lines, so that a comment behind the entry before stays and one behind this entry goes with it.
  const start = lineStart(text, range.start);
  if (start < previous.end || !/^[ \t]*(?:-[ \t]+)?$/.test(text.slice(start, range.start))) return null;
  return { range: { start, end: nextLineStart(text, range.end) }, newText: '' };
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !/[\r\n]/.test(text.charAt(start - 1))) start--;
  return start;
}

function nextLineStart(text: string, offset: number): number {
  // A block scalar ends with its line break, so it may be at the start of a line already.
  if (offset > 0 && /[\r\n]/.test(text.charAt(offset - 1))) return offset;
  const found = /\r\n|\n|\r/g;
  found.lastIndex = offset;
  return found.exec(text) === null ? text.length : found.lastIndex;
}
