/** What the client can take in answers, as it said when it connected. */
import { ResourceOperationKind, type ClientCapabilities } from 'vscode-languageserver/node';

export interface ClientSupport {
  /** Definitions may say what the cursor is on and what to show around the target. */
  readonly definitionLinks: boolean;
  /** Symbols may have children. */
  readonly nestedSymbols: boolean;
  /** Edits may name the version of the document they are for. */
  readonly versionedEdits: boolean;
  /** Edits may rename files. */
  readonly fileRenames: boolean;
  /** The client asks what a rename would rename before it asks for the rename. */
  readonly prepareRename: boolean;
  /** The most folds that are of use. */
  readonly mostFolds: number;
}

export function readClientSupport({ textDocument, workspace }: ClientCapabilities): ClientSupport {
  const edits = workspace?.workspaceEdit;
  const versionedEdits = edits?.documentChanges === true;
  return {
    definitionLinks: textDocument?.definition?.linkSupport === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    versionedEdits,
    fileRenames: versionedEdits && edits.resourceOperations?.includes(ResourceOperationKind.Rename) === true,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    mostFolds: textDocument?.foldingRange?.rangeLimit ?? Number.POSITIVE_INFINITY,
  };
}
