/** The peer of the activation benchmark: an extension that starts a language server and does nothing else. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** Kept only for `deactivate`, which the editor calls without arguments. */
let client: LanguageClient | undefined;

export function activate(context: ExtensionContext): void {
  const started = new LanguageClient(
    'bare',
    'Bare',
    { module: context.asAbsolutePath('server.cjs'), transport: TransportKind.ipc },
    { documentSelector: [{ scheme: 'file', language: 'markdown' }] },
  );
  client = started;
  started.start().catch((error: unknown) => console.error(error));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
