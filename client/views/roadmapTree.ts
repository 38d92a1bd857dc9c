/** The tree of phases and gates in the side bar, drawn from what the server says about each folder. */
import * as vscode from 'vscode';
import type { GateOverview, PhaseOverview } from '../../protocol/roadmap.ts';
import { commandIds, viewIds } from '../contributions.ts';
import type { FolderOverviews } from '../folderOverviews.ts';
import { phaseIconState, stateIcon, stateWord } from './phaseIcons.ts';
import { phaseTooltip } from './phaseTooltip.ts';
import { RoadmapNodes, type FolderNode, type GateNode, type PhaseNode, type RoadmapNode } from './roadmapNode.ts';

export class RoadmapTree implements vscode.TreeDataProvider<RoadmapNode>, vscode.Disposable {
  readonly #folders: FolderOverviews;
  readonly #nodes = new RoadmapNodes();
  readonly #redraw = new vscode.EventEmitter<RoadmapNode | RoadmapNode[] | undefined>();
  readonly #view: vscode.TreeView<RoadmapNode>;
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(folders: FolderOverviews) {
    this.#folders = folders;
    this.#view = vscode.window.createTreeView(viewIds.phases, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = [
      this.#view,
      this.#redraw,
      folders.onDidChange(() => this.#update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()),
    ];
  }

  getChildren(node?: RoadmapNode): RoadmapNode[] {
    if (node === undefined) return [...this.#roots()];
    if (node.kind === 'folder') return [...node.phases];
    return node.kind === 'phase' ? [...node.gates] : [];
  }

  getParent(node: RoadmapNode): RoadmapNode | undefined {
    if (node.kind === 'gate') return node.parent;
    return node.kind === 'phase' && this.#nodes.folders.length > 1 ? node.parent : undefined;
  }

  getTreeItem(node: RoadmapNode): vscode.TreeItem {
    if (node.kind === 'folder') return folderItem(node);
    return node.kind === 'phase' ? phaseItem(node) : gateItem(node);
  }

  /** The tooltip of a phase is made when somebody hovers, since a roadmap may hold thousands. */
  resolveTreeItem(item: vscode.TreeItem, node: RoadmapNode): vscode.TreeItem {
    if (node.kind === 'phase') item.tooltip = phaseTooltip(node.overview);
    return item;
  }

  /** Opens a phase in the tree if the tree can be seen, and leaves focus and selection where they are. */
  async expand(folderUri: string, phase: string): Promise<void> {
    if (!this.#view.visible) return;
    const node = this.#nodes.folders
      .find((folder) => folder.folderUri === folderUri)
      ?.phases.find((candidate) => candidate.phase === phase);
    if (node !== undefined) await this.#view.reveal(node, { expand: true, select: false, focus: false });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #roots(): readonly RoadmapNode[] {
    const [first, ...others] = this.#nodes.folders;
    if (first === undefined || others.length > 0) return this.#nodes.folders;
    return first.folder.failure === null ? first.phases : [first];
  }

  #update(): void {
    const redraw = this.#nodes.update(this.#folders.all);
    if (redraw === 'all') this.#redraw.fire(undefined);
    else if (redraw.length > 0) this.#redraw.fire([...redraw]);

    const phases = this.#folders.all.flatMap((folder) => folder.phases);
    const done = phases.filter(({ state }) => state === 'done').length;
    const running = phases.flatMap(({ gates }) => gates).filter(({ state }) => state === 'running').length;
    const description = phases.length === 0 ? '' : `${count(phases.length, 'phase')} · ${done} done`;
    const message = this.#message(phases.length);
    // Whatever is set is sent to the window and holds the rows up, changed or not.
    if ((this.#view.description ?? '') !== description) this.#view.description = description;
    if ((this.#view.message ?? '') !== message) this.#view.message = message;
    if ((this.#view.badge?.value ?? 0) !== running) {
      this.#view.badge = running === 0 ? undefined : { value: running, tooltip: `${count(running, 'gate')} running` };
    }
  }

  /** Empty for no message. */
  #message(phaseCount: number): string {
    if (this.#folders.failure !== null) return this.#folders.failure;
    const failures = this.#folders.all.map(({ failure }) => failure).filter((failure) => failure !== null);
    if (failures.length === 1 && this.#folders.all.length === 1) return failures[0] ?? '';
    if (!vscode.workspace.isTrusted && phaseCount > 0)
      return 'Restricted mode: nothing is run until you trust this workspace.';
    return '';
  }
}

function folderItem({ id, folder }: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(folder.name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  if (folder.failure !== null) {
    item.label = 'The roadmap could not be read';
    item.description = folder.name;
    item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconErrored'));
    item.tooltip = folder.failure;
    // A tooltip would otherwise be what a screen reader says instead of the label.
    item.accessibilityInformation = { label: `The roadmap of ${folder.name} could not be read. ${folder.failure}` };
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    item.contextValue = 'folder unreadable';
    item.command = {
      command: commandIds.openRoadmap,
      title: 'Open Roadmap',
      arguments: [{ folderUri: folder.folderUri }],
    };
  } else if (folder.roadmapUri === null) {
    item.description = 'no roadmap';
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    item.contextValue = 'folder without-roadmap';
  } else {
    const done = folder.phases.filter(({ state }) => state === 'done').length;
    item.description =
      folder.phases.length === 0 ? 'no phases' : `${count(folder.phases.length, 'phase')} · ${done} done`;
    if (folder.phases.length === 0) item.collapsibleState = vscode.TreeItemCollapsibleState.None;
  }
  return item;
}

function phaseItem({ id, overview }: PhaseNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`${overview.id}  ${overview.title}`, phaseCollapsibleState(overview));
  const standing = overview.isNext && overview.summary !== 'next' ? 'next' : '';
  const summary = [overview.summary, standing, overview.goal].filter((part) => part !== '');
  item.id = id;
  item.description = summary.join(' · ');
  item.iconPath = stateIcon(phaseIconState(overview));
  item.contextValue = phaseContext(overview);
  item.accessibilityInformation = {
    label: [`${overview.id} ${overview.title}`, stateWord(overview.state), ...summary].join(', '),
  };
  return item;
}

function phaseCollapsibleState(overview: PhaseOverview): vscode.TreeItemCollapsibleState {
  if (overview.gates.length === 0) return vscode.TreeItemCollapsibleState.None;
  const matters = overview.isNext || overview.state === 'running' || overview.state === 'failed';
  return matters ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

/** Words that `when` clauses of package.json look for. */
function phaseContext(overview: PhaseOverview): string {
  const words = ['phase', overview.state];
  if (overview.isNext) words.push('next');
  if (overview.specUri !== null) words.push('has-spec');
  if (overview.lastRunId !== null || overview.state === 'running') words.push('has-log');
  return words.join(' ');
}

function gateItem({ id, folderUri, phase, gate, overview }: GateNode): vscode.TreeItem {
  const item = new vscode.TreeItem(overview.name);
  item.id = id;
  item.description = overview.summary;
  item.iconPath = stateIcon(overview.state);
  item.tooltip = `${overview.detail}${overview.summary === '' ? '' : `\n${overview.summary}`}`;
  item.contextValue = gateContext(overview);
  const spoken = [overview.name, stateWord(overview.state), overview.summary].filter((part) => part !== '');
  item.accessibilityInformation = { label: spoken.join(', ') };
  if (hasLog(overview)) {
    item.command = { command: commandIds.showLog, title: 'Show Log', arguments: [{ folderUri, phase, gate }] };
  }
  return item;
}

function gateContext(overview: GateOverview): string {
  return ['gate', overview.kind, overview.state, ...(hasLog(overview) ? ['has-log'] : [])].join(' ');
}

/** Only programs print. */
function hasLog(overview: GateOverview): boolean {
  return overview.kind === 'run' && (overview.runId !== null || overview.state === 'running');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
