/** Runs the first phase that is not done. */
import { runPhase as message } from '../../protocol/phases.ts';
import { commandIds } from '../contributions.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const runNextPhase: Command = async ({ server, folders, watch }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument), ({ phases }) =>
    phases.some(({ isNext }) => isNext),
  );
  if (folderUri === undefined) return undefined;
  // Which phase is the next is for the server to say; a guess here may be one write behind.
  const expected = folders.folder(folderUri)?.phases.find(({ isNext }) => isNext);
  return watch.show({
    folderUri,
    phase: null,
    title: expected === undefined ? 'Next phase' : `Phase ${expected.id}`,
    again: { command: commandIds.runNextPhase, argument: { folderUri } },
    ask: async (token) => (await server.ask(message, { folderUri }, token)).runs,
  });
};
