/** Language models that the editor has, asked of the client. */
import { CancellationTokenSource, type Connection } from 'vscode-languageserver/node';
import { askEditorModel, editorModelSaid, listEditorModels } from '../../protocol/answers.ts';
import { Failure } from '../base/failure.ts';
import type { LanguageModel, ModelPiece, ModelRequest, ModelTurn } from '../chat/languageModel.ts';
import type { ModelFamily } from '../chat/languageModels.ts';
import { NumberedPassages, numberedTurns, readCitations } from '../chat/numberedPassages.ts';
import { ask, receive } from './answer.ts';

/** Their names begin so. */
const prefix = 'editor:';
/** The smallest of them take some 16,000 tokens, of which passages need a part. */
const historyTokens = 8_000;

/** What comes of one request, in order. */
interface Listening {
  readonly texts: string[];
  isOver: boolean;
  failure: Failure | null;
  wake: () => void;
}

export class EditorModels implements ModelFamily {
  readonly #connection: Connection;
  readonly #isCompanion: () => boolean;
  readonly #listening = new Map<number, Listening>();
  #asked = 0;

  /** @param isCompanion whether the client is our own, which alone has such models */
  constructor(connection: Connection, isCompanion: () => boolean) {
    this.#connection = connection;
    this.#isCompanion = isCompanion;
    receive(connection, editorModelSaid, ({ request, text }) => {
      const listening = this.#listening.get(request);
      listening?.texts.push(text);
      listening?.wake();
    });
  }

  async offered(): Promise<readonly Pick<LanguageModel, 'id' | 'title'>[]> {
    if (!this.#isCompanion()) return [];
    try {
      const { models } = await ask(this.#connection, listEditorModels, {});
      return models.map(({ id, title }) => ({ id: `${prefix}${id}`, title }));
    } catch {
      // A client that has none does not say so in the same way everywhere.
      return [];
    }
  }

  async find(id: string): Promise<LanguageModel | null> {
    if (!id.startsWith(prefix)) return null;
    const known = (await this.offered()).find((model) => model.id === id);
    if (known === undefined) return null;
    return {
      ...known,
      historyTokens,
      answer: (request, signal) => this.#answer(id.slice(prefix.length), request, signal),
    };
  }

  #answer(model: string, request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPiece> {
    const numbered = new NumberedPassages();
    return readCitations(this.#texts(model, numberedTurns(request, numbered), signal), numbered);
  }

  async *#texts(model: string, turns: readonly ModelTurn[], signal: AbortSignal): AsyncGenerator<string> {
    const number = ++this.#asked;
    const listening: Listening = { texts: [], isOver: false, failure: null, wake: () => undefined };
    this.#listening.set(number, listening);
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const params = { request: number, model, turns: turns.map((turn) => ({ ...turn })) };
    const end = (failure: Failure | null): void => {
      listening.isOver = true;
      listening.failure = failure;
      listening.wake();
    };
    this.#connection.sendRequest(askEditorModel.method, params, source.token).then(
      (result) => {
        const { failure } = askEditorModel.result.parse(result);
        end(failure === null ? null : new Failure(failure.code, failure.message));
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        end(
          new Failure('model-failed', `The editor's model did not answer: ${reason}. Ask again, or pick another one.`),
        );
      },
    );
    try {
      for (;;) {
        yield* listening.texts.splice(0);
        if (listening.isOver && listening.texts.length === 0) break;
        await new Promise<void>((resolve) => {
          listening.wake = resolve;
          if (listening.texts.length > 0 || listening.isOver) resolve();
        });
      }
      if (listening.failure !== null) throw listening.failure;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.#listening.delete(number);
      source.dispose();
    }
  }
}
