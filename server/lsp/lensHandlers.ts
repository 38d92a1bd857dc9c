/** Answers requests for lenses in roadmaps and specs. */
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { TextSource } from '../base/textSource.ts';
import { firstHeadingLine, roadmapLenses, specLenses } from '../language/codeLenses.ts';
import { specLimitBytes } from '../phases/plan.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { FolderViews } from './folderViews.ts';
import { stillReading } from './stillReading.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export function answerLensRequests(
  connection: Connection,
  folders: WorkspaceFolders,
  views: FolderViews,
  plans: FolderPlans,
  source: TextSource,
): void {
  connection.onCodeLens(async ({ textDocument }) => {
    const file = URI.parse(textDocument.uri).fsPath;
    // In nested folders the outer roadmap may name a spec that lies in the inner folder.
    for (const folder of folders.allHolding(file)) {
      // What keeps a plan from being read is no matter of lenses.
      const isWhole = await plans.timely(folder).then(
        (timely) => timely.isWhole,
        () => true,
      );
      // The client is told to ask again once everything has been read.
      if (!isWhole) return stillReading();
      const { phases, roadmapFile } = await views.read(folder);
      if (file === roadmapFile) return [...roadmapLenses(phases, folder.uri)];
      const phase = phases.find(({ specFile }) => specFile === file);
      if (phase === undefined) continue;
      const read = await source.read(file, specLimitBytes, folder.path);
      return read.kind === 'text' ? [...specLenses(phase, folder.uri, firstHeadingLine(read.text))] : [];
    }
    return [];
  });
}
