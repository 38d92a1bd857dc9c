/** The fixes of problems as actions that the editor offers where the problem stands. */
import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { FileProblem } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { diagnoseFiles } from './diagnostics.ts';

/** The document that the edits are for; a version that is no longer the document's makes the editor refuse them. */
interface FixedDocument {
  readonly uri: string;
  readonly version: number | null;
}

/** @param problems those of the document */
export function quickFixes(problems: readonly FileProblem[], document: FixedDocument, range: Range): CodeAction[] {
  return problems.flatMap((problem): CodeAction[] => {
    if (problem.fix === undefined) return [];
    const [diagnostic] = diagnoseFiles([problem]).get(problem.file) ?? [];
    if (diagnostic === undefined || !touch(diagnostic.range, range)) return [];
    const index = new LineIndex(problem.text);
    const edits = problem.fix.edits.map((edit) => ({
      range: { start: index.positionAt(edit.range.start), end: index.positionAt(edit.range.end) },
      newText: edit.newText,
    }));
    return [
      {
        title: problem.fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { documentChanges: [{ textDocument: { ...document }, edits }] },
      },
    ];
  });
}

/** A cursor beside a problem counts as being on it. */
function touch(one: Range, other: Range): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start);
}

function isBefore(one: Range['start'], other: Range['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
