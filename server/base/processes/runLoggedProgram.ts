/** Runs a program with all that is due to its output: cleaned, scrubbed, logged within bounds and shown live. */
import { randomUUID } from 'node:crypto';
import { BoundedLog } from './boundedLog.ts';
import { LiveText } from './liveText.ts';
import { cleanMessage, cleanText, OutputCleaner, type CleanLines } from './outputCleaner.ts';
import type { ProcessLedger } from './processLedger.ts';
import { runProcess, type ProcessOutcome, type RunProcessInput } from './runProcess.ts';
import type { SecretScrubber } from './secretScrubber.ts';

export interface LoggedProgram extends Omit<RunProcessInput, 'marker' | 'onOutput' | 'onStarted'> {
  /** Absolute path of the log; an older file there is replaced. */
  readonly logFile: string;
  readonly scrubber: SecretScrubber;
  readonly ledger: ProcessLedger;
  /** Called right before the program is spawned; what it throws is thrown on, and nothing is spawned. */
  readonly assertMayStart: () => void;
  /** Gets whole scrubbed lines with colours, at most a quarter of a megabyte a second. */
  readonly onText: (text: string) => void;
  /** Gets all whole lines, scrubbed and without any control sequence, of both streams. Default nobody. */
  readonly onLines?: (lines: Buffer, stream: 'stdout' | 'stderr') => void;
  /** What the last line of the log says. */
  readonly describeEnd: (end: ProgramEnd) => string | Promise<string>;
}

export interface ProgramEnd {
  readonly outcome: ProcessOutcome;
  /** From the spawn to the answer. */
  readonly durationMs: number;
  /** The last lines of the output, about 4 KB, scrubbed and without colours. */
  readonly lastLines: string;
}

export interface LoggedProgramEnd extends ProgramEnd {
  /** Path of the log; null when it could not even be made. */
  readonly log: string | null;
  /** Why the log is not complete, in words; null when it is. */
  readonly logProblem: string | null;
}

const recentBytes = 4096;

/**
 * The log begins with the command and its folder and ends with `describeEnd`. The program waits when the disk is
 * slower than it; a log that cannot be written does not stop the program.
 *
 * @throws what `assertMayStart` or the ledger threw, once the program, if it was started, has been ended
 */
export async function runLoggedProgram(program: LoggedProgram): Promise<LoggedProgramEnd> {
  const { clock, scrubber } = program;
  program.assertMayStart();
  const log = new BoundedLog(program.logFile);
  const live = new LiveText(program.onText, clock);
  const cleaners = { stdout: new OutputCleaner(scrubber), stderr: new OutputCleaner(scrubber) };
  const recent = new RecentOutput();
  const keep = ({ plain, coloured }: CleanLines, stream: 'stdout' | 'stderr'): void | Promise<void> => {
    live.write(coloured);
    program.onLines?.(plain, stream);
    recent.write(plain);
    return log.write(plain);
  };
  try {
    const startedAtMs = clock.nowMs();
    const running = runRecorded(program, (chunk, stream) => keep(cleaners[stream].write(chunk), stream));
    // The program is spawned by now, and no output is read before this turn is over.
    void log.write(`$ ${cleanText(commandLine(program.command), scrubber)}\nin ${program.cwd}\n\n`);
    const outcome = await running;
    const durationMs = Math.max(0, clock.nowMs() - startedAtMs);
    await keep(cleaners.stdout.end(), 'stdout');
    await keep(cleaners.stderr.end(), 'stderr');
    const end: ProgramEnd = { outcome, durationMs, lastLines: recent.take() };
    await log.write(`\n${cleanMessage(await program.describeEnd(end), scrubber)}\n`);
    await log.end();
    const lost = outcome.kind !== 'not-started' && outcome.outputLost ? 'the last output came too late' : null;
    return { ...end, log: log.exists ? log.file : null, logProblem: log.problem ?? lost };
  } finally {
    live.end();
    await log.end();
  }
}

/** Remembers the end of an output. */
class RecentOutput {
  #parts: Buffer[] = [];

  write(lines: Buffer): void {
    if (lines.length === 0) return;
    const kept = lines.subarray(-recentBytes);
    this.#parts = kept.length === recentBytes ? [kept] : [...this.#parts, kept].slice(-recentBytes);
    if (this.#parts.length > 64) this.#parts = [Buffer.concat(this.#parts).subarray(-recentBytes)];
  }

  take(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}

/** A command as a person would type it; arguments that a shell would split are quoted. */
export function commandLine(command: string | readonly string[]): string {
  if (typeof command === 'string') return command.trim();
  const quote = (word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}

/** Runs the program with its record in the ledger from its start to its end. */
async function runRecorded(program: LoggedProgram, onOutput: RunProcessInput['onOutput']): Promise<ProcessOutcome> {
  const marker = randomUUID();
  const stop = new AbortController();
  const records: { readonly pid: number; readonly start: string; readonly kept: Promise<void> }[] = [];
  const outcome = await runProcess({
    ...program,
    marker,
    signal: AbortSignal.any([program.signal, stop.signal]),
    onOutput,
    onStarted: (pid, start) => {
      const kept = program.ledger.add({ pid, start, marker });
      // What is not recorded would outlive a crash unseen, so it must not go on. The failure is thrown below.
      kept.catch(() => stop.abort());
      records.push({ pid, start, kept });
    },
  });
  for (const { pid, start, kept } of records) {
    await kept;
    program.ledger.remove(pid, start);
  }
  return outcome;
}
