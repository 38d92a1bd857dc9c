/** Follows which folders the client has open. */
import type { Connection } from 'vscode-languageserver/node';
import type { FolderViews } from './folderViews.ts';
import type { LiveWatches } from './liveWatches.ts';
import type { ReportViews } from './reportViews.ts';
import type { WorkspaceFolders } from './workspaceFolders.ts';

export interface FollowedFolders {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  readonly views: FolderViews;
  readonly reportViews: ReportViews;
  readonly liveWatches: LiveWatches;
}

/** What was known of a folder that is closed is forgotten. */
export function followFolders({ connection, folders, views, reportViews, liveWatches }: FollowedFolders): void {
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const closed = folders.all.filter(({ uri }) => removed.some((folder) => folder.uri === uri));
    folders.change(added, removed);
    for (const folder of closed) {
      views.forget(folder);
      reportViews.forget(folder);
      liveWatches.stop(folder.path);
    }
    views.scheduleAll();
  });
}
