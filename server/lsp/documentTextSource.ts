/** Texts as the editor shows them: an open document with what was typed into it, otherwise the file. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { diskTextSource, type TextSource } from '../base/textSource.ts';
import { fileAddress } from './fileAddress.ts';

/** The open document of a file; undefined when it is not open. */
export function openDocument(documents: TextDocuments<TextDocument>, file: string): TextDocument | undefined {
  const uri = fileAddress(file);
  // Editors spell one URI differently (drive letters, percent signs), so the paths decide when the spelling does not.
  return documents.get(uri) ?? documents.all().find((document) => URI.parse(document.uri).fsPath === file);
}

/** The address under which the editor knows a file, and the version of its document while it is open. */
export function documentAddress(
  documents: TextDocuments<TextDocument>,
  file: string,
): { readonly uri: string; readonly version: number | null } {
  const document = openDocument(documents, file);
  return { uri: document?.uri ?? fileAddress(file), version: document?.version ?? null };
}

export function documentTextSource(documents: TextDocuments<TextDocument>): TextSource {
  return {
    async read(file, limitBytes, root) {
      const document = openDocument(documents, file);
      if (document === undefined) return diskTextSource.read(file, limitBytes, root);
      const text = document.getText();
      if (Buffer.byteLength(text) > limitBytes) return { kind: 'too-large', limitBytes };
      return { kind: 'text', text };
    },
  };
}
