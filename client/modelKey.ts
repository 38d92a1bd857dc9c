/** API keys of what answers: in the editor's secret storage, and told to the server, which keeps them in memory alone. */
import * as vscode from 'vscode';
import { modelProvidersChanged } from '../protocol/answers.ts';
import { settingIds } from './contributions.ts';
import type { ServerConnection } from './serverConnection.ts';

/** Who wants a key. */
interface KeyHolder {
  readonly title: string;
  readonly description: string;
  /** Its name in the secret storage. */
  readonly secretName: string;
  readonly placeHolder: string;
}

const anthropic: KeyHolder = {
  title: 'API Key of Anthropic',
  description: 'Anthropic',
  secretName: 'phasegate.anthropic.apiKey',
  placeHolder: 'sk-ant-…',
};
const openAiSecretName = 'phasegate.openai.apiKey';
const endpoint = (): KeyHolder => ({
  title: 'API Key of the Endpoint',
  description: readSetting(settingIds.openAiBaseUrl) ?? 'the endpoint of the settings',
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
  async askForKey(of: 'anthropic' | 'openAi'): Promise<void> {
    const { title, description, secretName, placeHolder } = of === 'anthropic' ? anthropic : endpoint();
    const hasKey = (await this.#secrets.get(secretName)) !== undefined;
    const key = await vscode.window.showInputBox({
      title,
      prompt: hasKey
        ? 'It takes the place of the one that is kept; an empty one takes that away.'
        : `It is kept in the secret storage of the editor, and goes to ${description} alone.`,
      placeHolder,
      password: true,
      ignoreFocusOut: true,
    });
    if (key === undefined) return;
    if (key.trim() === '') await this.#secrets.delete(secretName);
    else await this.#secrets.store(secretName, key.trim());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#told.dispose();
  }

  /** Never throws: without secrets, as in some remote windows, the environment of the server counts. */
  async #tell(): Promise<void> {
    const [anthropicKey, openAiKey] = await Promise.all([
      this.#readSecret(anthropic.secretName),
      this.#readSecret(openAiSecretName),
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

  async #readSecret(name: string): Promise<string | null> {
    const secret = (await Promise.resolve(this.#secrets.get(name)).catch(() => undefined)) ?? null;
    if (secret !== null) this.#server.keepSecret(secret);
    return secret;
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
