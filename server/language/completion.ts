/** What is offered while a person types, before it becomes a list of the language server protocol. */
import {
  InsertTextFormat,
  MarkupKind,
  type Command,
  type CompletionItem,
  type CompletionItemKind,
  type CompletionList,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextRange } from '../base/textRange.ts';

export interface Choice {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** What takes the place of the range. */
  readonly newText: string;
  /** The same with stops for the cursor, for editors that know them. */
  readonly snippet?: string;
  /** What the typed text is compared with. Default `newText`. */
  readonly filterText?: string;
  readonly detail?: string;
  /** Plain text. */
  readonly documentation?: string;
  readonly isPreselected?: boolean;
  /** Whether more is to be chosen right after it, such as a file in a folder. */
  readonly goesOn?: boolean;
}

/** Choices in the order in which they are to be shown. */
export interface Choices {
  readonly range: TextRange;
  readonly choices: readonly Choice[];
  /** Whether typing on may bring choices that are not here. */
  readonly isIncomplete?: boolean;
}

/** What the editor can do with a list. */
export interface CompletionAbilities {
  readonly snippets: boolean;
  /** Makes the editor ask again after a choice that goes on; null where no such command is known. */
  readonly askAgain: Command | null;
}

export function completionList(
  { range, choices, isIncomplete }: Choices,
  document: TextDocument,
  { snippets, askAgain }: CompletionAbilities,
): CompletionList {
  const place = { start: document.positionAt(range.start), end: document.positionAt(range.end) };
  const width = String(choices.length).length;
  const items = choices.map((choice, index): CompletionItem => {
    const { label, kind, newText, snippet, detail, documentation } = choice;
    const asSnippet = snippets && snippet !== undefined;
    return {
      label,
      kind,
      textEdit: { range: place, newText: asSnippet ? snippet : newText },
      filterText: choice.filterText ?? newText.trim(),
      sortText: String(index).padStart(width, '0'),
      ...(asSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      ...(detail === undefined ? {} : { detail }),
      ...(documentation === undefined || documentation === ''
        ? {}
        : { documentation: { kind: MarkupKind.PlainText, value: documentation } }),
      ...(choice.isPreselected === true ? { preselect: true } : {}),
      ...(choice.goesOn === true && askAgain !== null ? { command: askAgain } : {}),
    };
  });
  return { isIncomplete: isIncomplete ?? false, items };
}
