/** Shows what a file would become as a document beside the original, before anything is written. */
import * as vscode from 'vscode';

export class ProposalDocuments implements vscode.TextDocumentContentProvider {
  static readonly scheme = 'phasegate-proposal';
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  /**
   * Opens the diff editor: the original on the left, the proposal on the right.
   *
   * @param sides what the title calls the two
   * @param isNew whether there is no original, so that the left side is empty. Default false
   */
  async show(original: vscode.Uri, text: string, sides: string, isNew = false): Promise<void> {
    const uri = original.with({ scheme: ProposalDocuments.scheme });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const name = original.path.split('/').at(-1) ?? '';
    // No text is kept for this address, so the document is empty.
    const before = isNew ? uri.with({ query: 'before' }) : original;
    await vscode.commands.executeCommand('vscode.diff', before, uri, `${name}: ${sides}`, { preview: true });
  }

  /** Closes the diff editor of a file and forgets the proposal. */
  async close(original: vscode.Uri): Promise<void> {
    const uri = original.with({ scheme: ProposalDocuments.scheme }).toString();
    this.#texts.delete(uri);
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri);
    await vscode.window.tabGroups.close(tabs);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }
}
