/** Shows what a roadmap would become as a document beside the original, before anything is written. */
import * as vscode from 'vscode';

export class ProposalDocuments implements vscode.TextDocumentContentProvider {
  static readonly scheme = 'phasegate-proposal';
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  /** Opens the diff editor: the original on the left, the proposal on the right. */
  async show(original: vscode.Uri, text: string): Promise<void> {
    const uri = original.with({ scheme: ProposalDocuments.scheme });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const name = original.path.split('/').at(-1) ?? '';
    await vscode.commands.executeCommand('vscode.diff', original, uri, `${name}: as it is ↔ as Phasegate reads it`, {
      preview: true,
    });
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
