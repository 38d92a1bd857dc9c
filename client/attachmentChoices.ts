/** What a person can attach to a question from the editor, and the choice between them. */
import * as vscode from 'vscode';
import type { AttachmentSource } from '../protocol/attachments.ts';
import { findPassages, type PassageReport } from '../protocol/regulations.ts';
import type { ServerConnection } from './serverConnection.ts';
import { showFailure } from './showFailure.ts';
import { withoutReference } from './withoutReference.ts';

interface Choice extends vscode.QuickPickItem {
  /** Null when nothing was chosen after all. */
  readonly choose: () => Promise<AttachmentSource | null>;
}

interface PassageItem extends vscode.QuickPickItem {
  readonly source: AttachmentSource;
}

/** Files of the folder that are offered; all others are found by the dialog. */
const mostFiles = 2_000;
const passagesShown = 10;
/** Milliseconds without a key after which what was typed is looked for. */
const restMs = 120;

/** Null when nothing is selected in an editor. */
export function selectedText(editor: vscode.TextEditor | undefined): AttachmentSource | null {
  if (editor === undefined || editor.selection.isEmpty) return null;
  return selectionOf(editor.document, editor.selection);
}

export function selectionOf(document: vscode.TextDocument, range: vscode.Range): AttachmentSource {
  // A selection that ends at the beginning of a line holds nothing of it.
  const endsBefore = range.end.character === 0 && range.end.line > range.start.line;
  return {
    kind: 'selection',
    fileUri: document.uri.toString(),
    startLine: range.start.line + 1,
    endLine: range.end.line + (endsBefore ? 0 : 1),
    text: document.getText(range),
  };
}

export function fileSource(uri: vscode.Uri): AttachmentSource {
  return { kind: 'file', fileUri: uri.toString() };
}

/** @param editor the one that was used last. @returns null when nothing was chosen. @throws RequestFailure */
export async function chooseAttachment(
  server: ServerConnection,
  editor: vscode.TextEditor | undefined,
): Promise<AttachmentSource | null> {
  const selected = selectedText(editor);
  const choices: readonly Choice[] = [
    ...(selected === null
      ? []
      : [{ label: '$(selection) Selection in the Editor', choose: () => Promise.resolve(selected) }]),
    ...(editor?.document.uri.scheme !== 'file'
      ? []
      : [
          {
            label: '$(file) File in the Editor',
            description: vscode.workspace.asRelativePath(editor.document.uri),
            choose: () => Promise.resolve(fileSource(editor.document.uri)),
          },
        ]),
    { label: '$(files) File…', choose: chooseFile },
    { label: '$(law) Passage of the Regulations…', choose: () => choosePassage(server) },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Attach',
    placeHolder: 'What is the question about?',
  });
  return picked === undefined ? null : picked.choose();
}

/** @returns null when none was chosen */
export async function chooseFile(): Promise<AttachmentSource | null> {
  const files = await vscode.workspace.findFiles('**/*', '**/{node_modules,.git}/**', mostFiles);
  const items = files
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((one, other) => one.label.localeCompare(other.label));
  const picked = await vscode.window.showQuickPick(items, { title: 'Attach File', placeHolder: 'Which file?' });
  return picked === undefined ? null : fileSource(picked.uri);
}

function choosePassage(server: ServerConnection): Promise<AttachmentSource | null> {
  const pick = vscode.window.createQuickPick<PassageItem>();
  pick.title = 'Attach Passage';
  pick.placeholder = 'Words that it speaks of, or its reference';
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const search = async (query: string): Promise<void> => {
    const number = ++asked;
    pick.busy = query.trim() !== '';
    try {
      const { found } = await server.ask(findPassages, { query, limit: passagesShown });
      // An answer that was overtaken by a later question is of no use.
      if (number === asked) pick.items = found.map(({ passage }) => passageItem(passage));
    } catch (error) {
      if (number === asked) showFailure(error, {});
    } finally {
      if (number === asked) pick.busy = false;
    }
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue((query) => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(query), restMs);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.source ?? null);
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      resolve(null);
      pick.dispose();
    });
    pick.show();
  });
}

function passageItem({ dataset, document, id, reference, headings, text }: PassageReport): PassageItem {
  return {
    label: `${document.title} ${reference}`,
    description: headings.at(-1) ?? '',
    detail: withoutReference(text, reference),
    alwaysShow: true,
    source: { kind: 'passage', dataset, document: document.id, passage: id },
  };
}
