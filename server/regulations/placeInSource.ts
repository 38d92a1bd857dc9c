/** Finds where a passage stands in its file now, also when the file was edited since it was loaded. */
import { LineIndex } from '../base/lineIndex.ts';
import { readTextFile } from '../base/replaceFile.ts';
import { sha256 } from '../base/sha256.ts';
import { documentLimitBytes } from './documentLimit.ts';
import type { StoredPassage } from './passageStore.ts';

export interface SourcePlace {
  /** Whether the file still is what was loaded; `start` and `end` are certain only then. */
  readonly state: 'same' | 'changed' | 'gone';
  /** Empty when it is gone. */
  readonly text: string;
  /** UTF-16 offsets into `text`. */
  readonly start: number;
  readonly end: number;
}

/** UTF-16 units by which a passage is known again. */
const knownBy = 60;

/** @param fileHash SHA-256 of the file as it was loaded */
export async function placeInSource(
  { file, range, text: said }: StoredPassage,
  fileHash: string | null,
): Promise<SourcePlace> {
  const found = await readTextFile(file, documentLimitBytes);
  if (found.kind !== 'text') return { state: 'gone', text: '', start: 0, end: 0 };
  const { text, bytes } = found;
  if (sha256(bytes) === fileHash) return { state: 'same', text, start: range.start, end: range.end };
  const beginning = said.trim().slice(0, knownBy);
  const places = [text.lastIndexOf(beginning, range.start), text.indexOf(beginning, range.start)];
  const start = places
    .filter((at) => beginning !== '' && at >= 0)
    .toSorted((a, b) => Math.abs(a - range.start) - Math.abs(b - range.start))[0];
  const at = start ?? Math.min(range.start, text.length);
  return { state: 'changed', text, start: at, end: Math.min(at + range.end - range.start, text.length) };
}

/** Lines and characters as editors count them: a byte order mark is hidden. */
export function rangeInSource({ text, start, end }: SourcePlace) {
  const index = new LineIndex(text);
  const positionAt = (offset: number) => {
    const { line, character } = index.positionAt(offset);
    return { line, character: line === 0 && text.startsWith('\uFEFF') ? Math.max(0, character - 1) : character };
  };
  return { start: positionAt(start), end: positionAt(end) };
}
