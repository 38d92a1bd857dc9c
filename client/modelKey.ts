/** The API key of Anthropic: in the editor's secret storage, and told to the server, which keeps it in memory alone. */
import * as vscode from 'vscode';
import { modelKeyChanged } from '../protocol/answers.ts';
import { settingIds } from './contributions.ts';
import type { ServerConnection } from './serverConnection.ts';

/** Its name in the secret storage. */
const secretName = 'phasegate.anthropic.apiKey';

export class ModelKey implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #server: ServerConnection;
  readonly #listening: vscode.Disposable;
  readonly #told = new vscode.EventEmitter<void>();
  /** Fires when the server knows another key. */
  readonly onTold = this.#told.event;

  constructor(secrets: vscode.SecretStorage, server: ServerConnection) {
    this.#secrets = secrets;
    this.#server = server;
    const tell = (): void => void this.#tell();
    this.#listening = vscode.Disposable.from(
      server.onReady(tell),
      secrets.onDidChange(({ key }) => {
        if (key === secretName) tell();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingIds.anthropicBaseUrl)) tell();
      }),
    );
  }

  /** Asks the person; an empty answer takes the key away. */
  async askForKey(): Promise<void> {
    const hasKey = (await this.#secrets.get(secretName)) !== undefined;
    const key = await vscode.window.showInputBox({
      title: 'API Key of Anthropic',
      prompt: hasKey
        ? 'It takes the place of the one that is kept; an empty one takes that away.'
        : 'It is kept in the secret storage of the editor, and goes to Anthropic alone.',
      placeHolder: 'sk-ant-…',
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
    const key = await Promise.resolve(this.#secrets.get(secretName)).catch(() => undefined);
    const baseUrl = vscode.workspace.getConfiguration().get<string>(settingIds.anthropicBaseUrl, '').trim();
    await this.#server.tell(modelKeyChanged, { key: key ?? null, baseUrl: baseUrl === '' ? null : baseUrl });
    this.#told.fire();
  }
}
