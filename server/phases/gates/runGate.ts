/** The gate that runs a program and passes when it exits with 0. */
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../base/failure.ts';
import { BoundedLog } from './boundedLog.ts';
import { childEnvironment } from '../../base/processes/childEnvironment.ts';
import { OutputCleaner } from '../../base/processes/outputCleaner.ts';
import { runProcess, type ProcessOutcome } from '../../base/processes/runProcess.ts';
import { SecretScrubber, secretValuesOf } from '../../base/processes/secretScrubber.ts';
import { resolveInside } from '../../base/resolveInside.ts';
import { formatDuration } from '../duration.ts';
import type { RunGate } from '../gate.ts';
import type { GateSurroundings } from './gateSurroundings.ts';
import type { GateVerdict } from './gateVerdict.ts';
import { LiveOutput } from './liveOutput.ts';

/** Chunks of output are cleaned in pieces of this many bytes, so that the memory for one piece is bounded. */
const pieceBytes = 256 * 1024;

/** @throws Failure when nothing may be executed any more, or when the record of programs cannot be kept */
export async function runRunGate(gate: RunGate, surroundings: GateSurroundings): Promise<GateVerdict> {
  let cwd: string;
  try {
    cwd = resolveInside(surroundings.workspace, gate.cwd);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: 'could-not-run', message: error.message.replace(/\.$/, '') };
  }
  const log = new BoundedLog(path.join(surroundings.logDirectory, logName(gate.name)));
  const scrubber = new SecretScrubber(secretValuesOf({ ...surroundings.baseEnvironment, ...gate.env }));
  const scrub = (text: string): string => cleanWhole(text, scrubber);
  const command = typeof gate.command === 'string' ? gate.command : gate.command.join(' ');
  log.write(scrub(`$ ${command}\n(in ${cwd})\n\n`));

  const reportBefore = reportTime(gate, cwd);
  const outcome = await execute(gate, cwd, surroundings, log, scrubber);
  const verdict = withReport(judge(gate, outcome), gate, reportBefore, reportTime(gate, cwd));
  const message = scrub(verdict.message).trimEnd();
  log.close(`\n[${verdict.outcome}${message === '' ? '' : `: ${message}`}]\n`);
  const incomplete = log.fault === null ? '' : `${message === '' ? '' : '; '}its log is incomplete: ${log.fault}`;
  return { ...verdict, log: log.file, message: message + incomplete };
}

async function execute(
  gate: RunGate,
  cwd: string,
  surroundings: GateSurroundings,
  log: BoundedLog,
  scrubber: SecretScrubber,
): Promise<ProcessOutcome> {
  const { watch, clock, signal } = surroundings;
  const live = new LiveOutput((text) => watch.gateOutput(gate.name, text), clock);
  const cleaners = { stdout: new OutputCleaner(scrubber), stderr: new OutputCleaner(scrubber) };
  const pass = ({ plain, coloured }: { readonly plain: string; readonly coloured: string }): void => {
    log.write(plain);
    live.write(coloured);
  };
  const ledger = surroundings.ledger(gate.name);
  const marker = randomUUID();
  let recorded: { readonly pid: number; readonly start: string; readonly kept: Promise<void> } | null = null;
  surroundings.assertMayExecute();
  const outcome = await runProcess({
    command: gate.command,
    cwd,
    env: childEnvironment(surroundings.baseEnvironment, surroundings.environmentNames, gate.env),
    timeoutMs: gate.timeoutMs,
    signal,
    clock,
    marker,
    onStarted: (pid, start) => {
      const kept = ledger.add({ pid, start, marker });
      // Awaited below; a program must not run on unrecorded, nor its record's failure go unnoticed.
      kept.catch(() => undefined);
      recorded = { pid, start, kept };
    },
    onOutput: (chunk, stream) => {
      for (let at = 0; at < chunk.length; at += pieceBytes)
        pass(cleaners[stream].write(chunk.subarray(at, at + pieceBytes)));
    },
  });
  pass(cleaners.stdout.end());
  pass(cleaners.stderr.end());
  live.end();
  const entry = recorded as { readonly pid: number; readonly start: string; readonly kept: Promise<void> } | null;
  if (entry !== null) {
    await entry.kept;
    await ledger.remove(entry.pid, entry.start);
  }
  return outcome;
}

function judge(gate: RunGate, outcome: ProcessOutcome): GateVerdict {
  switch (outcome.kind) {
    case 'exited': {
      const { exitCode } = outcome;
      if (exitCode === 0) return { outcome: 'passed', exitCode, message: notes(outcome) };
      // POSIX shells answer 127 for a command that they cannot find and 126 for one that they cannot start.
      if (typeof gate.command === 'string' && (exitCode === 127 || exitCode === 126)) {
        const reason = exitCode === 127 ? 'a command was not found' : 'a command could not be started';
        return {
          outcome: 'could-not-run',
          exitCode,
          message: `${reason} (exit code ${exitCode}): ${gate.command}${notes(outcome)}`,
        };
      }
      return { outcome: 'failed', exitCode, message: `exit code ${exitCode}${notes(outcome)}` };
    }
    case 'signalled':
      return { outcome: 'failed', message: `ended by ${outcome.signal}${notes(outcome)}` };
    case 'timed-out':
      return { outcome: 'timed-out', message: `stopped after ${formatDuration(gate.timeoutMs)}${notes(outcome)}` };
    case 'cancelled':
      return { outcome: 'cancelled', message: notes(outcome) };
    case 'not-started':
      return { outcome: 'could-not-run', message: outcome.reason };
  }
}

function notes(outcome: Exclude<ProcessOutcome, { kind: 'not-started' }>): string {
  const survivors =
    outcome.survivors.length > 0 ? `; processes that would not end: ${outcome.survivors.join(', ')}` : '';
  return `${survivors}${outcome.outputLost ? '; its last output was lost' : ''}`;
}

/** A passing gate whose report was not written has checked nothing that anybody could see. */
function withReport(verdict: GateVerdict, gate: RunGate, before: number | null, after: number | null): GateVerdict {
  if (gate.report === null || verdict.outcome !== 'passed') return verdict;
  if (after !== null && after !== before) return verdict;
  return { ...verdict, outcome: 'could-not-run', message: `the report ${gate.report} was not written` };
}

/** Modification time of the report in milliseconds; null when there is none. */
function reportTime(gate: RunGate, cwd: string): number | null {
  if (gate.report === null) return null;
  try {
    return statSync(path.join(cwd, gate.report)).mtimeMs;
  } catch {
    return null;
  }
}

function cleanWhole(text: string, scrubber: SecretScrubber): string {
  const cleaner = new OutputCleaner(scrubber);
  const written = cleaner.write(Buffer.from(text));
  return written.plain + cleaner.end().plain;
}

/** A file name for any gate name, with nothing that a file system treats specially. Names that differ stay different. */
export function logName(gate: string): string {
  const safe = gate.replace(/[^A-Za-z0-9._-]/g, (char) => `%${(char.codePointAt(0) ?? 0).toString(16)}`).slice(0, 120);
  return `${/^\.|^$/.test(safe) ? `_${safe}` : safe}.log`;
}
