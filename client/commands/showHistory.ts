/** Looks back: the runs kept, the gates of one, their logs, and two runs of one gate side by side. */
import * as vscode from 'vscode';
import { listRuns, type GateResultReport, type PhaseRunReport } from '../../protocol/phases.ts';
import {
  describeAge,
  describeDuration,
  describeGate,
  outcomeIcon,
  outcomeWord,
  runDurationMs,
} from '../describeRun.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { LogDocuments } from '../views/logDocuments.ts';
import type { Command } from './command.ts';

interface RunItem extends vscode.QuickPickItem {
  readonly run: PhaseRunReport;
}

interface GateItem extends vscode.QuickPickItem {
  readonly gate: GateResultReport;
}

const compareButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('diff'), tooltip: 'Compare with…' };

export const showHistory: Command = async ({ server, folders, logs }, argument) => {
  const { phase, ...given } = readArgument(argument);
  const folderUri = await pickFolder(folders, given, ({ phases }) => phases.length > 0);
  if (folderUri === undefined) return;
  const { runs } = await server.ask(listRuns, phase === undefined ? { folderUri } : { folderUri, phase });
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(
      phase === undefined ? 'Nothing has run here yet.' : `Phase ${phase} has not run yet.`,
    );
    return;
  }
  const picked = await vscode.window.showQuickPick(
    runs.map((run) => runItem(run)),
    {
      title: phase === undefined ? 'Runs' : `Runs of phase ${phase}`,
      placeHolder: 'Pick a run to see its gates',
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked === undefined) return;
  const choice = await pickGate(picked.run);
  if (choice === undefined) return;
  if (choice.compare) await compare(logs, runs, picked.run, choice.gate);
  else if (choice.gate.log === null)
    void vscode.window.showInformationMessage(`${describeGate(choice.gate)} It has no log.`);
  else await logs.show(choice.gate.log, logTitle(picked.run, choice.gate));
};

function runItem(run: PhaseRunReport): RunItem {
  const durationMs = runDurationMs(run);
  const facts = [describeAge(new Date(run.startedAt), new Date())];
  if (durationMs !== null) facts.push(describeDuration(durationMs));
  if (run.commit !== null) facts.push(run.commit.slice(0, 8));
  const item: RunItem = {
    label: `${outcomeIcon(run.outcome)} Phase ${run.phase} ${outcomeWord(run.outcome)}`,
    description: facts.join(' · '),
    run,
  };
  return run.message === '' ? item : { ...item, detail: run.message };
}

/** The gate picked, and whether it is to be compared with another run; undefined when nothing was picked. */
function pickGate(run: PhaseRunReport): Promise<{ gate: GateResultReport; compare: boolean } | undefined> {
  const pick = vscode.window.createQuickPick<GateItem>();
  pick.title = `Phase ${run.phase} ${outcomeWord(run.outcome)}, ${new Date(run.startedAt).toLocaleString()}`;
  pick.placeholder = run.gates.length === 0 ? 'No gate ran' : 'Pick a gate to see its log';
  pick.items = run.gates.map((gate) => ({
    label: `${outcomeIcon(gate.outcome)} ${gate.name}`,
    description: describeDuration(gate.durationMs),
    detail: gate.message,
    gate,
    ...(gate.log === null ? {} : { buttons: [compareButton] }),
  }));
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item === undefined ? undefined : { gate: item.gate, compare: false });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve({ gate: item.gate, compare: true });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

async function compare(
  logs: LogDocuments,
  runs: readonly PhaseRunReport[],
  run: PhaseRunReport,
  gate: GateResultReport,
): Promise<void> {
  const logOf = (other: PhaseRunReport): string | null =>
    other.gates.find(({ name }) => name === gate.name)?.log ?? null;
  const others = runs.filter((other) => other.id !== run.id && other.phase === run.phase && logOf(other) !== null);
  if (others.length === 0) {
    void vscode.window.showInformationMessage(`Gate ${gate.name} has no other run to compare with.`);
    return;
  }
  const picked = await vscode.window.showQuickPick(
    others.map((other) => runItem(other)),
    { placeHolder: `Compare ${gate.name} with which run?` },
  );
  const other = picked === undefined ? null : logOf(picked.run);
  if (picked === undefined || other === null || gate.log === null) return;
  const [left, right] = picked.run.startedAt < run.startedAt ? [picked.run, run] : [run, picked.run];
  const uriOf = (side: PhaseRunReport): vscode.Uri => logs.uriOf(logOf(side) ?? '', logTitle(side, gate));
  const title = `${run.phase} ${gate.name}: ${describeAge(new Date(left.startedAt), new Date())} ↔ ${describeAge(new Date(right.startedAt), new Date())}`;
  await vscode.commands.executeCommand('vscode.diff', uriOf(left), uriOf(right), title);
}

function logTitle(run: PhaseRunReport, gate: GateResultReport): string {
  return `${run.phase} ${gate.name}`;
}
