/** Carries out the commands behind lenses for clients that have no commands of their own. */
import { MessageType, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import * as z from 'zod';
import { describeFailure, Failure } from '../base/failure.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import type { PhaseRun } from '../phases/phaseRun.ts';
import { roadmapPath } from '../phases/plan.ts';
import { reportRun } from '../phases/reportRun.ts';
import { runPhase } from '../phases/runPhase.ts';
import { runPhases } from '../phases/runPhases.ts';
import { describeRunInLens } from '../phases/summaries.ts';
import { verifyPhases } from '../phases/verifyPhases.ts';
import { abortSignal, requestFailed } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import { carryOut, type PhaseParts } from './phaseHandlers.ts';
import { showMessage } from './showMessage.ts';
import type { OpenFolder } from './workspaceFolders.ts';

/** What lenses and code actions hand to their commands. */
const targetShape = z.object({
  folderUri: z.string(),
  phase: z.string(),
  gate: z.string().optional(),
  runId: z.string().optional(),
});
type Target = z.infer<typeof targetShape>;

type Command = (
  parts: PhaseParts,
  folder: OpenFolder,
  target: Target,
  signal: AbortSignal,
) => Promise<readonly PhaseRun[]>;

/** Named as the commands of the extension, since both stand behind the same lenses. */
const commands: Readonly<Record<string, Command>> = {
  'phasegate.runPhase': (parts, folder, { phase }, signal) =>
    carryOut(parts, folder, signal, (request, surroundings) => runPhases({ ...request, phase }, surroundings)),
  'phasegate.runGates': (parts, folder, { phase }, signal) =>
    carryOut(parts, folder, signal, async (request, surroundings) => [
      await runPhase({ ...request, verb: 'gate', phase }, surroundings),
    ]),
  'phasegate.runGate': (parts, folder, { phase, gate }, signal) =>
    carryOut(parts, folder, signal, async (request, surroundings) => [
      await runPhase(
        { ...request, verb: 'gate', phase, ...(gate === undefined ? {} : { gates: [gate] }) },
        surroundings,
      ),
    ]),
  'phasegate.verifyPhases': (parts, folder, { phase }, signal) =>
    carryOut(
      parts,
      folder,
      signal,
      async (request, surroundings) => (await verifyPhases({ ...request, phase }, surroundings)).runs,
    ),
  'phasegate.cancelRun': async ({ liveRuns }, folder) => {
    await liveRuns.cancel(folder.path);
    return [];
  },
  'phasegate.showLog': showLog,
  'phasegate.openSpec': async ({ connection, views }, folder, { phase }) => {
    const { phases } = await views.read(folder);
    const file = phases.find(({ id }) => id === phase)?.specFile ?? null;
    if (file === null) throw new Failure('unknown-phase', `Phase ${phase} names no spec that could be opened.`);
    await connection.window.showDocument({ uri: fileAddress(file), takeFocus: true });
    return [];
  },
};

/** The commands that a client may ask the server to carry out. */
export const commandNames: readonly string[] = Object.keys(commands);

/** How a run ended is told in a message as well, since a client shows no answer of a command. */
export function answerCommands(parts: PhaseParts): void {
  const { connection, folders } = parts;
  connection.onExecuteCommand(async ({ command, arguments: [argument] = [] }, token: CancellationToken) => {
    try {
      const target = targetShape.safeParse(argument);
      const carryOutCommand = Object.hasOwn(commands, command) ? commands[command] : undefined;
      if (carryOutCommand === undefined || !target.success) {
        throw new Failure('usage', `${command} needs a folder and a phase, as the lenses of a roadmap give them.`);
      }
      const folder = folders.require(target.data.folderUri);
      const runs = await carryOutCommand(parts, folder, target.data, abortSignal(token));
      for (const run of runs) tellEnd(connection, run);
      return { runs: runs.map(reportRun) };
    } catch (error) {
      const failure = describeFailure(error);
      showMessage(connection, MessageType.Error, failure.message);
      return new ResponseError(requestFailed, failure.message, failure);
    }
  });
}

function tellEnd(connection: Connection, run: PhaseRun): void {
  const text = `Phase ${run.phase}: ${describeRunInLens(run, run.endedAtMs ?? run.startedAtMs)}. ${run.message}`.trim();
  const isWell = run.outcome === 'passed' || run.outcome === 'awaiting-work';
  showMessage(connection, isWell ? MessageType.Info : MessageType.Warning, text);
}

async function showLog(
  { connection, surroundings }: PhaseParts,
  folder: OpenFolder,
  { phase, gate, runId }: Target,
): Promise<readonly PhaseRun[]> {
  const { runs, source } = await surroundings();
  const plan = await loadPlan(folder.path, source);
  const found = await runs.list({ workspace: plan.root, roadmap: roadmapPath(plan), phase, limit: 50 });
  const gates = found.filter(({ id }) => runId === undefined || id === runId).flatMap((run) => run.gates);
  const wanted = gates.filter(({ name, log }) => log !== null && (gate === undefined || name === gate));
  const log = (wanted.find(({ outcome }) => outcome !== 'passed') ?? wanted[0])?.log ?? null;
  if (log === null) showMessage(connection, MessageType.Info, `Phase ${phase} has no log yet.`);
  else await connection.window.showDocument({ uri: fileAddress(log), takeFocus: true });
  return [];
}
