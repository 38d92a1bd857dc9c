/** One API key in the editor's secret storage: asked of the person, and read for the server. */
import * as vscode from 'vscode';
import type { ServerConnection } from './serverConnection.ts';

export interface KeyHolder {
  readonly title: string;
  /** Whom the key goes to, for the person. */
  readonly receiver: string;
  /** Its name in the secret storage. */
  readonly secretName: string;
  /** What such a key looks like. Default nothing is shown */
  readonly placeHolder?: string;
}

/** Asks the person; an empty answer takes the key away. */
export async function askForKey(secrets: vscode.SecretStorage, holder: KeyHolder): Promise<void> {
  const { title, receiver, secretName, placeHolder } = holder;
  const hasKey = (await secrets.get(secretName)) !== undefined;
  const key = await vscode.window.showInputBox({
    title,
    prompt: hasKey
      ? 'It takes the place of the one that is kept; an empty one takes that away.'
      : `It is kept in the secret storage of the editor, and goes to ${receiver} alone.`,
    ...(placeHolder === undefined ? {} : { placeHolder }),
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  if (key.trim() === '') await secrets.delete(secretName);
  else await secrets.store(secretName, key.trim());
}

/** Never throws: in some remote windows there are no secrets. @returns null for none; what is returned stands in no log */
export async function readKey(
  secrets: vscode.SecretStorage,
  server: ServerConnection,
  secretName: string,
): Promise<string | null> {
  const key = (await Promise.resolve(secrets.get(secretName)).catch(() => undefined)) ?? null;
  if (key !== null) server.keepSecret(key);
  return key;
}
