/** Runs a phase: the executor first, then the gates. */
import { runPhase as message } from '../../protocol/phases.ts';
import { commandIds } from '../contributions.ts';
import { pickPhase, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const runPhase: Command = async ({ server, folders, watch }, argument) => {
  const target = await pickPhase(
    folders,
    readArgument(argument),
    'Which phase is to run?',
    ({ state }) => state !== 'running',
  );
  if (target === undefined) return undefined;
  return watch.show({
    ...target,
    title: `Phase ${target.phase}`,
    again: { command: commandIds.runPhase, argument: target },
    ask: async (token) => (await server.ask(message, target, token)).runs,
  });
};
