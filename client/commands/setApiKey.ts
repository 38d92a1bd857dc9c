/** Asks for an API key, and keeps it among the secrets of the editor. */
import * as vscode from 'vscode';
import { settingIds } from '../contributions.ts';
import type { Command } from './command.ts';

const servers = [
  { label: 'Server of embeddings', of: 'embeddings', setting: settingIds.embeddingsUrl },
  { label: 'Server that ranks again', of: 'reranking', setting: settingIds.rerankingUrl },
] as const;

/** The argument `answers` means whatever answers in the chat, which is the only one where no server is set. */
export const setApiKey: Command = async ({ modelKey, regulationModels }, argument) => {
  const asked = servers.flatMap(({ label, of, setting }) => {
    const description = vscode.workspace.getConfiguration().get<string>(setting, '').trim();
    return description === '' ? [] : [{ label, description, of }];
  });
  if (argument === 'answers' || asked.length === 0) return modelKey.askForKey();
  const answers = { label: 'Models that answer', description: 'in the chat', of: null };
  const picked = await vscode.window.showQuickPick([answers, ...asked], { title: 'Whose API Key?' });
  if (picked === undefined) return;
  if (picked.of === null) await modelKey.askForKey();
  else await regulationModels.askForKey(picked.of);
};
