/** The folders that are open in the editor, by URI and by path. */
import path from 'node:path';
import type { WorkspaceFolder } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { Failure } from '../base/failure.ts';

export interface OpenFolder {
  readonly uri: string;
  readonly name: string;
  /** Absolute path as the editor has it; links are followed when a plan is loaded. */
  readonly path: string;
}

export class WorkspaceFolders {
  #folders: readonly OpenFolder[] = [];

  get all(): readonly OpenFolder[] {
    return this.#folders;
  }

  /** Folders that are no files on this machine are left out: nothing could run in them. */
  replace(folders: readonly WorkspaceFolder[]): void {
    this.#folders = folders.flatMap(({ uri, name }) => {
      const parsed = URI.parse(uri);
      return parsed.scheme === 'file' ? [{ uri, name, path: parsed.fsPath }] : [];
    });
  }

  change(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    const gone = new Set(removed.map(({ uri }) => uri));
    const kept = this.#folders.filter(({ uri }) => !gone.has(uri));
    this.replace([...kept.map(({ uri, name }) => ({ uri, name })), ...added]);
  }

  /** @throws Failure `usage` when no open folder has this URI */
  require(uri: string): OpenFolder {
    const wanted = URI.parse(uri).fsPath;
    const found = this.#folders.find((folder) => folder.uri === uri || folder.path === wanted);
    if (found === undefined) throw new Failure('usage', `The folder ${uri} is not open in this window.`);
    return found;
  }

  /** The innermost open folder that holds a file; undefined when none does. */
  holding(file: string): OpenFolder | undefined {
    return this.allHolding(file)[0];
  }

  /** The open folders that hold a file, the innermost first. */
  allHolding(file: string): readonly OpenFolder[] {
    return this.#folders
      .filter((folder) => file === folder.path || file.startsWith(folder.path + path.sep))
      .sort((a, b) => b.path.length - a.path.length);
  }
}
