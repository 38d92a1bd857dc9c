/** Matches the lines of one output, one after the other, against the patterns of a matcher. */
import { readCount, shorten, type ReportedProblem, type ReportedSeverity } from '../reports/report.ts';
import type { MatcherGroups, MatcherPattern, ProblemMatcher } from './problemMatcher.ts';

/** A longer line is no compiler's and is left alone; UTF-16 units. */
export const longestMatchedLine = 4_000;

const longestMessage = 2_000;
const longestCode = 200;

type Part = Exclude<keyof MatcherGroups, 'location'>;
type Parts = Readonly<Partial<Record<Part, string>>>;

const partNames: readonly Part[] = ['file', 'line', 'column', 'endLine', 'endColumn', 'severity', 'code', 'message'];

export class LineMatcher {
  readonly #matcher: ProblemMatcher;
  readonly #patterns: readonly { readonly pattern: MatcherPattern; readonly expression: RegExp }[];
  /** The lines before this one, as many as all patterns but the last may need. */
  readonly #before: string[] = [];
  /** What a pattern that loops goes on with; null when none does. */
  #looping: Parts | null = null;

  /** @throws SyntaxError when an expression is none; readMatcher has checked that */
  constructor(matcher: ProblemMatcher) {
    this.#matcher = matcher;
    this.#patterns = matcher.patterns.map((pattern) => ({ pattern, expression: new RegExp(pattern.regexp) }));
  }

  /** @returns the problem that this line completes; null when it completes none */
  match(line: string): ReportedProblem | null {
    if (line.length > longestMatchedLine) {
      this.#looping = null;
      this.#before.length = 0;
      return null;
    }
    const last = this.#patterns.at(-1);
    if (last === undefined) return null;
    if (this.#looping !== null) {
      const parts = readParts(last.pattern, last.expression.exec(line), this.#looping);
      if (parts !== null) return this.#problem(parts, last.pattern);
      this.#looping = null;
    }
    const found = this.#matchWindow(line, last);
    if (found !== null) return found;
    this.#before.push(line);
    if (this.#before.length >= this.#patterns.length) this.#before.shift();
    return null;
  }

  #matchWindow(
    line: string,
    last: { readonly pattern: MatcherPattern; readonly expression: RegExp },
  ): ReportedProblem | null {
    if (this.#before.length < this.#patterns.length - 1) return null;
    let parts: Parts | null = {};
    for (const [index, { pattern, expression }] of this.#patterns.slice(0, -1).entries()) {
      parts = readParts(pattern, expression.exec(this.#before[index] ?? ''), parts);
      if (parts === null) return null;
    }
    const whole = readParts(last.pattern, last.expression.exec(line), parts);
    if (whole === null) return null;
    if (last.pattern.loop) this.#looping = parts;
    this.#before.length = 0;
    return this.#problem(whole, last.pattern);
  }

  #problem(parts: Parts, { kind }: MatcherPattern): ReportedProblem | null {
    const file = parts.file?.trim();
    const message = parts.message?.trim();
    if (message === undefined || message === '') return null;
    const isWhole = kind === 'file' || parts.line === undefined;
    return {
      severity: readSeverity(parts.severity) ?? this.#matcher.severity,
      code: parts.code === undefined || parts.code === '' ? null : shorten(parts.code, longestCode),
      message: shorten(message, longestMessage),
      place:
        file === undefined || file === ''
          ? null
          : {
              file,
              line: isWhole ? null : readCount(parts.line),
              column: isWhole ? null : readCount(parts.column),
              endLine: isWhole ? null : readCount(parts.endLine),
              endColumn: isWhole ? null : readCount(parts.endColumn),
            },
    };
  }
}

/** What the groups of a pattern add to what is known; null when the line did not match. */
function readParts(pattern: MatcherPattern, match: RegExpExecArray | null, known: Parts): Parts | null {
  if (match === null) return null;
  const parts: Partial<Record<Part, string>> = { ...known };
  for (const name of partNames) {
    const value = match[pattern[name] ?? -1];
    if (value === undefined) continue;
    // A message may go over several lines; of everything else the first word counts.
    if (name === 'message' && parts.message !== undefined) parts.message += `\n${value}`;
    else parts[name] ??= value;
  }
  const location = match[pattern.location ?? -1];
  if (location !== undefined) {
    const [line, column, endLine, endColumn] = location.split(/[\s,.:-]+/);
    Object.assign(parts, { line, column, endLine, endColumn });
  }
  return parts;
}

function readSeverity(written: string | undefined): ReportedSeverity | null {
  const word = written?.trim().toLowerCase() ?? '';
  if (/^(?:e|err|error|fatal|fatal error|critical)$/.test(word)) return 'error';
  if (/^(?:w|warn|warning)$/.test(word)) return 'warning';
  if (/^(?:i|info|information|note|hint|message|style|suggestion)$/.test(word)) return 'information';
  return null;
}
