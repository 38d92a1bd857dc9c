/** Runs a script of ours in a process of its own, so that a fault of native code in it ends nothing else. */
import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './childEnvironment.ts';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What the script answers to a question of this number: `value` or `error`. */
export interface ScriptAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export class IsolatedScript {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended: string | null = null;

  /**
   * Begins it with a low priority: what people wait for comes first. It ends when this process ends.
   *
   * @param runsForeignCode whether it loads what is not ours, which then gets no keys from the environment. Default false
   */
  constructor(script: URL, runsForeignCode = false) {
    const child = fork(fileURLToPath(script), [], {
      serialization: 'advanced',
      stdio: 'ignore',
      execArgv: [],
      // The runtime of an editor is a Node.js only with this variable.
      ...(runsForeignCode ? { env: childEnvironment(process.env, ['ELECTRON_RUN_AS_NODE'], {}) } : {}),
    });
    this.#child = child;
    child.on('message', (answer: ScriptAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer.value);
      else waiting?.reject(new Error(answer.error));
    });
    child.on('error', (error) => this.#end(error.message));
    child.on('exit', (code, signal) =>
      this.#end(signal === null ? `it ended with ${code ?? 0}` : `${signal} ended it`),
    );
    // A one-time search does not wait for it.
    child.unref();
    child.channel?.unref();
    try {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended already, or priorities are not ours to set: both do no harm.
    }
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws Error when it answers with one, or when it ended before it answered */
  ask(question: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) {
        reject(new Error(this.#ended));
        return;
      }
      const id = ++this.#asked;
      // Somebody waits for the answer, so the channel keeps this process alive until it is there.
      this.#child.channel?.ref();
      const settle = (): void => {
        if (this.#waiting.size === 0) this.#child.channel?.unref();
      };
      this.#waiting.set(id, {
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#child.send({ id, question });
    });
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error(reason));
  }
}
