/** Shows a run in the terminal while it goes on: which gate starts, what it prints, how it ended. */
import { stripVTControlCharacters } from 'node:util';
import type { PhaseRunEvent } from '../phases/phaseRun.ts';
import { describeGate } from '../phases/summaries.ts';

/**
 * @param write prints to stderr, so that stdout stays for the result
 * @param colours whether colours of the gates are passed on
 * @param quiet leaves the output of the gates out
 */
export function terminalWatch(
  write: (text: string) => void,
  colours: boolean,
  quiet: boolean,
): (event: PhaseRunEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'run-started':
        write(`Phase ${event.run.phase}: ${event.title}\n`);
        return;
      case 'gate-started':
        write(`▶ ${event.gate}  ${event.detail}\n`);
        return;
      case 'gate-output': {
        if (quiet) return;
        const text = colours ? event.text : stripVTControlCharacters(event.text);
        // Gates run side by side, so each line says whose it is.
        write(text.replace(/^(?=[^\n])/gm, `${event.gate} │ `));
        return;
      }
      case 'gate-ended':
        write(`${event.result.outcome === 'passed' ? '✓' : '✗'} ${describeGate(event.result)}\n`);
        return;
      case 'run-ended':
        return;
    }
  };
}
