/** Asks for the API key of Anthropic, and keeps it among the secrets of the editor. */
import type { Command } from './command.ts';

export const setApiKey: Command = ({ modelKey }) => modelKey.askForKey();
