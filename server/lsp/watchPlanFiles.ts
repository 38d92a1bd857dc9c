/** Asks the client to watch the files that plans are made of. */
import { DidChangeWatchedFilesNotification, type Connection } from 'vscode-languageserver/node';
import { describeFailure } from '../base/failure.ts';

export function watchPlanFiles(connection: Connection): void {
  connection.client
    .register(DidChangeWatchedFilesNotification.type, {
      watchers: ['**/*.md', '**/phasegate.yaml', '**/package.json', '**/.gitkeep'].map((globPattern) => ({
        globPattern,
      })),
    })
    .catch((error: unknown) => {
      connection.console.error(describeFailure(error).message);
    });
}
