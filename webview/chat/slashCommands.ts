/** The commands that can be typed into a composer, and what of one stands there. */

export type SlashName = 'regulation' | 'memory' | 'phase' | 'export';

export interface SlashCommand {
  readonly name: SlashName;
  /** What is typed behind it; empty for nothing. */
  readonly argument: string;
  readonly description: string;
}

export const slashCommands: readonly SlashCommand[] = [
  { name: 'regulation', argument: 'words', description: 'Attach a passage of the regulations' },
  { name: 'memory', argument: 'words', description: 'Attach something that was said earlier' },
  { name: 'phase', argument: 'id', description: 'Attach where a phase of the roadmap stands' },
  { name: 'export', argument: '', description: 'Write this conversation to a file' },
];

export type TypedCommand =
  | { readonly kind: 'none' }
  /** The beginning of a name, of one command or of several. */
  | { readonly kind: 'beginning'; readonly matching: readonly SlashCommand[] }
  | { readonly kind: 'command'; readonly name: SlashName; readonly words: string }
  | { readonly kind: 'unknown'; readonly note: string };

/** Only what begins with a slash is a command; a space before it makes it a text like any other. */
export function readCommand(text: string): TypedCommand {
  const match = /^\/(\S*)(\s[^]*)?$/.exec(text);
  if (match === null) return { kind: 'none' };
  const [, name = '', rest] = match;
  if (name === '') return rest === undefined ? { kind: 'beginning', matching: slashCommands } : { kind: 'none' };
  const wanted = name.toLowerCase();
  const known = slashCommands.find((command) => command.name === wanted);
  if (rest === undefined) {
    const matching = slashCommands.filter((command) => command.name.startsWith(wanted));
    if (matching.length > 0) return { kind: 'beginning', matching };
  } else if (known !== undefined) {
    return { kind: 'command', name: known.name, words: rest.trim() };
  }
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  const names = slashCommands.map((command) => `/${command.name}`).join(', ');
  return {
    kind: 'unknown',
    note: `There is no command /${shown}. There are ${names}. To send the text as it is, put a space before it.`,
  };
}
