/** Problems in the form that scripts read. */
import path from 'node:path';
import type { FileProblem } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';

/** Lines and columns count from 1; columns count UTF-16 units. Files are relative to the workspace. */
export function reportProblems(problems: readonly FileProblem[], root: string) {
  const indexes = new Map<string, LineIndex>();
  return problems.map((problem) => {
    const index = indexes.get(problem.file) ?? new LineIndex(problem.text);
    indexes.set(problem.file, index);
    const start = index.positionAt(problem.range.start);
    return {
      severity: problem.severity,
      code: problem.code,
      message: problem.message,
      file: path.relative(root, problem.file).split(path.sep).join('/'),
      line: start.line + 1,
      column: start.character + 1,
      ...(problem.fix === undefined
        ? {}
        : {
            fix: {
              title: problem.fix.title,
              edits: problem.fix.edits.map((edit) => {
                const from = index.positionAt(edit.range.start);
                const to = index.positionAt(edit.range.end);
                return {
                  line: from.line + 1,
                  column: from.character + 1,
                  endLine: to.line + 1,
                  endColumn: to.character + 1,
                  newText: edit.newText,
                };
              }),
            },
          }),
    };
  });
}

/** "ROADMAP.md:12:13 error phase-status-unknown: …", one line a problem, as compilers print them. */
export function describeProblems(reports: ReturnType<typeof reportProblems>): string {
  return reports
    .map(
      ({ file, line, column, severity, code, message }) =>
        `${file}:${line}:${column} ${severity} ${code}: ${message}\n`,
    )
    .join('');
}
