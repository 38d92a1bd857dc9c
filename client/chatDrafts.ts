/** Keeps what was written into composers and not sent, in files of its own: the editor's memory is written too late for a crash. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

export class ChatDrafts {
  readonly #folder: vscode.Uri;
  #writing: Promise<void> = Promise.resolve();

  /** @param storage where the extension may write for this workspace */
  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, 'drafts');
  }

  /** Empty when there is none. */
  async read(conversation: string): Promise<string> {
    await this.#writing;
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file(conversation)));
    } catch {
      // No draft, or none that can be read; the composer is empty then.
      return '';
    }
  }

  /** An empty text forgets the draft. @throws Error when the disk refuses */
  keep(conversation: string, text: string): Promise<void> {
    // One after the other, so that the last one typed is the one that stays.
    const written = this.#writing.then(() => this.#write(conversation, text));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #write(conversation: string, text: string): Promise<void> {
    const file = this.#file(conversation);
    if (text !== '') {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      return;
    }
    try {
      await vscode.workspace.fs.delete(file);
    } catch {
      // There was none.
    }
  }

  /** Ids come from pages and imports, and are no names of files. */
  #file(conversation: string): vscode.Uri {
    const name = createHash('sha256').update(conversation).digest('hex').slice(0, 32);
    return vscode.Uri.joinPath(this.#folder, `${name}.md`);
  }
}
