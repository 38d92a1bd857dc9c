/** The models that find passages: their settings, and their keys in the editor's secret storage, told to the server. */
import * as vscode from 'vscode';
import { regulationModelsChanged } from '../protocol/regulations.ts';
import { settingIds } from './contributions.ts';
import { askForKey, readKey } from './keptKey.ts';
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
  askForKey(of: keyof typeof secretNames): Promise<void> {
    const url = readText(of === 'embeddings' ? settingIds.embeddingsUrl : settingIds.rerankingUrl);
    const server = of === 'embeddings' ? 'the server of embeddings' : 'the server that ranks again';
    return askForKey(this.#secrets, {
      title: `API Key of ${server}`,
      receiver: url === '' ? server : url,
      secretName: secretNames[of],
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  /** Never throws: without secrets, as in some remote windows, servers are asked without a key. */
  async #tell(): Promise<void> {
    const read = async (name: string): Promise<string> => (await readKey(this.#secrets, this.#server, name)) ?? '';
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
