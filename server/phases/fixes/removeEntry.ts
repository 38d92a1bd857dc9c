/** Computes the edit that removes one entry of a list of YAML and leaves the others, and all comments, as they are. */
import type { TextEdit } from '../../base/textRange.ts';
import type { YamlPath, YamlSource } from '../yamlSource.ts';

/**
 * @param path of the list
 * @param index of the entry
 * @returns null when the entry cannot be removed without touching others
 */
export function removeEntry(text: string, source: YamlSource, path: YamlPath, index: number): TextEdit | null {
  const entries = source.entriesAt(path);
  const range = entries?.ranges[index];
  if (entries === null || range === undefined) return null;
  const next = entries.ranges[index + 1];
  const previous = entries.ranges[index - 1];
  if (entries.isFlow) {
    if (next !== undefined) return { range: { start: range.start, end: next.start }, newText: '' };
    const start = previous === undefined ? range.start : previous.end;
    return { range: { start, end: range.end }, newText: '' };
  }
  const start = lineStart(text, range.start);
  const dash = /^([ \t]*)-[ \t]+$/.exec(text.slice(start, range.start));
  if (dash === null) return null;
  // An empty list is a list; it stands where its only entry stood.
  if (entries.ranges.length === 1) {
    return { range: { start: start + (dash[1]?.length ?? 0), end: range.end }, newText: '[]' };
  }
  // The whole lines, so that a comment behind the entry goes with it and every other one stays.
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
