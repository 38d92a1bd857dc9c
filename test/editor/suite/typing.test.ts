/** Completion, hovers, colours and formatting reach the editor from the server. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, until, uriOf, writePlan } from '../openFolder.ts';

const gates = 'gates:\n  - name: criteria\n    checklist: Acceptance criteria';
const body = '## Acceptance criteria\n- [x] yes\n';

async function choicesAt(uri: vscode.Uri, position: vscode.Position): Promise<readonly string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/** What hovers at a piece of a document say. */
async function hoverOn(document: vscode.TextDocument, piece: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(piece) + 1),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value)))
    .join('\n');
}

describe('typing', () => {
  before(async () => {
    await writePlan([
      { id: '1', gates, body },
      { id: '2A', gates, body },
    ]);
  });

  afterEach(closeEditors);

  async function show(file: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uriOf(file));
    await vscode.window.showTextDocument(document);
    return document;
  }

  it('is helped with status words and with the keys of a gate', async () => {
    const roadmap = await show('ROADMAP.md');
    const status = roadmap.positionAt(roadmap.getText().indexOf('**Status:** ') + '**Status:** '.length);
    await until('the four statuses', async () => {
      const found = await choicesAt(roadmap.uri, status);
      return ['TODO', 'IN_PROGRESS', 'DONE', 'FAILED'].every((word) => found.includes(word));
    });
    const spec = await show('stages/1.md');
    const key = spec.positionAt(spec.getText().indexOf('checklist') + 3);
    await until('the keys', async () => (await choicesAt(spec.uri, key)).includes('checklist'));
  });

  it('tells what a phase and its gates are', async () => {
    const roadmap = await show('ROADMAP.md');
    const told = await until('the hover', async () => {
      const text = await hoverOn(roadmap, 'Phase 2A');
      return text.includes('Phase 2A') && text;
    });
    assert.match(told, /criteria/);
  });

  it('has a token for each status, with its modifier', async () => {
    const roadmap = await show('ROADMAP.md');
    const legend = await until('the legend', async () =>
      vscode.commands.executeCommand<vscode.SemanticTokensLegend | undefined>(
        'vscode.provideDocumentSemanticTokensLegend',
        roadmap.uri,
      ),
    );
    assert.ok(legend.tokenModifiers.includes('inProgress'));
    await until('the tokens', async () => {
      const { data } = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        'vscode.provideDocumentSemanticTokens',
        roadmap.uri,
      );
      return data.length === 4 * 5;
    });
  });

  it('leaves tidying to the person who asks for it', async () => {
    const roadmap = await show('ROADMAP.md');
    const text = roadmap.getText();
    const untidy = text.replace('**Status:** TODO', '**Status:**   TODO  ');
    assert.notEqual(untidy, text);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(roadmap.uri, new vscode.Range(0, 0, roadmap.lineCount, 0), untidy);
    await vscode.workspace.applyEdit(edit);
    const edits = await until('the edits', async () => {
      const found = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        roadmap.uri,
        { tabSize: 2, insertSpaces: true },
      );
      return found !== undefined && found.length > 0 && found;
    });
    const tidy = new vscode.WorkspaceEdit();
    tidy.set(roadmap.uri, edits);
    await vscode.workspace.applyEdit(tidy);
    assert.equal(roadmap.getText(), text);
  });
});
