/** The models that find passages: their settings, and their keys in the editor's secret storage, told to the server. */
import * as vscode from 'vscode';
import { regulationModelsChanged } from '../protocol/regulations.ts';
import { settingIds } from './contributions.ts';
import type { ServerConnection } from './serverConnection.ts';

/** Names in the secret storage. */
const secretNames = {
  embeddings: 'phasegate.embeddings.apiKey',
  reranking: 'phasegate.reranking.apiKey',
} as const;

export class RegulationModels implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #server: ServerConnection;
  readonly #listening: vscode.Disposable;

  constructor(secrets: vscode.SecretStorage, server: ServerConnection) {
    this.#secrets = secrets;
    this.#server = server;
    const tell = (): void => void this.#tell();
    this.#listening = vscode.Disposable.from(
      server.onReady(tell),
      secrets.onDidChange(({ key }) => {
        if (Object.values<string>(secretNames).includes(key)) tell();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('phasegate.regulations')) tell();
      }),
    );
  }

  /** Asks the person; an empty answer takes the key away. */
  async askForKey(of: keyof typeof secretNames): Promise<void> {
    const name = secretNames[of];
    const hasKey = (await this.#secrets.get(name)) !== undefined;
    const id = of === 'embeddings' ? settingIds.embeddingsUrl : settingIds.rerankingUrl;
    const url = readText(id);
    const server = of === 'embeddings' ? 'the server of embeddings' : 'the server that ranks again';
    const key = await vscode.window.showInputBox({
      title: `API Key of ${server}`,
      prompt: hasKey
        ? 'It takes the place of the one that is kept; an empty one takes that away.'
        : `It is kept in the secret storage of the editor, and goes to ${url === '' ? server : url} alone.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    if (key.trim() === '') await this.#secrets.delete(name);
    else await this.#secrets.store(name, key.trim());
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Never throws: without secrets, as in some remote windows, servers are asked without a key. */
  async #tell(): Promise<void> {
    const read = async (name: string): Promise<string> => {
      const secret = (await Promise.resolve(this.#secrets.get(name)).catch(() => undefined)) ?? '';
      this.#server.keepSecret(secret);
      return secret;
    };
    const common = {
      library: readText(settingIds.transformersLibrary),
      allowsHub: vscode.workspace.getConfiguration().get<boolean>(settingIds.transformersAllowHub, false),
    };
    await this.#server.tell(regulationModelsChanged, {
      embedder: {
        kind: readText(settingIds.embedder),
        url: readText(settingIds.embeddingsUrl),
        model: readText(settingIds.embeddingsModel),
        key: await read(secretNames.embeddings),
        // A prefix may end with a space.
        queryPrefix: vscode.workspace.getConfiguration().get<string>(settingIds.embeddingsQueryPrefix, ''),
        passagePrefix: vscode.workspace.getConfiguration().get<string>(settingIds.embeddingsPassagePrefix, ''),
        ...common,
      },
      reranker: {
        kind: readText(settingIds.reranker),
        url: readText(settingIds.rerankingUrl),
        model: readText(settingIds.rerankingModel),
        key: await read(secretNames.reranking),
        ...common,
      },
    });
  }
}

function readText(id: string): string {
  return vscode.workspace.getConfiguration().get<string>(id, '').trim();
}
