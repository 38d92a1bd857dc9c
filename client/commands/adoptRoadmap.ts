/** Shows what a roadmap of another style would become, and adopts it when the person agrees. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { acceptAdoption, proposeAdoption } from '../../protocol/adoption.ts';
import { commandIds } from '../contributions.ts';
import { offerSteps } from '../nextStep.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command, CommandContext } from './command.ts';

/** How many of the open questions a message names. */
const namedConflicts = 3;

const fileArgument = z.object({ fileUri: z.string() });

export const adoptRoadmap: Command = async (context, argument) => {
  const file = await fileMeant(context, argument);
  if (file === undefined) return;
  const folderUri = vscode.workspace.getWorkspaceFolder(file)?.uri.toString();
  if (folderUri === undefined) {
    void vscode.window.showWarningMessage('Only files in a folder of this workspace can be adopted.');
    return;
  }
  const { server, folders, proposals } = context;
  const target = { folderUri, fileUri: file.toString() };
  const { proposal } = await server.ask(proposeAdoption, target);
  if (proposal === null) {
    offerSteps(vscode.window.showInformationMessage, 'This roadmap has the form that Phasegate reads already.', [
      { title: 'Create Missing Specs', command: commandIds.initialize, argument: { folderUri } },
    ]);
    return;
  }
  await proposals.show(file, proposal.text, 'as it is ↔ as Phasegate reads it');
  const isAccepted = await ask(proposal.phases.length, proposal.conflicts);
  await proposals.close(file);
  if (!isAccepted) return;
  const { created, changed, roadmapUri } = await server.ask(acceptAdoption, { ...target, hash: proposal.hash });
  await folders.refresh();
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(roadmapUri));
  const text = [
    changed.length > 0 ? `Changed ${changed.join(', ')}.` : '',
    created.length > 0 ? `Created ${created.length} ${created.length === 1 ? 'file' : 'files'}.` : '',
  ];
  offerSteps(vscode.window.showInformationMessage, text.filter((part) => part !== '').join(' '), [
    { title: 'Add Gates…', command: commandIds.addGates, argument: { folderUri } },
    { title: 'Run Next Phase', command: commandIds.runNextPhase, argument: { folderUri } },
  ]);
};

/** Not modal, so that the person can read the diff before answering. */
async function ask(phases: number, conflicts: readonly { line: number; message: string }[]): Promise<boolean> {
  const named = conflicts.slice(0, namedConflicts).map(({ line, message }) => `Line ${line + 1}: ${message}`);
  const more = conflicts.length > named.length ? [`And ${conflicts.length - named.length} more.`] : [];
  const open = conflicts.length === 0 ? [] : ['A person has to decide:', ...named, ...more];
  const text = [`Adopt this roadmap as ${phases} phases, and create their specs?`, ...open].join(' ');
  return (await vscode.window.showInformationMessage(text, 'Adopt', 'Cancel')) === 'Adopt';
}

/** The file of a menu or lens, the Markdown file in front, the folder's roadmap, or one that the person picks. */
async function fileMeant({ folders }: CommandContext, argument: unknown): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  const given = fileArgument.safeParse(argument);
  if (given.success) return vscode.Uri.parse(given.data.fileUri);
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === 'markdown' && active.uri.scheme === 'file' && /roadmap/i.test(active.uri.path)) {
    return active.uri;
  }
  const folderUri = await pickFolder(folders, readArgument(argument), ({ phases }) => phases.length === 0);
  const roadmapUri = folderUri === undefined ? null : folders.folder(folderUri)?.roadmapUri;
  if (roadmapUri != null) return vscode.Uri.parse(roadmapUri);
  const found = await vscode.workspace.findFiles(
    '**/*{roadmap,ROADMAP,Roadmap,plan,PLAN,Plan,TODO,milestone}*.md',
    '**/node_modules/**',
    50,
  );
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      'No Markdown file with a name such as roadmap or plan is in this workspace. Open the one that holds the plan and adopt it from its tab.',
    );
    return undefined;
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which file holds the plan?' }))?.uri;
}
