/** What has to hold of the answers to single requests of the language. */
import assert from 'node:assert/strict';
import type {
  CodeAction,
  CodeLens,
  Command,
  CompletionItem,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Position,
  PrepareRenameResult,
  Range,
  SelectionRange,
  SymbolInformation,
} from 'vscode-languageserver-protocol';
import { URI } from 'vscode-uri';
import type { AnswerPlaces } from './answerPlaces.ts';
import type { ModelText } from './modelText.ts';
import type { DecodedToken } from './tokenChecks.ts';

export function completion(
  answer: CompletionList | CompletionItem[],
  places: AnswerPlaces,
  uri: string,
  position: Position,
): boolean {
  const items = Array.isArray(answer) ? answer : answer.items;
  for (const { label, textEdit, additionalTextEdits = [] } of items) {
    assert.ok(label !== '', 'an item has no label');
    const ranges =
      textEdit === undefined ? [] : 'range' in textEdit ? [textEdit.range] : [textEdit.insert, textEdit.replace];
    for (const range of ranges) {
      places.around(uri, range, position);
      assert.equal(range.start.line, range.end.line, 'an item replaces more than one line');
    }
    const [range] = ranges;
    places.edits(uri, [...additionalTextEdits, ...(range === undefined ? [] : [{ range, newText: '' }])]);
  }
  return items.length > 0;
}

export function hover({ contents, range }: Hover, places: AnswerPlaces, uri: string, position: Position): boolean {
  assert.ok(typeof contents === 'object' && 'value' in contents && contents.value.trim() !== '', 'a hover is empty');
  if (range !== undefined) places.around(uri, range, position);
  return true;
}

export function references(found: Location[], places: AnswerPlaces): boolean {
  for (const location of found) places.location(location);
  assert.equal(new Set(found.map((one) => JSON.stringify(one))).size, found.length, 'a reference is there twice');
  return found.length > 0;
}

export function symbols(
  found: readonly (DocumentSymbol | SymbolInformation)[],
  places: AnswerPlaces,
  uri: string,
  parent: Range | null = null,
): boolean {
  for (const symbol of found) {
    if ('location' in symbol) {
      places.symbol(symbol);
      continue;
    }
    const { name, range, selectionRange, children = [] } = symbol;
    // The editor refuses names that are empty, and with them the whole answer.
    assert.match(name, /\S/u, 'a symbol has no name');
    places.range(uri, range);
    places.range(uri, selectionRange);
    places.within(range, selectionRange);
    if (parent !== null) places.within(parent, range);
    symbols(children, places, uri, range);
  }
  return found.length > 0;
}

/** @param mayResolve whether a link to a passage may say later where it leads, or nowhere */
export function links(found: readonly DocumentLink[], places: AnswerPlaces, uri: string, mayResolve: boolean): boolean {
  places.apart(
    uri,
    found.map(({ range }) => range),
  );
  for (const { range, target } of found) {
    const isPassage = /regulation:/i.test(places.text(uri).slice(range));
    if (!(mayResolve && isPassage) || target !== undefined) assert.equal(URI.parse(target ?? '', true).scheme, 'file');
  }
  return found.length > 0;
}

export function folds(found: readonly FoldingRange[], places: AnswerPlaces, uri: string): boolean {
  const { lineCount } = places.text(uri);
  found.forEach(({ startLine, endLine }, at) => {
    assert.ok(
      startLine >= 0 && startLine < endLine && endLine < lineCount,
      `fold ${startLine}-${endLine} of ${lineCount}`,
    );
    const before = found[at - 1];
    assert.ok(before === undefined || before.startLine <= startLine, 'folds are not in order');
  });
  return found.length > 0;
}

export function selections(
  found: readonly SelectionRange[],
  places: AnswerPlaces,
  uri: string,
  positions: readonly Position[],
): boolean {
  assert.equal(found.length, positions.length, 'there is not one selection for each position');
  positions.forEach((position, at) => {
    let selection = found[at];
    while (selection !== undefined) {
      places.around(uri, selection.range, position);
      const { parent } = selection;
      if (parent !== undefined) {
        places.within(parent.range, selection.range);
        assert.notDeepEqual(parent.range, selection.range, 'a selection does not grow');
      }
      selection = parent;
    }
  });
  return found.some(({ parent }) => parent !== undefined);
}

export function renameStart(
  start: PrepareRenameResult,
  places: AnswerPlaces,
  uri: string,
  position: Position,
): boolean {
  assert.ok('range' in start && 'placeholder' in start);
  // The cursor may stand on a quote or on the hashes of a heading, which are no part of the name.
  places.onLineOf(uri, start.range, position);
  assert.ok(start.placeholder !== '', 'a rename begins with no name');
  return true;
}

export function resolvedLens({ command }: CodeLens): boolean {
  assert.ok(command !== undefined && command.title.trim() !== '', 'a lens says nothing');
  return true;
}

export function actions(
  found: readonly (CodeAction | Command)[],
  places: AnswerPlaces,
  only: string | undefined,
): boolean {
  for (const action of found) {
    assert.ok(action.title.trim() !== '', 'an action has no title');
    assert.ok('kind' in action, 'an action has no kind');
    const isOfKind = only === undefined || action.kind === only || action.kind.startsWith(`${only}.`);
    assert.ok(isOfKind, `${action.kind} was not asked for`);
    if (action.edit !== undefined) places.workspaceEdit(action.edit);
  }
  return found.length > 0;
}

/** All tokens that have a character in the range, and none that does not even touch it. */
export function tokensOfRange(
  found: readonly DecodedToken[],
  whole: readonly DecodedToken[] | null,
  text: ModelText,
  { start, end }: Range,
): void {
  if (whole === null) return;
  const [from, to] = [text.offsetAt(start), text.offsetAt(end)];
  const key = (token: DecodedToken): string => token.join();
  const given = new Set(found.map(key));
  const all = new Set(whole.map(key));
  for (const token of found) assert.ok(all.has(key(token)), `token ${key(token)} is only in the range`);
  for (const token of whole) {
    const [line, character, length] = token;
    const at = text.offsetAt({ line, character });
    if (at < to && at + length > from) assert.ok(given.has(key(token)), `token ${key(token)} is missing in the range`);
    if (at > to || at + length < from) assert.ok(!given.has(key(token)), `token ${key(token)} is outside the range`);
  }
}
