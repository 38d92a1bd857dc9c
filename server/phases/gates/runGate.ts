/** The gate that runs a program and passes when it exits with 0. */
import { childEnvironment } from '../../base/processes/childEnvironment.ts';
import { runLoggedProgram, type ProgramEnd } from '../../base/processes/runLoggedProgram.ts';
import type { SecretScrubber } from '../../base/processes/secretScrubber.ts';
import { resolveInside } from '../../base/resolveInside.ts';
import { formatDuration } from '../duration.ts';
import type { RunGate } from '../gate.ts';
import { findMatcher } from '../matchers/findMatcher.ts';
import { OutputMatching } from '../matchers/matchOutput.ts';
import { collectReport } from '../reports/collectReport.ts';
import { describeVerdict, type GateVerdict } from './gateVerdict.ts';
import type { GateSurroundings } from './gateSurroundings.ts';
import { readReportFile, readReportState } from './reportFile.ts';

/** What a run gate needs beside what every gate needs. */
export interface RunGateTools {
  /** Knows the secrets of the environments of all gates. */
  readonly scrubber: SecretScrubber;
  /** Absolute path. */
  readonly logFile: string;
}

/**
 * @throws Failure when nothing may be executed any more, when a path leads outside the workspace, or when the record
 * of programs cannot be kept
 */
export async function runRunGate(
  gate: RunGate,
  surroundings: GateSurroundings,
  { scrubber, logFile }: RunGateTools,
): Promise<GateVerdict> {
  const { workspace, watch } = surroundings;
  surroundings.assertMayExecute();
  const cwd = resolveInside(workspace, gate.cwd);
  const reportBefore = readReportState(gate, workspace);
  const matcher = gate.problems === null ? null : findMatcher(gate.problems, surroundings.matchers);
  const matching = matcher === null ? null : new OutputMatching(matcher);
  const judge = async (end: ProgramEnd): Promise<GateVerdict> => {
    const verdict = judgeEnd(gate, end);
    if (end.outcome.kind === 'cancelled' || end.outcome.kind === 'not-started') return verdict;
    const reportAfter = readReportState(gate, workspace);
    const isWritten = reportAfter !== null && reportAfter !== reportBefore;
    const collected = collectReport(gate, {
      workspace,
      scrubber,
      report: isWritten ? await readReportFile(gate, workspace) : null,
      output: matching === null ? null : { ...matching.end(), base: matcher?.base ?? null },
      hasPassed: verdict.outcome === 'passed',
    });
    const told = { ...verdict, ...(collected.report === null ? {} : { report: collected.report }) };
    if (verdict.outcome === 'passed' && gate.report !== null && !isWritten) {
      // A program that passed without its report has checked nothing that anybody could see.
      return { ...told, outcome: 'could-not-run', message: `the report ${gate.report} was not written` };
    }
    return { ...told, message: join(verdict.message, ...collected.remarks) };
  };
  // The log's last line and the result must say the same, so the program's end is judged once.
  const verdicts: GateVerdict[] = [];
  const end = await runLoggedProgram({
    command: gate.command,
    cwd,
    env: childEnvironment(surroundings.baseEnvironment, surroundings.environmentNames, gate.env),
    timeoutMs: gate.timeoutMs,
    signal: surroundings.signal,
    clock: surroundings.clock,
    ledger: surroundings.ledger(gate.name),
    logFile,
    scrubber,
    assertMayStart: surroundings.assertMayExecute,
    onText: (text) => watch.gateOutput(gate.name, text),
    ...(matching === null ? {} : { onLines: (lines, stream) => matching.write(lines, stream) }),
    describeEnd: async (programEnd) => {
      const verdict = await judge(programEnd);
      verdicts.push(verdict);
      return `[${describeVerdict(verdict)} after ${formatDuration(programEnd.durationMs)}]`;
    },
  });
  const verdict = verdicts[0] ?? (await judge(end));
  const fault = end.logProblem === null ? '' : `its log is incomplete: ${end.logProblem}`;
  return {
    ...verdict,
    message: join(verdict.message, fault),
    ...(end.log === null ? {} : { log: end.log }),
  };
}

function judgeEnd(gate: RunGate, { outcome, lastLines }: ProgramEnd): GateVerdict {
  switch (outcome.kind) {
    case 'exited': {
      const { exitCode } = outcome;
      const survivors = describeSurvivors(outcome.survivors);
      if (exitCode === 0) return { outcome: 'passed', exitCode, message: survivors };
      const hindrance = typeof gate.command === 'string' ? whyShellCouldNot(exitCode, lastLines) : null;
      if (hindrance !== null) return { outcome: 'could-not-run', exitCode, message: hindrance };
      return { outcome: 'failed', exitCode, message: join(`exit code ${exitCode}`, survivors) };
    }
    case 'signalled':
      return { outcome: 'failed', message: join(`ended by ${outcome.signal}`, describeSurvivors(outcome.survivors)) };
    case 'timed-out':
      return {
        outcome: 'timed-out',
        message: join(`stopped after ${formatDuration(gate.timeoutMs)}`, describeSurvivors(outcome.survivors)),
      };
    case 'cancelled':
      return { outcome: 'cancelled', message: describeSurvivors(outcome.survivors) };
    case 'not-started':
      return { outcome: 'could-not-run', message: outcome.reason };
  }
}

/** A POSIX shell answers 127 for a command that it cannot find and 126 for one that it cannot start, and says which. */
function whyShellCouldNot(exitCode: number, lastLines: string): string | null {
  if (exitCode === 127) {
    const name = lastName(lastLines, /command not found: (.+)$|([^\s:]+): (?:command )?not found$/gm);
    return name === null ? 'a command was not found (exit code 127)' : `command not found: ${name}`;
  }
  if (exitCode === 126) {
    const name = lastName(lastLines, /permission denied: (.+)$|([^\s:]+): [Pp]ermission denied$/gm);
    return name === null ? 'a command cannot be executed (exit code 126)' : `not allowed to execute: ${name}`;
  }
  return null;
}

function lastName(lines: string, pattern: RegExp): string | null {
  const match = [...lines.matchAll(pattern)].at(-1);
  return match?.[1] ?? match?.[2] ?? null;
}

function describeSurvivors(survivors: readonly number[]): string {
  return survivors.length === 0 ? '' : `processes that would not end: ${survivors.join(', ')}`;
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
