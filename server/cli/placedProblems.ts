/** Problems with their place in lines and columns, and in files as a repository names them, for the formats of CI. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { FileProblem, ProblemFix } from '../base/problem.ts';
import { LineIndexes } from '../base/lineIndexes.ts';
import type { TextEdit, TextRange } from '../base/textRange.ts';

/** Lines and columns count from 1; columns count UTF-16 units, and the end is the column behind the last. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface PlacedProblem {
  readonly problem: FileProblem;
  /** With forward slashes, relative to the folder that the places are told for. */
  readonly file: string;
  readonly region: Region;
  /** Those that edit texts; one that creates a file is left to the editor. */
  readonly fixes: readonly PlacedFix[];
}

export interface PlacedFix {
  readonly title: string;
  readonly changes: readonly {
    readonly file: string;
    readonly edits: readonly { readonly region: Region; readonly newText: string }[];
  }[];
}

/** @param folder absolute; files are told relative to it */
export function placeProblems(
  problems: readonly FileProblem[],
  fixesOf: (problem: FileProblem) => readonly ProblemFix[],
  folder: string,
): readonly PlacedProblem[] {
  const indexes = new LineIndexes();
  const regionOf = (file: string, text: string, range: TextRange): Region => {
    const index = indexes.of(file, text);
    const start = index.positionAt(range.start);
    const end = index.positionAt(range.end);
    return {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
  const nameOf = (file: string): string => path.relative(folder, file).split(path.sep).join('/');
  const change = (file: string, text: string, edits: readonly TextEdit[]) => ({
    file: nameOf(file),
    edits: edits.map(({ range, newText }) => ({ region: regionOf(file, text, range), newText })),
  });
  return problems.map((problem) => ({
    problem,
    file: nameOf(problem.file),
    region: regionOf(problem.file, problem.text, problem.range),
    fixes: fixesOf(problem).flatMap(({ title, edits, otherFiles = [] }): PlacedFix[] => {
      const others = otherFiles.flatMap((other) =>
        other.kind === 'edit' ? [change(other.file, other.text, other.edits)] : [],
      );
      if (others.length < otherFiles.length) return [];
      const own = edits.length === 0 ? [] : [change(problem.file, problem.text, edits)];
      return [{ title, changes: [...own, ...others] }];
    }),
  }));
}

/** The folder of the checkout in which CI runs, if it holds the workspace; otherwise the workspace. */
export function repositoryFolder(root: string, environment: NodeJS.ProcessEnv): string {
  const named = environment.GITHUB_WORKSPACE ?? environment.CI_PROJECT_DIR;
  if (named === undefined || named === '') return root;
  try {
    const folder = realpathSync(named);
    return root === folder || root.startsWith(folder + path.sep) ? folder : root;
  } catch {
    return root;
  }
}
