/** Knows the text editor that a person used last, also while a page has the focus or covers it. */
import * as vscode from 'vscode';

/** Documents that nobody writes into, such as the output of a program. */
const readOnlySchemes: ReadonlySet<string> = new Set(['output', 'debug', 'search-editor', 'vscode-scm']);

export class LastEditor implements vscode.Disposable {
  readonly #listening: vscode.Disposable;
  #last: vscode.TextEditor | null = null;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#listening = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.#last?.document === document) this.#last = null;
      }),
    );
  }

  /** Undefined when none is open. */
  get editor(): vscode.TextEditor | undefined {
    if (this.#last !== null && isOpen(this.#last.document)) return this.#last;
    return vscode.window.visibleTextEditors.find(({ document }) => !readOnlySchemes.has(document.uri.scheme));
  }

  /** Puts a text in the place of what is selected, or at the cursor, and shows it. @returns whether there was an editor for it */
  async insert(text: string): Promise<boolean> {
    const known = this.editor;
    if (known === undefined) return false;
    // One that is covered comes back with its cursor where it was.
    const { viewColumn } = known;
    const editor = await vscode.window.showTextDocument(known.document, viewColumn === undefined ? {} : { viewColumn });
    return editor.edit((edit) => {
      for (const selection of editor.selections) edit.replace(selection, text);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && !readOnlySchemes.has(editor.document.uri.scheme)) this.#last = editor;
  }
}

/** A document lives on for a while when its last tab was closed. */
function isOpen(document: vscode.TextDocument): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === document.uri.toString());
}
