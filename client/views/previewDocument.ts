/** Shows a text of ours as a Markdown preview that cannot be edited; the next text takes its place. */
import * as vscode from 'vscode';

/** The editor's own preview; where a person has switched it off, the editor shows the text instead. */
const previewEditor = 'vscode.markdown.preview.editor';

export class PreviewDocument implements vscode.TextDocumentContentProvider {
  readonly scheme: string;
  readonly #uri: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  #text = '';

  /**
   * @param scheme under which this is registered
   * @param name what the editor's tab says, with its ending
   */
  constructor(scheme: string, name: string) {
    this.scheme = scheme;
    this.#uri = vscode.Uri.from({ scheme, path: `/${name}` });
  }

  /** @param text Markdown in which nothing of others is left as markup */
  async show(text: string): Promise<void> {
    this.#text = text;
    this.#changed.fire(this.#uri);
    await vscode.commands.executeCommand('vscode.openWith', this.#uri, previewEditor, { preview: true });
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }
}
