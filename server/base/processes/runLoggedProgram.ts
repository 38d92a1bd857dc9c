/** Runs a program with everything that is due to its output: cleaned, scrubbed, logged, shown live, never in the way. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { BoundedLog } from './boundedLog.ts';
import { LiveText } from './liveText.ts';
import { OutputCleaner, type CleanLines } from './outputCleaner.ts';
import type { ProcessLedger } from './processLedger.ts';
import { runProcess, type OutputStream, type ProcessOutcome } from './runProcess.ts';
import type { SecretScrubber } from './secretScrubber.ts';
import type { Program } from './startProgram.ts';

export interface LoggedProgram extends Program {
  /** Absolute path of the log; an older file there is replaced. */
  readonly logFile: string;
  readonly scrubber: SecretScrubber;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ledger: ProcessLedger;
  /** Called right before the program is spawned; what it throws is thrown on, and nothing is spawned. */
  readonly assertMayStart: () => void;
  /** Gets scrubbed text with colours, at most a quarter of a megabyte a second. */
  readonly onText: (text: string) => void;
  /** What the last line of the log says; line breaks in it become spaces. */
  readonly describeEnd: (outcome: ProcessOutcome, durationMs: number) => string;
}

export interface LoggedProgramEnd {
  readonly outcome: ProcessOutcome;
  readonly durationMs: number;
  /** Path of the log; null when it could not even be made. */
  readonly log: string | null;
  /** Why the log is not complete, in words; null when it is. */
  readonly logProblem: string | null;
  /** The last lines of the output, at most 4 KB, without colours. */
  readonly lastLines: string;
}

const lastLinesLength = 4096;

/**
 * The log begins with the command and its folder and ends with `describeEnd`. The program waits when the disk is
 * slower than it; a log that cannot be written does not stop the program.
 *
 * @throws what `assertMayStart` or the ledger threw, after the program, if it was started, has been ended
 */
export async function runLoggedProgram(program: LoggedProgram): Promise<LoggedProgramEnd> {
  const { clock, scrubber, ledger } = program;
  const log = await BoundedLog.create(program.logFile);
  const live = new LiveText(program.onText, clock);
  const cleaners = { stdout: new OutputCleaner(scrubber), stderr: new OutputCleaner(scrubber) };
  const stop = new AbortController();
  const signal = AbortSignal.any([program.signal, stop.signal]);
  let lastLines = '';
  const keep = ({ plain, coloured }: CleanLines): void | Promise<void> => {
    if (plain === '') return undefined;
    live.write(coloured);
    lastLines = (lastLines + plain).slice(-lastLinesLength);
    return log.write(plain);
  };

  try {
    await log.write(`$ ${scrubber.scrub(commandLine(program.command))}\nin ${program.cwd}\n\n`);
    program.assertMayStart();
    const startedAtMs = clock.nowMs();
    let recorded: Promise<void> = Promise.resolve();
    let recordFailure: { readonly error: unknown } | null = null;
    let identity: { readonly pid: number; readonly start: string } | null = null;
    const marker = randomUUID();
    const outcome = await runProcess({
      ...program,
      marker,
      signal,
      onOutput: (chunk: Buffer, stream: OutputStream) => keep(cleaners[stream].write(chunk)),
      onStarted: (pid, start) => {
        identity = { pid, start };
        recorded = ledger.add({ pid, start, marker }).catch((error: unknown) => {
          recordFailure = { error };
          // What is not recorded would outlive a crash unseen.
          stop.abort();
        });
      },
    });
    await recorded;
    if (recordFailure !== null) throw (recordFailure as { readonly error: unknown }).error;
    if (identity !== null) {
      const { pid, start } = identity as { readonly pid: number; readonly start: string };
      await ledger.remove(pid, start);
    }
    await keep(cleaners.stdout.end());
    await keep(cleaners.stderr.end());
    const durationMs = Math.max(0, clock.nowMs() - startedAtMs);
    const end = scrubber.scrub(program.describeEnd(outcome, durationMs)).replace(/\s*\n\s*/g, ' ');
    await log.write(`\n${end}\n`);
    await log.end();
    const outputLost = 'outputLost' in outcome && outcome.outputLost ? 'the last output came too late' : null;
    return {
      outcome,
      durationMs,
      log: log.exists ? log.file : null,
      logProblem: log.problem ?? outputLost,
      lastLines,
    };
  } finally {
    live.end();
    await log.end();
  }
}

/** A command as a person would type it; arguments that a shell would split are quoted. */
export function commandLine(command: string | readonly string[]): string {
  if (typeof command === 'string') return command.trim();
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
