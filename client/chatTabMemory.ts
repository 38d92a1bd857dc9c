/** Remembers which conversations stand in tabs, for a tab whose own state the editor had no time to keep. */
import * as vscode from 'vscode';

export class ChatTabMemory {
  readonly #folder: vscode.Uri;
  #writing: Promise<void> = Promise.resolve();

  /** @param storage where the extension may write for this workspace */
  constructor(storage: vscode.Uri) {
    this.#folder = storage;
  }

  /** The one used last first; none when nothing can be read. */
  async read(): Promise<readonly string[]> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#file);
      const ids: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  }

  /** Written in time; what cannot be written is not remembered. */
  keep(conversations: readonly string[]): void {
    const bytes = new TextEncoder().encode(JSON.stringify(conversations));
    this.#writing = this.#writing.then(() =>
      vscode.workspace.fs.writeFile(this.#file, bytes).then(undefined, () => undefined),
    );
  }

  get #file(): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, 'chatTabs.json');
  }
}
