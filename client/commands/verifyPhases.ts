/** Runs the gates of done phases again to see whether they still pass; writes nothing. */
import * as vscode from 'vscode';
import { verifyPhases as message } from '../../protocol/phases.ts';
import { commandIds } from '../contributions.ts';
import { offerSteps } from '../nextStep.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const verifyPhases: Command = async ({ server, folders, watch }, argument) => {
  const { phase, ...given } = readArgument(argument);
  const folderUri = await pickFolder(folders, given, ({ phases }) => phases.some(({ state }) => state === 'done'));
  if (folderUri === undefined) return undefined;
  const params = phase === undefined ? { folderUri } : { folderUri, phase };
  let regressions: readonly { phase: string; gate: string; message: string }[] = [];
  const runs = await watch.follow({
    folderUri,
    phase: null,
    title: 'Verifying done phases',
    ask: async (token) => {
      const answer = await server.ask(message, params, token);
      regressions = answer.regressions;
      return answer.runs;
    },
  });
  const [first, ...others] = regressions;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` ${others.length} more of the gates that ran did not pass either.`;
    offerSteps(
      vscode.window.showWarningMessage,
      `Phase ${first.phase} is done, but gate ${first.gate} no longer passes: ${first.message}.${more}`,
      [
        {
          title: 'Show Log',
          command: commandIds.showLog,
          argument: { folderUri, phase: first.phase, gate: first.gate },
        },
        { title: 'Run Again', command: commandIds.verifyPhases, argument: params },
      ],
    );
  } else if (runs.length > 0 && runs.every(({ outcome }) => outcome === 'passed')) {
    offerSteps(
      vscode.window.showInformationMessage,
      `${runs.length === 1 ? '1 done phase still passes' : `${runs.length} done phases still pass`} all gates.`,
      [],
    );
  }
  return regressions;
};
