/** The peer of the language benchmark: a language server around vscode-markdown-languageservice and nothing else. */
import { stat } from 'node:fs/promises';
import MarkdownIt from 'markdown-it';
import { CancellationTokenSource, Emitter } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { createLanguageService, DiagnosticLevel, githubSlugifier, LogLevel } from 'vscode-markdown-languageservice';
import type { URI } from 'vscode-uri';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const markdownIt = new MarkdownIt('commonmark');
const changed = new Emitter<TextDocument>();
const created = new Emitter<TextDocument>();
const deleted = new Emitter<URI>();

const service = createLanguageService({
  workspace: {
    workspaceFolders: [],
    onDidChangeMarkdownDocument: changed.event,
    onDidCreateMarkdownDocument: created.event,
    onDidDeleteMarkdownDocument: deleted.event,
    getAllMarkdownDocuments: async () => documents.all(),
    hasMarkdownDocument: (resource) => documents.get(resource.toString()) !== undefined,
    openMarkdownDocument: async (resource) => documents.get(resource.toString()),
    stat: async (resource) => {
      const found = await stat(resource.fsPath).catch(() => null);
      return found === null ? undefined : { isDirectory: found.isDirectory() };
    },
    readDirectory: async () => [],
  },
  parser: {
    slugifier: githubSlugifier,
    tokenize: async (document) => markdownIt.parse(document.getText(), {}),
  },
  logger: { level: LogLevel.Off, log: () => undefined },
});

const warning = DiagnosticLevel.warning;
const options = {
  validateReferences: warning,
  validateFragmentLinks: warning,
  validateFileLinks: warning,
  validateMarkdownFileLinkFragments: warning,
  validateUnusedLinkDefinitions: warning,
  validateDuplicateLinkDefinitions: warning,
  ignoreLinks: [],
};

let current = new CancellationTokenSource();

/** Computes diagnostics and symbols of the newest text at once; what is older is cancelled. */
async function diagnose(document: TextDocument): Promise<void> {
  current.cancel();
  current = new CancellationTokenSource();
  const { token } = current;
  const diagnostics = await service.computeDiagnostics(document, options, token);
  await service.getDocumentSymbols(document, { includeLinkDefinitions: false }, token);
  if (!token.isCancellationRequested) await connection.sendDiagnostics({ uri: document.uri, diagnostics });
}

connection.onInitialize(() => ({
  capabilities: { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } },
}));
documents.onDidChangeContent(({ document }) => {
  changed.fire(document);
  diagnose(document).catch((error: unknown) => connection.console.error(String(error)));
});
documents.listen(connection);
connection.listen();
