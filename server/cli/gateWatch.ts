/** `phasegate gate <id> --watch`: runs the gates of a phase again after each change, until Ctrl+C. */
import { runPhase } from '../phases/runPhase.ts';
import { watchGates, type WatchEvent } from '../phases/watch/watchGates.ts';
import type { CommandLine } from './commandLine.ts';
import { exitCodes } from './exitCode.ts';
import type { VerbResult, VerbSurroundings } from './verb.ts';

/** @throws Failure when nothing could be watched or run */
export async function watchGatesInTerminal(
  { folder, phase = '' }: CommandLine,
  { openRuns, signal, say }: VerbSurroundings,
): Promise<VerbResult> {
  const runs = await openRuns();
  let hasWaited = false;
  await watchGates(
    { folder, targets: [{ phase }], signal },
    {
      ...runs,
      run: (id, gates, runSignal) => runPhase({ folder, verb: 'gate', phase: id, gates, signal: runSignal }, runs),
      tell: (event) => {
        say(describe(event, phase, hasWaited));
        hasWaited ||= event.kind === 'waiting';
      },
    },
  );
  return { document: { kind: 'gate', watch: true }, prose: '', exitCode: exitCodes.cancelled };
}

function describe(event: WatchEvent, phase: string, hasWaited: boolean): string {
  switch (event.kind) {
    case 'waiting':
      return hasWaited
        ? 'Waiting for changes.\n'
        : `Waiting for changes; Ctrl+C ends the watch. No status is written: "phasegate gate ${phase}" does that.\n`;
    case 'changed': {
      const [first = 'The plan', ...others] = event.files;
      return `\n${first}${others.length === 0 ? '' : ` and ${others.length} more`} changed.\n`;
    }
    case 'hindered':
    case 'paused':
      return `${event.message}\n`;
  }
}
