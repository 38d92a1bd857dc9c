/** Checks that the places in an answer are places of the texts that the client has. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { URI } from 'vscode-uri';
import type {
  Location,
  LocationLink,
  Position,
  Range,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver-protocol';
import { ModelText } from './modelText.ts';

export class AnswerPlaces {
  /** Whether nothing was changed between the question and the answer. */
  readonly isSteady: boolean;
  readonly #open: ReadonlyMap<string, ModelText>;
  readonly #elsewhere: (uri: string) => readonly ModelText[];
  readonly #asked: readonly Position[];

  /**
   * @param open the texts of the open documents by their URI
   * @param elsewhere the latest texts of a document that is changed at the same time; none of others
   * @param asked the positions of the question, which may lie inside a surrogate pair
   */
  constructor(
    open: ReadonlyMap<string, ModelText>,
    elsewhere: (uri: string) => readonly ModelText[] = () => [],
    asked: readonly Position[] = [],
    isSteady = true,
  ) {
    this.#open = open;
    this.#elsewhere = elsewhere;
    this.#asked = asked;
    this.isSteady = isSteady;
  }

  text(uri: string): ModelText {
    const text = this.#open.get(uri) ?? textOnDisk(uri);
    assert.ok(text, `there is no text ${uri}`);
    return text;
  }

  range(uri: string, range: Range): void {
    const latest = this.#open.has(uri) ? [] : this.#elsewhere(uri);
    const texts = latest.length === 0 ? [this.text(uri)] : latest;
    if (texts.slice(1).some((text) => this.#holds(text, uri, range))) return;
    const [text] = texts;
    assert.ok(text);
    this.#assertRange(text, uri, range);
  }

  #holds(text: ModelText, uri: string, range: Range): boolean {
    try {
      this.#assertRange(text, uri, range);
      return true;
    } catch {
      return false;
    }
  }

  #assertRange(text: ModelText, uri: string, range: Range): void {
    const { start, end } = range;
    const said = `${JSON.stringify(range)} of ${uri}`;
    assert.ok(text.has(start), `${said} starts outside the text`);
    assert.ok(text.has(end), `${said} ends outside the text`);
    assert.ok(!isBefore(end, start), `${said} ends before it starts`);
    for (const position of [start, end]) {
      const offset = text.offsetAt(position);
      const wasAsked = this.#asked.some((asked) => text.offsetAt(asked) === offset);
      assert.ok(wasAsked || !text.splitsPair(offset), `${said} splits a character`);
    }
  }

  /** The range is around the place that was asked about. */
  around(uri: string, range: Range, asked: Position): void {
    this.range(uri, range);
    const text = this.text(uri);
    const offset = text.offsetAt(asked);
    assert.ok(
      text.offsetAt(range.start) <= offset && offset <= text.offsetAt(range.end),
      `${JSON.stringify(range)} is not around ${JSON.stringify(asked)}`,
    );
  }

  /** The range is in the line that was asked about; a name is less than what it stands for. */
  onLineOf(uri: string, range: Range, asked: Position): void {
    this.range(uri, range);
    const text = this.text(uri);
    const { line } = text.positionAt(text.offsetAt(asked));
    assert.ok(range.start.line <= line && line <= range.end.line, `${JSON.stringify(range)} is not in line ${line}`);
  }

  within(outer: Range, inner: Range): void {
    assert.ok(
      !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end),
      `${JSON.stringify(inner)} is not inside ${JSON.stringify(outer)}`,
    );
  }

  /** In any order, but no two share a character, and none is there twice. */
  apart(uri: string, ranges: readonly Range[]): void {
    for (const range of ranges) this.range(uri, range);
    ranges
      .toSorted((a, b) => compare(a.start, b.start) || compare(a.end, b.end))
      .forEach((range, at, sorted) => {
        const before = sorted[at - 1];
        const isApart =
          before === undefined || (compare(before.end, range.start) <= 0 && compare(before.start, range.start) < 0);
        assert.ok(isApart, `${JSON.stringify(range)} overlaps ${JSON.stringify(before)}`);
      });
  }

  location({ uri, range }: Location | SymbolInformation['location']): void {
    this.range(uri, range);
  }

  target(target: Location | LocationLink, askedIn: string): void {
    if ('uri' in target) {
      this.location(target);
      return;
    }
    const { originSelectionRange, targetUri, targetRange, targetSelectionRange } = target;
    // Of a heading with a line below it the name is marked, wherever the cursor stands.
    if (originSelectionRange !== undefined) this.range(askedIn, originSelectionRange);
    // Of a target that is a folder or no text only the file can be shown.
    if (this.#isText(targetUri)) {
      this.range(targetUri, targetRange);
      this.range(targetUri, targetSelectionRange);
    }
    this.within(targetRange, targetSelectionRange);
  }

  symbol({ name, location }: SymbolInformation | WorkspaceSymbol): void {
    assert.match(name, /\S/u, 'a symbol has no name');
    assert.ok('range' in location);
    this.location(location);
  }

  edits(uri: string, edits: readonly TextEdit[]): void {
    for (const { range } of edits) this.range(uri, range);
    this.text(uri).edited(edits);
  }

  workspaceEdit({ changes, documentChanges }: WorkspaceEdit): void {
    for (const [uri, edits] of Object.entries(changes ?? {})) this.edits(uri, edits);
    const created = new Set<string>();
    for (const change of documentChanges ?? []) {
      if ('textDocument' in change) {
        const { uri, version } = change.textDocument;
        const edits = change.edits.map((edit) => ('newText' in edit ? edit : assert.fail('a snippet')));
        if (created.has(uri)) {
          for (const { range } of edits) assert.deepEqual(range, { start: zero, end: zero });
          continue;
        }
        this.edits(uri, edits);
        assert.equal(version, this.#open.get(uri)?.version ?? null, `the version of ${uri}`);
      } else if (change.kind === 'create') created.add(change.uri);
      else if (change.kind === 'rename') assert.ok(this.text(change.oldUri));
      else assert.fail('a file is deleted');
    }
  }

  #isText(uri: string): boolean {
    return this.#open.has(uri) || textOnDisk(uri) !== null;
  }
}

const zero: Position = { line: 0, character: 0 };

export function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function isBefore(a: Position, b: Position): boolean {
  return compare(a, b) < 0;
}

/** As an editor would show it, without the byte order mark; null when it is no file. */
function textOnDisk(uri: string): ModelText | null {
  const file = URI.parse(uri).fsPath;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  return new ModelText(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), 0);
}
