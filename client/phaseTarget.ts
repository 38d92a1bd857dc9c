/** Finds out which folder, phase or gate a command is about: from its argument, or by asking the person. */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { FolderOverview, GateOverview, PhaseOverview } from '../protocol/roadmap.ts';
import type { FolderOverviews } from './folderOverviews.ts';
import { phaseIconState, stateIcon } from './views/phaseIcons.ts';

/** What lenses, tree nodes and keybindings hand to a command; whatever is missing is asked for. */
const argumentSchema = z.object({
  folderUri: z.string().optional(),
  phase: z.string().optional(),
  gate: z.string().optional(),
  runId: z.string().optional(),
});
export type CommandArgument = z.infer<typeof argumentSchema>;

export function readArgument(argument: unknown): CommandArgument {
  const parsed = argumentSchema.safeParse(argument);
  return parsed.success ? parsed.data : {};
}

/** The folder meant: the argument's, the only one, or the one the person picks. Undefined when nothing was picked. */
export async function pickFolder(
  folders: FolderOverviews,
  argument: CommandArgument,
  isFitting: (folder: FolderOverview) => boolean = () => true,
): Promise<string | undefined> {
  if (argument.folderUri !== undefined) return argument.folderUri;
  const fitting = folders.all.filter(isFitting);
  const [first, ...others] = fitting.length > 0 ? fitting : folders.all;
  if (first === undefined) return vscode.workspace.workspaceFolders?.[0]?.uri.toString();
  if (others.length === 0) return first.folderUri;
  // The folder of the file that the person looks at is the likeliest, and so stands first.
  const active = vscode.window.activeTextEditor?.document.uri;
  const activeUri = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active)?.uri.toString();
  const ordered = [first, ...others].toSorted(
    (a, b) => Number(isSame(b.folderUri, activeUri)) - Number(isSame(a.folderUri, activeUri)),
  );
  const items = ordered.map((folder) => ({
    label: folder.name,
    description: folder.roadmapUri === null ? 'no roadmap' : `${folder.phases.length} phases`,
    iconPath: vscode.ThemeIcon.Folder,
    folder,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which folder?' }))?.folder.folderUri;
}

function isSame(folderUri: string, other: string | undefined): boolean {
  return vscode.Uri.parse(folderUri).toString() === other;
}

export interface PhaseTarget {
  readonly folderUri: string;
  readonly phase: string;
}

/** The phase meant; the picker lists the fitting ones, the next phase first. */
export async function pickPhase(
  folders: FolderOverviews,
  argument: CommandArgument,
  placeHolder: string,
  isFitting: (phase: PhaseOverview) => boolean = () => true,
): Promise<PhaseTarget | undefined> {
  const folderUri = await pickFolder(folders, argument, ({ phases }) => phases.length > 0);
  if (folderUri === undefined) return undefined;
  if (argument.phase !== undefined) return { folderUri, phase: argument.phase };
  const phases = (folders.folder(folderUri)?.phases ?? []).filter(isFitting);
  const items = phases
    .toSorted((a, b) => Number(b.isNext) - Number(a.isNext))
    .map((phase) => ({
      label: `${phase.id}  ${phase.title}`,
      description: [phase.summary, phase.isNext && phase.summary !== 'next' ? 'next' : '']
        .filter((part) => part !== '')
        .join(' · '),
      detail: phase.goal,
      iconPath: stateIcon(phaseIconState(phase)),
      phase,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('No phase is there to pick from.');
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked === undefined ? undefined : { folderUri, phase: picked.phase.id };
}

export interface GateTarget extends PhaseTarget {
  readonly gate: string;
}

/** The gate meant; a phase with one fitting gate needs no picking. */
export async function pickGate(
  folders: FolderOverviews,
  argument: CommandArgument,
  placeHolder: string,
  isFitting: (gate: GateOverview) => boolean = () => true,
): Promise<GateTarget | undefined> {
  const target = await pickPhase(folders, argument, placeHolder, ({ gates }) => gates.some(isFitting));
  if (target === undefined) return undefined;
  if (argument.gate !== undefined) return { ...target, gate: argument.gate };
  const gates = (folders.phase(target.folderUri, target.phase)?.gates ?? []).filter(isFitting);
  const [first, ...others] = gates;
  if (first === undefined) {
    void vscode.window.showInformationMessage(`Phase ${target.phase} has no such gate.`);
    return undefined;
  }
  if (others.length === 0) return { ...target, gate: first.name };
  const items = gates.map((gate) => ({
    label: gate.name,
    description: gate.summary,
    detail: gate.detail,
    iconPath: stateIcon(gate.state),
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  return picked === undefined ? undefined : { ...target, gate: picked.label };
}
