/** Corrects words and values of YAML, in the quotes that they stand in. */
import type { ProblemFix } from '../../base/problem.ts';
import type { TextEdit, TextRange } from '../../base/textRange.ts';
import { findNearestWord } from './nearestWord.ts';

/** Changes the misspelt word at a range to the nearest of some. */
export function correct(text: string, range: TextRange, words: Iterable<string>): readonly ProblemFix[] {
  const written = text.slice(range.start, range.end);
  const quote = /^(["']).*\1$/s.exec(written)?.[1] ?? '';
  const nearest = findNearestWord(written.slice(quote.length, written.length - quote.length), words);
  if (nearest === null) return [];
  const isPlain = /^[\w$][\w $-]*$/.test(nearest.word);
  const newText = quote === '' && !isPlain ? JSON.stringify(nearest.word) : quote + nearest.word + quote;
  return [{ title: `Change to ${nearest.word}`, edits: [{ range, newText }], isCertain: nearest.isCertain }];
}

/** A fix whose meaning is plain. */
export function certainly(range: TextRange, newText: string): ProblemFix {
  return { title: `Change to ${newText}`, edits: [{ range, newText }], isCertain: true };
}

/** Puts another value in the place of a scalar. */
export function rewriteScalar(text: string, range: TextRange, value: string): TextEdit {
  const quote = /^(["']).*\1$/s.exec(text.slice(range.start, range.end))?.[1] ?? '';
  const isPlain = /^[\p{L}\p{N}$_][\p{L}\p{N}_./-]*$/u.test(value);
  return { range, newText: isPlain ? quote + value + quote : JSON.stringify(value) };
}
