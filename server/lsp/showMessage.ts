/** Shows a person a message in the editor, without asking for an answer. */
import { ShowMessageNotification, type Connection, type MessageType } from 'vscode-languageserver/node';

/**
 * Not `window.showErrorMessage` and its siblings: those are requests, and the rejection by a client that knows no such
 * request would end the server.
 */
export function showMessage(connection: Connection, type: MessageType, message: string): void {
  // It fails when the client has gone, and then there is nobody to tell.
  connection.sendNotification(ShowMessageNotification.type, { type, message }).catch(() => undefined);
}
