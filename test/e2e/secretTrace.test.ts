/** API keys stand in no log, even when everything that is said to the server is traced. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, type Project } from './project.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

/** Of no known shape, and with a quote that JSON escapes. */
const keys = {
  anthropic: 'trace-secret-"one"-0123',
  endpoint: 'trace-secret-two-4567',
  embeddings: 'trace-secret-three-89ab',
} as const;
const baseUrl = 'http://127.0.0.1:9/v1';

describe('the log of the workbench', function () {
  this.timeout(180_000);
  let project: Project;
  let workbench: OpenWorkbench;

  before(async () => {
    project = await makeProject([]);
    workbench = await openWorkbench({
      folder: project.folder,
      settings: { 'phasegate.trace.server': 'verbose', 'phasegate.openai.baseUrl': baseUrl },
    });
  });
  after(async () => {
    await workbench.close();
    await project.remove();
  });

  /** The files that the editor logs into, with their texts. */
  const readLogs = async (): Promise<ReadonlyMap<string, string>> => {
    const folder = path.join(path.dirname(workbench.phasegateHome), 'data', 'logs');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.log'));
    const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
    return new Map(files.map((name, index) => [name, texts[index] ?? '']));
  };

  it('holds the message that carries API keys, and none of the keys', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    await window.runCommand('Developer: Set Log Level...');
    await window.quickPick(/^Trace/);
    const logHolds = (words: RegExp) => async (): Promise<boolean> =>
      [...(await readLogs()).values()].some((text) => words.test(text));
    // The level reaches the extension some time after it was picked, so messages are sent until one is traced.
    const isTraced = logHolds(/Sending (?:notification|request) '/);
    await window.waitFor(
      'messages to be traced',
      async () => {
        if (await isTraced()) return true;
        await window.runCommand('Phasegate: Refresh');
        return isTraced();
      },
      60_000,
    );
    for (const [whose, key] of [
      ['Anthropic', keys.anthropic],
      [/^Endpoint of OpenAI/, keys.endpoint],
      ['Server of embeddings', keys.embeddings],
    ] as const) {
      await window.runCommand('Phasegate: Set API Key…');
      await window.quickPick(whose);
      await window.page.locator('.quick-input-widget input.input[type=password]').waitFor();
      await window.answerInput(key);
    }
    const told = /'chat\/modelProviders'[^']*"anthropic": \{\s+"key": "<secret>"[^']*"openAi": \{\s+"key": "<secret>"/;
    await window.waitFor('the keys of models to be told to the server', logHolds(told));
    await window.waitFor(
      'the key of embeddings to be told to the server',
      logHolds(/'regulations\/models'[^']*"key": "<secret>"/),
    );
    for (const [name, text] of await readLogs()) {
      for (const key of Object.values(keys)) {
        assert.ok(!text.includes(key) && !text.includes(JSON.stringify(key).slice(1, -1)), `${name} holds ${key}`);
      }
    }
  });
});
