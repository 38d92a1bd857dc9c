/** The API key of Anthropic while the server runs: what the person set in the editor, or else what the environment has. */
import type { Connection } from 'vscode-languageserver/node';
import { modelKeyChanged } from '../../protocol/answers.ts';
import { receive } from './answer.ts';

interface KeyChange {
  readonly key: string | null;
  readonly baseUrl: string | null;
}

export class ModelKeys {
  readonly #environment: NodeJS.ProcessEnv;
  #given: KeyChange = { key: null, baseUrl: null };

  constructor(connection: Connection, environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
    receive(connection, modelKeyChanged, (given) => {
      this.#given = given;
    });
  }

  readonly key = (): string | null => this.#given.key ?? this.#environment['ANTHROPIC_API_KEY'] ?? null;

  readonly baseUrl = (): string | null => this.#given.baseUrl ?? this.#environment['ANTHROPIC_BASE_URL'] ?? null;
}
