/** Lets the language models of the editor answer questions of the server. */
import * as vscode from 'vscode';
import { askEditorModel, editorModelSaid, listEditorModels } from '../protocol/answers.ts';
import type { FailureReport } from '../protocol/failure.ts';
import type { ServerConnection } from './serverConnection.ts';

/** What the editor tells the person when it asks whether the extension may use a model. */
const justification = 'Phasegate answers a question from your regulations.';

export function offerEditorModels(server: ServerConnection): vscode.Disposable {
  return vscode.Disposable.from(
    server.onRequest(listEditorModels, async () => {
      const models = await vscode.lm.selectChatModels();
      return {
        models: models.map((model) => ({ id: editorModelName(model), title: `${model.name} (${model.vendor})` })),
      };
    }),
    server.onRequest(askEditorModel, async ({ request, model: name, turns }, token) => {
      const model = (await vscode.lm.selectChatModels()).find((one) => editorModelName(one) === name);
      if (model === undefined) return { failure: gone(name) };
      const messages = turns.map(({ role, text }) =>
        role === 'user' ? vscode.LanguageModelChatMessage.User(text) : vscode.LanguageModelChatMessage.Assistant(text),
      );
      try {
        const response = await model.sendRequest(messages, { justification }, token);
        for await (const text of response.text) await server.tell(editorModelSaid, { request, text });
        return { failure: null };
      } catch (error) {
        return { failure: describeError(error, model.name) };
      }
    }),
  );
}

/** By which the server knows it. */
export function editorModelName({ vendor, id }: vscode.LanguageModelChat): string {
  return `${vendor}/${id}`;
}

function gone(name: string): FailureReport {
  return {
    code: 'unknown-model',
    message: `The editor has no model "${name}" any more. Pick another one and ask again.`,
  };
}

function describeError(error: unknown, name: string): FailureReport {
  const said = error instanceof Error ? error.message.trim().replace(/\.$/, '') : String(error);
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  if (code === vscode.LanguageModelError.NoPermissions.name) {
    return {
      code: 'model-key-refused',
      message: `${name} may not be used by Phasegate: ${said}. Allow it, then ask again.`,
    };
  }
  if (code === vscode.LanguageModelError.Blocked.name) {
    return { code: 'model-overloaded', message: `${name} takes no more requests for now: ${said}. Ask again later.` };
  }
  return { code: 'model-failed', message: `${name} did not answer: ${said}. Ask again, or pick another model.` };
}
