/** Going from name to name, renaming, outlines, folds and selections reach the editor from the server. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, readText, until, uriOf, writeText } from '../openFolder.ts';

const roadmap = `# Kites

## Phase 7: Kite
**Status:** TODO
**Spec:** stages/phase-7-kite.md
**Goal:** It flies

## Phase 8: Tail
**Status:** TODO
**Spec:** stages/phase-8-tail.md
**Goal:** It flies straight
`;
const kite = `---
phase: 7
gates:
  - name: frame
    files: [ROADMAP.md]
  - name: sail
    files: [ROADMAP.md]
    needs: [frame]
---
# Phase 7: Kite

See [the tail](phase-8-tail.md).

## Notes

Long.
`;
const tail = '---\nphase: 8\ngates:\n  - name: there\n    files: [ROADMAP.md]\n---\n# Tail\n';

describe('navigation', () => {
  let original: string;

  before(async () => {
    await closeEditors();
    original = await readText('ROADMAP.md');
  });

  after(async () => {
    await closeEditors();
    await writeText('ROADMAP.md', original);
    for (const name of ['7-kite', '9-kite', '8-tail']) {
      await vscode.workspace.fs.delete(uriOf(`stages/phase-${name}.md`)).then(undefined, () => undefined);
    }
    await vscode.commands.executeCommand('phasegate.refresh');
  });

  beforeEach(async () => {
    await closeEditors();
    await writeText('stages/phase-7-kite.md', kite);
    await writeText('stages/phase-8-tail.md', tail);
    await writeText('ROADMAP.md', roadmap);
    await vscode.commands.executeCommand('phasegate.refresh');
  });

  async function show(file: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uriOf(file));
    await vscode.window.showTextDocument(document);
    return document;
  }

  /** The place of the last letter of a piece of the text. */
  function placeOf(document: vscode.TextDocument, piece: string): vscode.Position {
    return document.positionAt(document.getText().indexOf(piece) + piece.length - 1);
  }

  /** The answer of the editor's own command, once it is what a test waits for. */
  async function ask<Answer>(
    command: string,
    isThere: (answer: readonly Answer[]) => boolean,
    ...parameters: readonly unknown[]
  ): Promise<readonly Answer[]> {
    return until(command, async () => {
      const answer = await vscode.commands.executeCommand<readonly Answer[] | undefined>(command, ...parameters);
      return answer !== undefined && isThere(answer) && answer;
    });
  }

  const file = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri, false);

  it('goes from the path of a spec to the spec, and from the phase of a spec to the roadmap', async () => {
    const plan = await show('ROADMAP.md');
    const leadsTo = (name: string) => (found: readonly (vscode.Location | vscode.LocationLink)[]) =>
      found.some((one) => file('uri' in one ? one.uri : one.targetUri) === name);
    const isSpec = leadsTo('stages/phase-7-kite.md');
    await ask('vscode.executeDefinitionProvider', isSpec, plan.uri, placeOf(plan, 'stages/phase-7'));
    const spec = await show('stages/phase-7-kite.md');
    await ask('vscode.executeDefinitionProvider', leadsTo('ROADMAP.md'), spec.uri, placeOf(spec, 'phase: 7'));

    // What a person presses.
    const editor = await vscode.window.showTextDocument(plan);
    const at = placeOf(plan, 'stages/phase-7');
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('editor.action.revealDefinition');
    await until('the spec in front', () => {
      const active = vscode.window.activeTextEditor;
      return active !== undefined && file(active.document.uri) === 'stages/phase-7-kite.md';
    });
  });

  it('finds where a phase and a gate are named', async () => {
    const plan = await show('ROADMAP.md');
    const named = (found: readonly vscode.Location[]): string =>
      [...new Set(found.map(({ uri }) => file(uri)))].sort().join(' ');
    await ask<vscode.Location>(
      'vscode.executeReferenceProvider',
      (found) => named(found) === 'ROADMAP.md stages/phase-7-kite.md',
      plan.uri,
      placeOf(plan, 'Phase 7'),
    );
    const spec = await show('stages/phase-7-kite.md');
    const gates = await ask<vscode.Location>(
      'vscode.executeReferenceProvider',
      (found) => found.length === 2,
      spec.uri,
      placeOf(spec, 'needs: [frame'),
    );
    assert.deepEqual(gates.map(({ range }) => range.start.line).sort(), [3, 7]);
  });

  it('links the path of each spec', async () => {
    const plan = await show('ROADMAP.md');
    await ask<vscode.DocumentLink>(
      'vscode.executeLinkProvider',
      (links) =>
        ['stages/phase-7-kite.md', 'stages/phase-8-tail.md'].every((name) =>
          links.some(
            ({ range, target }) => plan.getText(range) === name && target !== undefined && file(target) === name,
          ),
        ),
      plan.uri,
      10,
    );
  });

  it('renames a phase in the roadmap and its spec', async () => {
    const plan = await show('ROADMAP.md');
    const edit = await until('the edit', async () => {
      const found = await vscode.commands
        .executeCommand<vscode.WorkspaceEdit>(
          'vscode.executeDocumentRenameProvider',
          plan.uri,
          placeOf(plan, 'Phase 7'),
          '9',
        )
        .then(undefined, () => undefined);
      return found !== undefined && found.size > 0 && found;
    });
    // The browser test presses F2 and looks at the files; an extension cannot apply the edit that it asked for.
    const changed = edit.entries().map(([uri, edits]) => [file(uri), edits.map(({ newText }) => newText)]);
    assert.deepEqual(changed.sort(), [
      ['ROADMAP.md', ['9', 'phase-9-kite.md']],
      ['stages/phase-7-kite.md', ['9']],
    ]);
  });

  it('shows phases in the outline, and finds them in the workspace', async () => {
    const plan = await show('ROADMAP.md');
    const symbols = await ask<vscode.DocumentSymbol>(
      'vscode.executeDocumentSymbolProvider',
      (found) => found.flatMap(namesIn).some((name) => /^Phase 7\b/.test(name)),
      plan.uri,
    );
    assert.ok(symbols.flatMap(namesIn).some((name) => /^Phase 8\b/.test(name)));
    const found = await ask<vscode.SymbolInformation>(
      'vscode.executeWorkspaceSymbolProvider',
      (all) => all.some(({ location }) => file(location.uri) === 'ROADMAP.md'),
      'Tail',
    );
    assert.ok(found.some(({ name, location }) => /8/.test(name) && location.range.start.line === 7));
  });

  it('folds phases and front matter, and grows a selection from word to phase', async () => {
    const plan = await show('ROADMAP.md');
    await ask<vscode.FoldingRange>(
      'vscode.executeFoldingRangeProvider',
      (ranges) => ranges.some(({ start, end }) => start === 2 && (end === 5 || end === 6)),
      plan.uri,
    );
    const spec = await show('stages/phase-7-kite.md');
    await ask<vscode.FoldingRange>(
      'vscode.executeFoldingRangeProvider',
      (ranges) => ranges.some(({ start, end }) => start === 0 && (end === 7 || end === 8)),
      spec.uri,
    );
    await ask<vscode.SelectionRange>(
      'vscode.executeSelectionRangeProvider',
      ([range]) => {
        const texts: string[] = [];
        for (let one = range; one !== undefined; one = one.parent) texts.push(plan.getText(one.range));
        const isPhase = (text: string): boolean => text.startsWith('## Phase 7') && text.trimEnd().endsWith('It flies');
        return texts.includes('TODO') && texts.some(isPhase);
      },
      plan.uri,
      [placeOf(plan, '**Status:** TO')],
    );
  });
});

function namesIn(symbol: vscode.DocumentSymbol): readonly string[] {
  return [symbol.name, ...symbol.children.flatMap(namesIn)];
}
