/** Answers the messages about roadmaps: overviews, scaffolding, checking. */
import type { Connection } from 'vscode-languageserver/node';
import { checkFolder, initializeFolder, listFolders } from '../../protocol/roadmap.ts';
import { Failure } from '../base/failure.ts';
import type { TextSource } from '../base/textSource.ts';
import { initializeRoadmap } from '../phases/initializeRoadmap.ts';
import { answer } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { FolderViews } from './folderViews.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

/** @param isTrusted a workspace that is not trusted is only looked at, so nothing is created in it */
export function answerRoadmapMessages(
  connection: Connection,
  folders: WorkspaceFolders,
  views: FolderViews,
  source: TextSource,
  isTrusted: () => boolean,
): void {
  answer(connection, listFolders, async () => {
    const shown = await Promise.all(folders.all.map((folder) => views.refresh(folder)));
    return { folders: shown.map(({ overview }) => overview) };
  });

  answer(connection, initializeFolder, async ({ folderUri }) => {
    const folder = folders.require(folderUri);
    if (!isTrusted())
      throw new Failure('not-trusted', 'This workspace is not trusted, so nothing is created. Trust it first.');
    const { created, roadmapFile } = await initializeRoadmap(folder.path, source, false);
    await views.refresh(folder);
    return { created: [...created], roadmapUri: fileAddress(roadmapFile) };
  });

  answer(connection, checkFolder, async ({ folderUri }) => {
    const { problems, overview } = await views.refresh(folders.require(folderUri));
    if (overview.failure !== null) throw new Failure('read-failed', overview.failure);
    if (overview.roadmapUri === null)
      throw new Failure('roadmap-missing', 'This folder has no roadmap. Start one first.');
    const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
    return { errors: count('error'), warnings: count('warning') };
  });
}
