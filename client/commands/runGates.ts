/** Runs the gates of a phase and has the verdict written. */
import { runGates as message } from '../../protocol/phases.ts';
import { commandIds } from '../contributions.ts';
import { pickPhase, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const runGates: Command = async ({ server, folders, watch }, argument) => {
  const target = await pickPhase(
    folders,
    readArgument(argument),
    'Whose gates are to run?',
    ({ state }) => state !== 'running',
  );
  if (target === undefined) return undefined;
  return watch.show({
    ...target,
    title: `Phase ${target.phase}`,
    again: { command: commandIds.runGates, argument: target },
    ask: async (token) => [(await server.ask(message, target, token)).run],
  });
};
