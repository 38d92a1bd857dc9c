/** A program of the drills that runs as a process of its own and talks in lines. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export class Program {
  /** Everything that it printed, line by line; complete once `ended` is fulfilled. */
  readonly lines: string[] = [];
  /** Fulfilled when the process is gone and all its output has been read. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcess;
  readonly #waiting: (() => void)[] = [];
  #isOver = false;

  /** @param name file of the program beside this one, without its extension */
  constructor(name: string, programArguments: readonly string[]) {
    const file = path.join(import.meta.dirname, `${name}.ts`);
    const child = spawn(process.execPath, [file, ...programArguments], { stdio: ['pipe', 'pipe', 'inherit'] });
    // A program that was killed takes no more lines, which is no news.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#wake();
    });
    this.#child = child;
    this.ended = once(child, 'close').then(() => {
      this.#isOver = true;
      this.#wake();
      return child.signalCode ?? child.exitCode ?? -1;
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  send(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /**
   * Waits for a line that was not there when the call was made, or that came `from` a place in `lines` on.
   * @throws Error when the program ends without it
   */
  async line(pattern: RegExp, from: number = this.lines.length): Promise<string> {
    for (;;) {
      const found = this.lines.slice(from).find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#isOver) throw new Error(`The program ended without ${String(pattern)}: ${this.lines.join(' | ')}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends it at once, and waits for it to be gone. */
  async stop(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  #wake(): void {
    for (const settle of this.#waiting.splice(0)) settle();
  }
}
