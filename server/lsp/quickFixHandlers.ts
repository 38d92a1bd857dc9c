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
    const version = documents.get(uri)?.version ?? null;
    // In nested folders the outer roadmap may name a spec that lies in the inner folder.
    const problems = await Promise.all(folders.allHolding(file).map((folder) => views.problems(folder)));
    return quickFixes(
      problems.flat().filter((problem) => problem.file === file),
      { uri, version },
      range,
    );
  });
}
