/** Asks for an API key, and keeps it among the secrets of the editor. */
import * as vscode from 'vscode';
import type { Command } from './command.ts';

const owners = [
  { label: 'Anthropic', description: 'models that answer in the chat', of: 'anthropic' },
  {
    label: 'Endpoint of OpenAI’s kind',
    description: 'models that answer in the chat, such as those of Ollama',
    of: 'openAi',
  },
  { label: 'Server of embeddings', description: 'finds passages of regulations by meaning', of: 'embeddings' },
  { label: 'Server that ranks again', description: 'looks at the first passages once more', of: 'reranking' },
] as const;

/** An argument that names the owner spares the choice. */
export const setApiKey: Command = async ({ modelKey, regulationModels }, argument) => {
  const named = owners.find(({ of }) => of === argument);
  const picked = named ?? (await vscode.window.showQuickPick(owners, { title: 'Whose API key?' }));
  if (picked === undefined) return;
  if (picked.of === 'anthropic' || picked.of === 'openAi') await modelKey.askForKey(picked.of);
  else await regulationModels.askForKey(picked.of);
};
