/** Runs a program to its end, or ends it, and leaves nothing of it behind. */
import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { endProcessTree, pause } from './endProcessTree.ts';
import { processStart } from './processIdentity.ts';
import { outputsOf } from './processTable.ts';
import { addMarker, isMarker, processMarkerName, type ProcessTree } from './processTree.ts';
import { describeStartFailure, reasonNotToStart, startProgram, type Program } from './startProgram.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface RunProcessInput extends Program {
  /** Unique text, such as a UUID, by which all that the program starts is recognised; it is added to the environment. */
  readonly marker: string;
  /** Milliseconds after which the program is ended; more than 24 days count as 24 days. */
  readonly timeoutMs: number;
  /** Ends the program when aborted. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Called with what the program prints. While a returned promise is pending, no output is read. */
  readonly onOutput: (chunk: Buffer, stream: OutputStream) => void | Promise<void>;
  /** Called once, right after the start. */
  readonly onStarted: (pid: number, start: string) => void;
}

/** What there is to say of every program that did start. */
interface ProcessEnd {
  /** Some of the last output was not delivered, as `onOutput` took too long. */
  readonly outputLost: boolean;
  /** Pids that could not be ended. */
  readonly survivors: readonly number[];
}

export type ProcessOutcome =
  | ({ readonly kind: 'exited'; readonly exitCode: number } & ProcessEnd)
  /** Ended by a signal that did not come from here. */
  | ({ readonly kind: 'signalled'; readonly signal: NodeJS.Signals } & ProcessEnd)
  | ({ readonly kind: 'timed-out' } & ProcessEnd)
  | ({ readonly kind: 'cancelled' } & ProcessEnd)
  /** `reason` is worded for a person: "command not found: nmp". */
  | { readonly kind: 'not-started'; readonly reason: string };

/** How long the output is waited for after the program has ended, as long as somebody else still holds it. */
const outputGraceMs = 1000;

/** How long leftovers of an ended program may take to end when they are asked to. */
const leftoverGraceMs = 600;

/** How long what was written last may take to arrive. */
const lastWordsMs = 100;

const longestTimerMs = 2 ** 31 - 1;

/**
 * Starts the program in a process group and session of its own, without input, and without keeping its output.
 * It is spawned before the call returns, or not at all. The answer comes when the program has ended, at most two
 * seconds later whoever still holds its output. What it left in its process group is ended; a daemon, which has left
 * the group, is ended only when the program is cancelled or times out.
 *
 * @throws what `onOutput` or `onStarted` threw, after the program was ended
 */
export async function runProcess(input: RunProcessInput): Promise<ProcessOutcome> {
  const { clock, signal, marker } = input;
  if (!isMarker(marker)) throw new RangeError('A marker has 16 characters or more of [A-Za-z0-9_-].');
  if (signal.aborted) return { kind: 'cancelled', outputLost: false, survivors: [] };
  const refusal = reasonNotToStart(input);
  if (refusal !== null) return { kind: 'not-started', reason: refusal };

  const marked = { ...input, env: { ...input.env, [processMarkerName]: addMarker(input.env, marker) } };
  let child: ChildProcess;
  try {
    child = startProgram(marked);
  } catch (error) {
    return { kind: 'not-started', reason: describeStartFailure(input, error) };
  }
  const failure = new Promise<unknown>((resolve) => {
    child.once('error', resolve);
  });
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) {
    return { kind: 'not-started', reason: describeStartFailure(input, await failure) };
  }
  const exit = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, exitSignal) => resolve({ kind: 'exit', exitCode, signal: exitSignal }));
  });
  const tree: ProcessTree = { pid, start: processStart(pid) ?? '', marker, outputs: outputsOf(pid) };
  const stop = new Stop(input);
  const output = new OutputDelivery({ stdout, stderr }, input.onOutput, stop);
  // Timers of the clock let this process end; a program under way must not be forgotten.
  const keepAlive = setInterval(() => undefined, 60_000);
  try {
    if (tree.start !== '') stop.unlessThrown(() => input.onStarted(pid, tree.start));
    const end = await Promise.race([exit, stop.reason]);
    let survivors: readonly number[] = [];
    if (end.kind === 'exit') {
      const outputUntilMs = clock.nowMs() + outputGraceMs;
      await Promise.race([output.ended, pause(clock, outputGraceMs), stop.reason]);
      // On Windows nothing tells what a program left behind once it has ended.
      if (process.platform !== 'win32') {
        const graceMs = Math.max(leftoverGraceMs, outputUntilMs - clock.nowMs());
        survivors = await endProcessTree(tree, clock, { which: 'group', graceMs });
      }
      await Promise.race([output.ended, pause(clock, lastWordsMs)]);
    } else {
      survivors = await endProcessTree(tree, clock);
      await Promise.race([Promise.all([exit, output.ended]), pause(clock, leftoverGraceMs)]);
    }
    stop.throwFailure();
    const rest: ProcessEnd = { outputLost: output.isIncomplete, survivors };
    if (end.kind !== 'exit') return { kind: end.kind, ...rest };
    if (end.signal !== null) return { kind: 'signalled', signal: end.signal, ...rest };
    return { kind: 'exited', exitCode: end.exitCode ?? 1, ...rest };
  } finally {
    clearInterval(keepAlive);
    stop.dispose();
    stdout.destroy();
    stderr.destroy();
  }
}

interface Exit {
  readonly kind: 'exit';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface StopReason {
  readonly kind: 'timed-out' | 'cancelled';
}

/** The reasons to end a program before it ends itself: time, a cancel, or a listener that threw. */
class Stop {
  readonly reason: Promise<StopReason>;
  readonly dispose: () => void;
  readonly #stop: (reason: StopReason) => void;
  #failure: { readonly error: unknown } | null = null;

  constructor({ clock, timeoutMs, signal }: Pick<RunProcessInput, 'clock' | 'timeoutMs' | 'signal'>) {
    let stop: (reason: StopReason) => void = () => undefined;
    this.reason = new Promise((resolve) => {
      stop = resolve;
    });
    this.#stop = stop;
    const cancel = () => stop({ kind: 'cancelled' });
    const forgetTimeout = clock.after(Math.min(timeoutMs, longestTimerMs), () => stop({ kind: 'timed-out' }));
    signal.addEventListener('abort', cancel, { once: true });
    this.dispose = () => {
      forgetTimeout();
      signal.removeEventListener('abort', cancel);
    };
  }

  /** Runs a listener of the caller; what it throws ends the program and is thrown again once it has ended. */
  unlessThrown<T>(listener: () => T): T | undefined {
    try {
      return listener();
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop({ kind: 'cancelled' });
  }

  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** Hands on what comes, one chunk after the other, and leaves both streams unread while the receiver is busy. */
class OutputDelivery {
  /** Fulfilled when both streams have ended and all of them was handed on. */
  readonly ended: Promise<void>;
  readonly #streams: Readonly<Record<OutputStream, Readable>>;
  readonly #onOutput: RunProcessInput['onOutput'];
  readonly #stop: Stop;
  /** Seldom more than one: Node reads on once by itself when the program ends. */
  readonly #waiting: { readonly chunk: Buffer; readonly name: OutputStream }[] = [];
  #isBusy = false;
  #open = 2;
  #end: () => void = () => undefined;

  constructor(streams: Readonly<Record<OutputStream, Readable>>, onOutput: RunProcessInput['onOutput'], stop: Stop) {
    this.#streams = streams;
    this.#onOutput = onOutput;
    this.#stop = stop;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = streams[name];
      stream.on('data', (chunk: Buffer) => {
        this.#waiting.push({ chunk, name });
        this.#deliver();
      });
      let isOpen = true;
      // A stream that fails has nothing more to say; how the program ended is told by its exit.
      for (const event of ['end', 'error', 'close']) {
        stream.once(event, () => {
          if (isOpen) this.#open--;
          isOpen = false;
          this.#deliver();
        });
      }
    }
  }

  /** Whether something that was printed has not been handed on. */
  get isIncomplete(): boolean {
    return this.#waiting.length > 0 || (this.#isBusy && this.#open > 0);
  }

  #deliver(): void {
    while (!this.#isBusy) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        if (this.#open === 0) this.#end();
        return;
      }
      const receiving = this.#stop.unlessThrown(() => this.#onOutput(next.chunk, next.name));
      if (receiving !== undefined) void this.#hold(receiving);
    }
    this.#pause();
  }

  async #hold(receiving: Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.#pause();
    try {
      await receiving;
    } catch (error) {
      this.#stop.fail(error);
    }
    this.#isBusy = false;
    for (const stream of Object.values(this.#streams)) stream.resume();
    this.#deliver();
  }

  #pause(): void {
    for (const stream of Object.values(this.#streams)) stream.pause();
  }
}
