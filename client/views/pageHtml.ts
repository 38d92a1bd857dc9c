/** Makes the HTML around a page, which may load its own bundle and nothing else. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface Page {
  /** The name of its bundle in dist/webview. */
  readonly name: string;
  /** What it is told at its start. */
  readonly start: unknown;
}

/** The folder that pages may load from. */
export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { name, start }: Page): string {
  const nonce = randomBytes(16).toString('hex');
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extensionUri), file)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'none'",
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${attribute(address(`${name}.css`))}">
  <title>Phasegate</title>
</head>
<body data-start="${attribute(JSON.stringify(start))}">
  <script type="module" nonce="${nonce}" src="${attribute(address(`${name}.js`))}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
