/** Fixes of code fences, comments and front matter that nothing closes. */
import type { ProblemFix } from '../../base/problem.ts';
import { applyTextEdits, type TextEdit } from '../../base/textRange.ts';
import { lineBreakFor } from '../../roadmap/lineBreak.ts';
import { parseRoadmap } from '../../roadmap/parseRoadmap.ts';
import { YamlSource } from '../yamlSource.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';

/** Closes the fence before the next line that would open a phase, where its list item ends, or at the end. */
export const unclosedFenceFixes: FixFinder = (request) => {
  const { problem, plan } = request;
  const text = plan.roadmapText;
  const { start, end } = problem.range;
  const lineStart = startOfLine(text, start);
  const indent = text.slice(lineStart, start).replace(/[^\t]/g, ' ');
  const closing = indent + text.slice(start, end);
  const lineEnd = endOfLine(text, end);
  const places = [
    { at: search(text, lineEnd, /^ {0,3}##[ \t]+phase[ \t]*\d/gim), where: 'before the next phase' },
    { at: indent === '' ? null : endOfItem(text, lineEnd, start - lineStart), where: 'where its list item ends' },
    { at: text.length, where: 'at the end of the file' },
  ];
  const fixes = places.flatMap(({ at, where }): ProblemFix[] =>
    at === null ? [] : [{ title: `Close the code fence ${where}`, edits: [insertLine(text, at, closing)] }],
  );
  const found = fixes.find((fix) => removesProblem(request, fix.edits));
  return found === undefined ? [] : [found];
};

/** Closes the comment at the end of its line or of the text; one inside a sentence becomes inline code. */
export const unclosedCommentFixes: FixFinder = (request) => {
  const { problem, plan } = request;
  const text = plan.roadmapText;
  const { start, end } = problem.range;
  const lineEnd = endOfLine(text, end);
  const isInSentence = /[\p{L}\p{N}]/u.test(text.slice(startOfLine(text, start), start));
  const asCode: ProblemFix = {
    title: 'Put "<!--" in backticks, as text',
    edits: [{ range: { start, end }, newText: '`<!--`' }],
  };
  const insert = (at: number): TextEdit => ({ range: { start: at, end: at }, newText: ' -->' });
  const fixes: ProblemFix[] = [
    { title: 'Close the comment at the end of its line', edits: [insert(lineEnd)] },
    { title: 'Close the comment at the end of the file', edits: [insert(text.trimEnd().length)] },
  ];
  return (isInSentence ? [asCode, ...fixes] : [...fixes, asCode]).filter((fix) => removesProblem(request, fix.edits));
};

/** Closes front matter behind the last line that can belong to it. */
export const unclosedFrontMatterFixes: FixFinder = ({ problem: { text, range } }) => {
  const lineBreak = lineBreakFor(text, range.end);
  const start = endOfLine(text, range.end) + lineBreak.length;
  const lines = text.slice(start).split(lineBreak);
  const outside = lines.findIndex((line) => !/^(?:[\w-]+:(?:[ \t]|$)|[ \t]+\S|-[ \t])/.test(line));
  const count = outside < 0 ? lines.length : outside;
  const yaml = lines.slice(0, count).join(lineBreak);
  if (count === 0 || new YamlSource(yaml, 0).problems.length > 0) return [];
  return [
    { title: 'Close the front matter below its last line', edits: [insertLine(text, start + yaml.length, '---')] },
  ];
};

/** Whether reading the changed roadmap finds one problem of the kind less. */
function removesProblem({ problem, plan, trials }: FixRequest, edits: readonly TextEdit[]): boolean {
  if (trials.left <= 0) return false;
  trials.left--;
  const count = (problems: readonly { readonly code: string }[]) =>
    problems.filter(({ code }) => code === problem.code).length;
  return count(parseRoadmap(applyTextEdits(plan.roadmapText, edits)).problems) < count(plan.parsed.problems);
}

/** Puts a line of its own where a line starts, or behind the one that ends there. */
function insertLine(text: string, at: number, line: string): TextEdit {
  const lineBreak = lineBreakFor(text, at);
  const startsLine = at === 0 || /[\r\n]/.test(text.charAt(at - 1));
  return { range: { start: at, end: at }, newText: startsLine ? line + lineBreak : lineBreak + line };
}

/** Where the first line stands that is indented less than the item's text. */
function endOfItem(text: string, from: number, column: number): number | null {
  return search(text, from, new RegExp(`^[ \\t]{0,${Math.max(0, column - 1)}}[^ \\t\\r\\n]`, 'gm'));
}

function search(text: string, from: number, pattern: RegExp): number | null {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? null;
}

function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

function endOfLine(text: string, offset: number): number {
  return search(text, offset, /$/gm) ?? text.length;
}
