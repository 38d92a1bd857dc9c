/** Reads everything anew. */
import type { Command } from './command.ts';

export const refresh: Command = async ({ folders }) => {
  await folders.refresh();
};
