/** API keys of what answers: in the editor's secret storage, and told to the server, which keeps them in memory alone. */
import * as vscode from 'vscode';
import { modelProvidersChanged } from '../protocol/answers.ts';
import { settingIds } from './contributions.ts';
import { askForKey, readKey, type KeyHolder } from './keptKey.ts';
import type { ServerConnection } from './serverConnection.ts';

const anthropic: KeyHolder = {
  title: 'API Key of Anthropic',
  receiver: 'Anthropic',
  secretName: 'phasegate.anthropic.apiKey',
  placeHolder: 'sk-ant-…',
};
const openAiSecretName = 'phasegate.openai.apiKey';
const endpoint = (): KeyHolder => ({
  title: 'API Key of the Endpoint',
  receiver: readSetting(settingIds.openAiBaseUrl) ?? 'the endpoint of the settings',
  secretName: openAiSecretName,
  placeHolder: 'sk-…',
});
const settings = [
  settingIds.anthropicBaseUrl,
  settingIds.openAiBaseUrl,
  settingIds.openAiModel,
  settingIds.openAiHistoryTokens,
];

export class ModelKey implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #server: ServerConnection;
  readonly #listening: vscode.Disposable;
  readonly #told = new vscode.EventEmitter<void>();
  /** Fires when the server knows another key, or another place to ask. */
  readonly onTold = this.#told.event;

  constructor(secrets: vscode.SecretStorage, server: ServerConnection) {
    this.#secrets = secrets;
    this.#server = server;
    const tell = (): void => void this.#tell();
    this.#listening = vscode.Disposable.from(
      server.onReady(tell),
      secrets.onDidChange(({ key }) => {
        if (key === anthropic.secretName || key === openAiSecretName) tell();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (settings.some((setting) => change.affectsConfiguration(setting))) tell();
      }),
    );
  }

  /** Asks the person; an empty answer takes the key away. */
  askForKey(of: 'anthropic' | 'openAi'): Promise<void> {
    return askForKey(this.#secrets, of === 'anthropic' ? anthropic : endpoint());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#told.dispose();
  }

  /** Never throws: without secrets, as in some remote windows, the environment of the server counts. */
  async #tell(): Promise<void> {
    const [anthropicKey, openAiKey] = await Promise.all([
      readKey(this.#secrets, this.#server, anthropic.secretName),
      readKey(this.#secrets, this.#server, openAiSecretName),
    ]);
    await this.#server.tell(modelProvidersChanged, {
      anthropic: { key: anthropicKey, baseUrl: readSetting(settingIds.anthropicBaseUrl) },
      openAi: {
        key: openAiKey,
        baseUrl: readSetting(settingIds.openAiBaseUrl),
        model: readSetting(settingIds.openAiModel),
        historyTokens: readCount(settingIds.openAiHistoryTokens),
      },
    });
    this.#told.fire();
  }
}

/** @returns null for an empty one */
function readSetting(id: string): string | null {
  const value = vscode.workspace.getConfiguration().get<string>(id, '').trim();
  return value === '' ? null : value;
}

/** @returns null for what is no number above 0 */
function readCount(id: string): number | null {
  const count = vscode.workspace.getConfiguration().get<number | null>(id, null);
  return Number.isInteger(count) && (count ?? 0) > 0 ? count : null;
}
