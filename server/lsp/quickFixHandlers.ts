/** Answers requests for the fixes of problems in roadmaps, specs and the configuration. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { quickFixes } from '../language/quickFixes.ts';
import type { FolderViews } from './folderViews.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export function answerQuickFixRequests(
  connection: Connection,
  folders: WorkspaceFolders,
  views: FolderViews,
  documents: TextDocuments<TextDocument>,
): void {
  connection.onCodeAction(async ({ textDocument: { uri }, range }) => {
    const file = URI.parse(uri).fsPath;
    const folder = folders.holding(file);
    if (folder === undefined) return [];
    const version = documents.get(uri)?.version ?? null;
    const problems = await views.problems(folder);
    return quickFixes(
      problems.filter((problem) => problem.file === file),
      { uri, version },
      range,
    );
  });
}
