/** Shows the logs that gates left behind as documents that cannot be edited. */
import { stripVTControlCharacters } from 'node:util';
import * as vscode from 'vscode';

export class LogDocuments implements vscode.TextDocumentContentProvider {
  static readonly scheme = 'phasegate-log';

  /**
   * @param log absolute path of the log; it travels in the query
   * @param title what the editor's tab says, such as "17A unit"
   */
  uriOf(log: string, title: string): vscode.Uri {
    return vscode.Uri.from({ scheme: LogDocuments.scheme, path: `/${title.replaceAll('/', '-')}.log`, query: log });
  }

  async show(log: string, title: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uriOf(log, title));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const log = uri.query;
    if (!log.endsWith('.log')) return '';
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(log));
      return stripVTControlCharacters(new TextDecoder().decode(bytes));
    } catch {
      return `The log ${log} is gone. Run the gate again to have a new one.\n`;
    }
  }
}
