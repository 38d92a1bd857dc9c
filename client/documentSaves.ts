/** Saves documents that the server edited, but only those in which the person had nothing unsaved. */
import * as vscode from 'vscode';
import { CancellationToken, type Middleware } from 'vscode-languageclient/node';

type ApplyEdit = NonNullable<NonNullable<Middleware['workspace']>['handleApplyEdit']>;

export class DocumentSaves {
  /** Version that a clean document had right after the server's edit, by URI. */
  readonly #editedVersions = new Map<string, number>();

  /** Stands between the server's edit and the editor, to see which documents were clean before it. */
  readonly handleApplyEdit: ApplyEdit = async (params, next) => {
    const uris = (params.edit.documentChanges ?? []).flatMap((change) =>
      'textDocument' in change ? [change.textDocument.uri] : [],
    );
    const clean = new Map(
      uris
        .map((uri) => openDocument(uri))
        .filter((document) => document !== undefined)
        .filter((document) => !document.isDirty)
        .map((document) => [document, document.version]),
    );
    const result = await next(params, CancellationToken.None);
    for (const [document, version] of clean) {
      this.#editedVersions.delete(document.uri.toString());
      // One edit raises the version by one; by more, and the person typed meanwhile.
      if (document.version === version + 1) this.#editedVersions.set(document.uri.toString(), document.version);
    }
    return result;
  };

  /** Saves the document if nobody but the server has touched it since it was last saved. Answers whether it is on disk. */
  async save(uri: string): Promise<boolean> {
    const document = openDocument(uri);
    if (document === undefined) return false;
    if (!document.isDirty) return true;
    if (this.#editedVersions.get(document.uri.toString()) !== document.version) return false;
    this.#editedVersions.delete(document.uri.toString());
    return document.save();
  }
}

function openDocument(uri: string): vscode.TextDocument | undefined {
  const wanted = vscode.Uri.parse(uri).toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}
