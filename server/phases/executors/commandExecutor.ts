/** The executor that starts a program, with what it has to do as arguments and environment variables. */
import path from 'node:path';
import type { GateResult, RunGate } from '../gate.ts';
import type { Executor } from './executor.ts';
import { splitWords } from './splitWords.ts';

/** An executor may work for long; it is stopped by cancelling. Milliseconds. */
const timeoutMs = 24 * 3_600_000;

/** Name under which the executor's output and log appear beside those of the gates. */
export const executorName = 'executor';

/**
 * @param command a string is split into words, never given to a shell; `{spec}`, `{phase}` and `{goal}` are replaced
 * inside the words, and stand in PHASEGATE_SPEC, PHASEGATE_PHASE and PHASEGATE_GOAL as well
 * @param runProgram runs it the way a gate is run: streamed, scrubbed, stopped as a tree
 */
export function commandExecutor(
  command: string | readonly string[],
  runProgram: (program: RunGate) => Promise<GateResult>,
): Executor {
  return {
    async work({ root, phase, spec }) {
      const words = typeof command === 'string' ? splitWords(command) : command;
      if (words === null || words.length === 0) {
        return {
          kind: 'could-not-run',
          message: 'The command of the executor in phasegate.yaml has a quote that is not closed.',
          log: null,
        };
      }
      const values: Readonly<Record<string, string>> = {
        spec: path.relative(root, spec.file).split(path.sep).join('/'),
        phase: phase.id,
        goal: phase.goal ?? '',
      };
      const result = await runProgram({
        kind: 'run',
        name: executorName,
        // One pass over each word: a goal that contains "{phase}" stays as it is.
        command: words.map((word) => word.replace(/\{(spec|phase|goal)\}/g, (_, name: string) => values[name] ?? '')),
        cwd: '.',
        env: {
          PHASEGATE_SPEC: values['spec'] ?? '',
          PHASEGATE_PHASE: phase.id,
          PHASEGATE_GOAL: phase.goal ?? '',
        },
        timeoutMs,
        severity: 'error',
        needs: [],
        report: null,
        problems: null,
      });
      switch (result.outcome) {
        case 'passed':
          return { kind: 'worked' };
        case 'cancelled':
          return { kind: 'cancelled' };
        case 'failed':
        case 'timed-out':
          return { kind: 'failed', message: `The executor failed: ${result.message}.`, log: result.log };
        case 'could-not-run':
        case 'awaiting-approval':
        case 'skipped':
          return { kind: 'could-not-run', message: `The executor could not run: ${result.message}.`, log: result.log };
      }
    },
  };
}
