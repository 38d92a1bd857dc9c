/** Runs one gate with the gates it needs; no verdict on the phase comes of it. */
import * as vscode from 'vscode';
import { runGates as message } from '../../protocol/phases.ts';
import { commandIds } from '../contributions.ts';
import { describeGate, outcomeIcon } from '../describeRun.ts';
import { pickGate, readArgument } from '../phaseTarget.ts';
import { showRunOutcome } from '../showRunOutcome.ts';
import type { Command } from './command.ts';

export const runGate: Command = async ({ server, folders, watch }, argument) => {
  const target = await pickGate(
    folders,
    readArgument(argument),
    'Which gate is to run?',
    ({ state }) => state !== 'running',
  );
  if (target === undefined) return undefined;
  const runs = await watch.follow({
    ...target,
    title: `Phase ${target.phase}`,
    ask: async (token) => [(await server.ask(message, target, token)).run],
  });
  for (const run of runs) {
    const gate = run.gates.find(({ name }) => name === target.gate);
    if (gate?.outcome === 'passed') {
      vscode.window.setStatusBarMessage(`${outcomeIcon(gate.outcome)} ${describeGate(gate)}`, 10_000);
    } else showRunOutcome(target.folderUri, run, { command: commandIds.runGate, argument: target });
  }
  return runs;
};
