/** Opens the Output panel on what the server wrote. */
import type { Command } from './command.ts';

export const showOutput: Command = ({ server }) => {
  server.showOutput();
  return Promise.resolve();
};
