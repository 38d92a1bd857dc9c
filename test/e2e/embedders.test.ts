/** A server of embeddings in the workbench: its key among the secrets, its progress, and what answered in the account of a search. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ModelServer } from '../modelServer/modelServer.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

const rules = '[{"DocumentID": "a", "PassageID": "9.1", "Passage": "Records of a customer are kept for six years."}]';
const key = 'key-of-a-test-5';

describe('a server of embeddings in the workbench', function () {
  this.timeout(120_000);
  let folder: string;
  let server: ModelServer;
  let workbench: OpenWorkbench;

  before(async () => {
    server = await ModelServer.start();
    folder = await mkdtemp(path.join(tmpdir(), 'phasegate-e2e-embedders-'));
    await mkdir(path.join(folder, 'regs'));
    await writeFile(path.join(folder, 'ROADMAP.md'), '# Roadmap\n');
    await writeFile(path.join(folder, 'regs', 'a.json'), rules);
    workbench = await openWorkbench({
      folder,
      settings: {
        'phasegate.regulations.embedder': 'endpoint',
        'phasegate.regulations.embeddings.url': server.url,
        'phasegate.regulations.embeddings.model': 'small',
        'phasegate.regulations.reranker': 'endpoint',
        'phasegate.regulations.reranking.url': server.url,
        'phasegate.regulations.reranking.model': 'ranker',
      },
    });
  });
  after(async () => {
    await workbench.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gets its key from the secret storage, and embeds what is loaded', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    await window.runCommand('Phasegate: Set API Key…');
    await window.quickPick(/^Server of embeddings/);
    await window.answerInput(key);
    await window.openView('Explorer');
    await window.contextAction(/^regs/, 'Ingest Regulations…');
    await window.answerInput('regs');
    await window.see(window.notification(/regs: 1 document, 1 passage/));
    await server.arrived(1);
    const [request] = server.requests;
    assert.deepEqual([request?.path, request?.headers.authorization], ['/v1/embeddings', `Bearer ${key}`]);
  });

  it('is named in the account of how passages were found', async () => {
    const { window, page } = workbench;
    await window.runCommand('Phasegate: Find in Regulations…');
    await page.locator('.quick-input-widget input.input').fill('how long are records kept');
    const row = window.quickPickRows().filter({ hasText: '9.1' }).first();
    await row.hover();
    await row.getByRole('button', { name: 'Show How It Was Found' }).click();
    await window.see(window.openTab(/Retrieval/));
    const { host } = new URL(server.url);
    const read = async (): Promise<string> => {
      const bodies = page.frames().map((frame) => frame.locator('body').innerText());
      const texts = await Promise.all(bodies.map((text) => text.catch(() => '')));
      return texts.find((text) => text.includes('How passages were found')) ?? '';
    };
    await window.waitFor('the ways of finding', async () => (await read()).includes(`by small at ${host}`));
    const text = await read();
    assert.match(text, /Rank 1 after ranking again, 1 before it, score/);
    assert.ok(text.includes(`ranker at ${host}`), text);
    await workbench.screenshot('embedders-retrieval');
  });
});
