/** Puts what would be executed into lines that a person can judge, with nothing in them hidden. */
import type { PlannedExecution } from './plannedExecutions.ts';

/** Every command with where it runs, what it is given and what it stands for. */
export function describeExecutions(executions: readonly PlannedExecution[]): string {
  return executions.map(describeExecution).join('\n\n');
}

function describeExecution({ gate, command, cwd, env, expandsTo }: PlannedExecution): string {
  const lines = command.split('\n');
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    `${gate}, in ${cwd === '' || cwd === '.' ? 'the workspace folder' : cwd}:`,
    // A bar marks the lines of one command, so that none of them can pass for a line of ours.
    ...lines.map((line) => (lines.length === 1 ? `    ${line}` : `    │ ${line}`)),
    ...expandsTo.map((step) => `    → ${step}`),
    ...(variables.length === 0 ? [] : [`    with ${variables.join(' ')}`]),
  ]
    .map(showHidden)
    .join('\n');
}

/** Line breaks, other controls and characters that turn the direction of text, made visible, so that none hides a command. */
function showHidden(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === '\n') return '⏎';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
