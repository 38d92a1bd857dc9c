/** The settings of models for regulations in the real workbench: what is set is asked, at once and with what it was set to. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ModelServer } from '../../modelServer/modelServer.ts';

describe('settings of models for regulations', () => {
  it('have the passages embedded as soon as they name a server', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-embedders-'));
    const server = await ModelServer.start();
    const settings = vscode.workspace.getConfiguration('phasegate.regulations');
    const set = (name: string, value: string | undefined): Thenable<void> =>
      settings.update(name, value, vscode.ConfigurationTarget.Global);
    try {
      const file = path.join(folder, 'a.json');
      writeFileSync(file, '[{"DocumentID": "a", "PassageID": "1.1", "Passage": "A firm keeps records."}]');
      const fileUris = [vscode.Uri.file(file).toString()];
      await vscode.commands.executeCommand('phasegate.ingestRegulations', { dataset: 'embedded', fileUris });
      assert.equal(server.requests.length, 0);
      await set('embeddings.url', server.url);
      await set('embeddings.model', 'small');
      await set('embeddings.passagePrefix', 'passage: ');
      await set('embedder', 'endpoint');
      await server.arrived(1);
      const [request] = server.requests;
      assert.deepEqual(
        [request?.path, request?.body.model, request?.headers.authorization],
        ['/v1/embeddings', 'small', undefined],
      );
      assert.ok(server.embedded.includes('passage: 1.1 A firm keeps records.'), server.embedded.join());
    } finally {
      for (const name of ['embedder', 'embeddings.url', 'embeddings.model', 'embeddings.passagePrefix'])
        await set(name, undefined);
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
