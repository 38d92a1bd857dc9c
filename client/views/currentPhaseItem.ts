/** The status-bar item that names the phase the project stands at. */
import * as vscode from 'vscode';
import type { FolderOverview } from '../../protocol/roadmap.ts';
import { viewIds } from '../contributions.ts';
import type { FolderOverviews } from '../folderOverviews.ts';
import { phaseIconState, stateLabelIcon } from './phaseIcons.ts';
import { phaseTooltip } from './phaseTooltip.ts';

export class CurrentPhaseItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #folders: FolderOverviews;
  readonly #subscriptions: vscode.Disposable[];

  constructor(folders: FolderOverviews) {
    this.#folders = folders;
    this.#item = vscode.window.createStatusBarItem('phasegate.currentPhase', vscode.StatusBarAlignment.Left, 40);
    this.#item.name = 'Phasegate: Current Phase';
    this.#item.command = { command: `${viewIds.phases}.focus`, title: 'Show the phases' };
    this.#subscriptions = [
      this.#item,
      folders.onDidChange(() => this.#update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#update()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    const folder = this.#folderToShow();
    if (folder === undefined) {
      this.#item.hide();
      return;
    }
    const current =
      folder.phases.find(({ id }) => id === folder.running?.phase) ?? folder.phases.find(({ isNext }) => isNext);
    if (current === undefined) {
      this.#item.text = `${stateLabelIcon('done')} ${folder.phases.length} of ${folder.phases.length} phases`;
      this.#item.tooltip = 'Every phase is done.';
    } else {
      const gates = current.gates.filter(({ state }) => state === 'running').map(({ name }) => name);
      this.#item.text = `${stateLabelIcon(phaseIconState(current))} Phase ${current.id}${gates.length === 0 ? '' : `: ${gates.join(', ')}`}`;
      this.#item.tooltip = phaseTooltip(current);
    }
    this.#item.accessibilityInformation = { label: `Phasegate, ${this.#item.text.replace(/\$\([^)]*\) /, '')}` };
    this.#item.show();
  }

  /** With several folders: the one where something runs, else the one of the active editor, else the first. */
  #folderToShow(): FolderOverview | undefined {
    const folders = this.#folders.all.filter(({ phases }) => phases.length > 0);
    const active = vscode.window.activeTextEditor?.document.uri;
    const activeFolder = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active)?.uri.toString();
    return (
      folders.find(({ running }) => running !== null) ??
      folders.find(({ folderUri }) => folderUri === activeFolder) ??
      folders[0]
    );
  }
}
