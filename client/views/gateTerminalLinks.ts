/** Makes the file names that gates print clickable, relative to their workspace folder. */
import * as vscode from 'vscode';
import type { GateTerminals } from './gateTerminals.ts';

interface FileLink extends vscode.TerminalLink {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** `src/a.ts`, `src/a.ts:3:7` and `src/a.ts(3,7)`; absolute paths are the editor's own business. */
const fileName = /(?<![\w/\\.:~])((?:\.{1,2}\/)*[\w@.+-]+(?:\/[\w@.+-]+)*\.\w+)(?::(\d+)(?::(\d+))?|\((\d+),(\d+)\))?/g;
/** More names in one line than this are no list of errors. */
const linksPerLine = 8;

export class GateTerminalLinks implements vscode.TerminalLinkProvider<FileLink> {
  readonly #terminals: GateTerminals;

  constructor(terminals: GateTerminals) {
    this.#terminals = terminals;
  }

  async provideTerminalLinks(context: vscode.TerminalLinkContext): Promise<FileLink[]> {
    const folder = this.#terminals.folderOf(context.terminal);
    if (folder === undefined) return [];
    const matches = [...context.line.matchAll(fileName)].slice(0, linksPerLine);
    const links = await Promise.all(matches.map((match) => linkTo(folder, match)));
    return links.filter((link) => link !== undefined);
  }

  async handleTerminalLink(link: FileLink): Promise<void> {
    await vscode.window.showTextDocument(link.uri, { selection: new vscode.Range(link.position, link.position) });
  }
}

async function linkTo(folder: vscode.Uri, match: RegExpExecArray): Promise<FileLink | undefined> {
  const [text, name = '', colonLine, colonColumn, parenLine, parenColumn] = match;
  const uri = vscode.Uri.joinPath(folder, name);
  if (!uri.path.startsWith(`${folder.path}/`)) return undefined;
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0) return undefined;
  } catch {
    return undefined;
  }
  const line = Number(colonLine ?? parenLine ?? 1);
  const column = Number(colonColumn ?? parenColumn ?? 1);
  return {
    startIndex: match.index,
    length: text.length,
    tooltip: 'Open the file',
    uri,
    position: new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)),
  };
}
