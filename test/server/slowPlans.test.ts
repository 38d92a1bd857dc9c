/** Tests what the built server answers about a roadmap while its many specs are still being looked for. */
import assert from 'node:assert/strict';
import { roadmapText } from '../../bench/roadmapText.ts';
import { PlainClient } from './plainClient.ts';
import { TerminalWorkspace } from './terminal.ts';

/** More than can be read before the first request. */
const phases = 8_000;

describe('a roadmap with more specs than can be read at once', () => {
  const text = `${roadmapText(phases)}## Phase 99999: Open\n**Status:** OPEN\n**Spec:** stages/open.md\n**Goal:** Open\n`;
  const workspace = new TerminalWorkspace({ 'ROADMAP.md': text });
  const client = new PlainClient(workspace);
  const textDocument = { uri: client.uri('ROADMAP.md') };
  const position = { line: text.split('\n').length - 5, character: 10 };

  before(async () => {
    await client.connect();
    await client.open('ROADMAP.md', text);
    await client.diagnosticsOf('ROADMAP.md');
  });
  after(async () => {
    try {
      await client.close();
    } finally {
      client.child.kill('SIGKILL');
      workspace.dispose();
    }
  });

  it('is told about before, and refuses what would be incomplete', async () => {
    const references = { textDocument, position, context: { includeDeclaration: true } };
    const [status] = await Promise.all([
      client.ask('textDocument/completion', { textDocument, position: { line: position.line + 1, character: 12 } }),
      assert.rejects(client.ask('textDocument/codeLens', { textDocument }), /still being read/),
      assert.rejects(client.ask('textDocument/references', references), /still being read/),
      assert.rejects(client.ask('textDocument/rename', { textDocument, position, newName: '7' }), /still being read/),
    ]);
    assert.match(JSON.stringify(status), /IN_PROGRESS/);
    // A thousand problems of a file are told, and then all has been read.
    await client.diagnosticsOf('ROADMAP.md', 1_000);
    const lenses = await client.ask('textDocument/codeLens', { textDocument });
    assert.ok(Array.isArray(lenses) && lenses.length > phases);
    assert.equal(JSON.stringify(await client.ask('textDocument/references', references)).match(/"uri"/g)?.length, 1);
  });
});
