/** The fixes of problems as actions that the editor offers: one by one, all of a kind, and all that are certain. */
import {
  CodeActionKind,
  type AnnotatedTextEdit,
  type CodeAction,
  type Diagnostic,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { FileProblem, ProblemFix } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextEdit as OffsetEdit } from '../base/textRange.ts';
import { selectFixes } from './selectFixes.ts';

/** The kind that `editor.codeActionsOnSave` names. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.phasegate`;

/** How edits reach the documents of an editor. */
export interface EditedDocuments {
  /** The document's address, and its version while it is open; an edit of another version is refused. */
  readonly identify: (file: string) => { readonly uri: string; readonly version: number | null };
  /** Whether the client takes versioned edits. Without them only texts that it already has can be changed safely. */
  readonly takesDocumentChanges: boolean;
  /** Whether the client can create files. */
  readonly takesCreation: boolean;
}

/** A problem with what can be done about it. */
export interface FixableProblem {
  readonly problem: FileProblem;
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly ProblemFix[];
}

/**
 * One action for each fix of each problem, and one for all certain fixes of a kind where there are several.
 *
 * @param ofKind all problems of the file with a code, with their fixes
 */
export function quickFixes(
  problems: readonly FixableProblem[],
  ofKind: (code: string) => readonly Pick<FixableProblem, 'problem' | 'fixes'>[],
  documents: EditedDocuments,
): CodeAction[] {
  const single = problems.flatMap(({ problem, diagnostic, fixes }) =>
    fixes
      .filter((fix) => canApply(fix, documents))
      .map((fix, index): CodeAction => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        // What is merely worth knowing is not mended unasked.
        isPreferred: index === 0 && problem.severity !== 'information',
        edit: workspaceEdit(problem, fix, documents),
      })),
  );
  return [...withoutRepetition(single), ...fixesOfKinds(problems, ofKind, documents)];
}

function fixesOfKinds(
  problems: readonly FixableProblem[],
  ofKind: (code: string) => readonly Pick<FixableProblem, 'problem' | 'fixes'>[],
  documents: EditedDocuments,
): CodeAction[] {
  return [...new Set(problems.map(({ problem }) => problem.code))].flatMap((code): CodeAction[] => {
    const alike = ofKind(code);
    const [first] = alike;
    const chosen = selectFixes(alike);
    if (first === undefined || chosen.length < 2) return [];
    return [
      {
        title: `Fix all ${chosen.length} problems of this kind in this file (${code})`,
        kind: CodeActionKind.QuickFix,
        diagnostics: problems.filter(({ problem }) => problem.code === code).map(({ diagnostic }) => diagnostic),
        edit: workspaceEdit(first.problem, together(chosen), documents),
      },
    ];
  });
}

/** All fixes of a file that are certain, as one action; null when there is none. */
export function fixAll(
  problems: readonly Pick<FixableProblem, 'problem' | 'fixes'>[],
  documents: EditedDocuments,
): CodeAction | null {
  const chosen = selectFixes(problems);
  const [first] = problems;
  if (first === undefined || chosen.length === 0) return null;
  return {
    title: 'Fix all problems of the plan whose fix is certain',
    kind: fixAllKind,
    edit: workspaceEdit(first.problem, together(chosen), documents),
  };
}

/** Offers to run the gates of a phase again whose DONE is not proven; a command of the client, so only where it has it. */
export function verifyAction(diagnostic: Diagnostic, folderUri: string, phase: string): CodeAction {
  const title = `Verify phase ${phase} now`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command: 'phasegate.verifyPhases', arguments: [{ folderUri, phase }] },
  };
}

/** Whether the requested kinds include one. Kinds are paths: `source` includes `source.fixAll`. */
export function isRequested(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((asked) => asked === '' || asked === kind || kind.startsWith(`${asked}.`));
}

function together(fixes: readonly ProblemFix[]): ProblemFix {
  return { title: '', edits: fixes.flatMap(({ edits }) => edits) };
}

function canApply({ otherFiles = [] }: ProblemFix, documents: EditedDocuments): boolean {
  return otherFiles.every((change) => (change.kind === 'create' ? documents.takesCreation : true));
}

/** Needs of one gate may be offered the same fix by several problems at one place. */
function withoutRepetition(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter((action) => {
    const key = JSON.stringify([action.title, action.edit]);
    return seen.size !== seen.add(key).size;
  });
}

function workspaceEdit(problem: FileProblem, fix: ProblemFix, documents: EditedDocuments): WorkspaceEdit {
  const own = fix.edits.length === 0 ? [] : [{ kind: 'edit', ...problem, edits: fix.edits } as const];
  const changes = [...own, ...(fix.otherFiles ?? [])];
  if (!documents.takesDocumentChanges) {
    const byUri: Record<string, TextEdit[]> = {};
    for (const change of changes) {
      if (change.kind === 'create') continue;
      byUri[documents.identify(change.file).uri] = lspEdits(change.text, change.edits);
    }
    return { changes: byUri };
  }
  return {
    documentChanges: changes.flatMap((change) => {
      const textDocument = documents.identify(change.file);
      if (change.kind === 'edit') return [textDocumentEdit(textDocument, lspEdits(change.text, change.edits))];
      const start = { line: 0, character: 0 };
      return [
        { kind: 'create', uri: textDocument.uri, options: { ignoreIfExists: false, overwrite: false } } as const,
        textDocumentEdit({ uri: textDocument.uri, version: null }, [
          { range: { start, end: start }, newText: change.text },
        ]),
      ];
    }),
  };
}

function textDocumentEdit(
  textDocument: TextDocumentEdit['textDocument'],
  edits: (TextEdit | AnnotatedTextEdit)[],
): TextDocumentEdit {
  return { textDocument: { ...textDocument }, edits };
}

function lspEdits(text: string, edits: readonly OffsetEdit[]): TextEdit[] {
  const index = new LineIndex(text);
  return edits.map(({ range, newText }) => ({
    range: { start: index.positionAt(range.start), end: index.positionAt(range.end) },
    newText,
  }));
}
