/** The Regulations view: datasets, their documents, and the sections and passages of each, read when they are opened. */
import * as vscode from 'vscode';
import { listDatasets, listDocuments, listPassages, regulationsChanged } from '../../protocol/regulations.ts';
import { commandIds, viewIds } from '../contributions.ts';
import type { ServerConnection } from '../serverConnection.ts';
import { count } from '../count.ts';
import { regulationItem, type RegulationNode } from './regulationNode.ts';

/** Rows that are shown below one row; more are put into groups. */
const rowsAtOnce = 200;
const uriList = 'text/uri-list';

export class RegulationTree
  implements
    vscode.TreeDataProvider<RegulationNode>,
    vscode.TreeDragAndDropController<RegulationNode>,
    vscode.Disposable
{
  readonly dropMimeTypes = [uriList, 'files'];
  readonly dragMimeTypes: readonly string[] = [];
  readonly #server: ServerConnection;
  readonly #redraw = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<RegulationNode>;
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(server: ServerConnection) {
    this.#server = server;
    this.#view = vscode.window.createTreeView(viewIds.regulations, {
      treeDataProvider: this,
      dragAndDropController: this,
      showCollapseAll: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#redraw,
      server.onNotification(regulationsChanged, () => this.#redraw.fire(undefined)),
      server.onReady(() => this.#redraw.fire(undefined)),
    ];
  }

  getTreeItem(node: RegulationNode): vscode.TreeItem {
    return regulationItem(node);
  }

  async getChildren(node?: RegulationNode): Promise<RegulationNode[]> {
    try {
      if (node === undefined) return await this.#datasets();
      return node.kind === 'group'
        ? (await this.#page(node.parent, node.from, node.to - node.from)).nodes
        : await this.#below(node);
    } catch (error) {
      this.#view.message = error instanceof Error ? error.message : String(error);
      return [];
    }
  }

  /** On a dataset or something in it, files are loaded into that; elsewhere the person is asked. */
  async handleDrop(target: RegulationNode | undefined, dropped: vscode.DataTransfer): Promise<void> {
    const fileUris = await droppedFiles(dropped);
    if (fileUris.length === 0) {
      void vscode.window.showWarningMessage(
        'What was dropped are no files on this machine. Use Ingest Regulations… and pick them there.',
      );
      return;
    }
    const dataset = target === undefined ? null : datasetOf(target);
    const argument = dataset === null ? { fileUris } : { fileUris, dataset };
    await vscode.commands.executeCommand(commandIds.ingestRegulations, argument);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #datasets(): Promise<RegulationNode[]> {
    const { datasets } = await this.#server.ask(listDatasets, {});
    const passages = datasets.reduce((sum, dataset) => sum + dataset.passages, 0);
    this.#view.message = '';
    this.#view.description =
      datasets.length === 0 ? '' : `${count(datasets.length, 'dataset')} · ${count(passages, 'passage')}`;
    return datasets.map((report) => ({ kind: 'dataset', report }));
  }

  async #below(node: RegulationNode): Promise<RegulationNode[]> {
    const { nodes, total } = await this.#page(node, 0, rowsAtOnce);
    if (total <= rowsAtOnce) return nodes;
    return Array.from({ length: Math.ceil(total / rowsAtOnce) }, (_, at) => ({
      kind: 'group',
      parent: node,
      from: at * rowsAtOnce,
      to: Math.min(total, (at + 1) * rowsAtOnce),
    }));
  }

  async #page(
    node: RegulationNode,
    from: number,
    limit: number,
  ): Promise<{ readonly nodes: RegulationNode[]; readonly total: number }> {
    if (node.kind === 'dataset') {
      const dataset = node.report.name;
      const { documents, total } = await this.#server.ask(listDocuments, { dataset, from, limit });
      return { nodes: documents.map((report) => ({ kind: 'document', dataset, report })), total };
    }
    if (node.kind !== 'document' && node.kind !== 'section') return { nodes: [], total: 0 };
    const below =
      node.kind === 'section' ? node.below : { dataset: node.dataset, document: node.report.id, depth: 0, range: null };
    const { dataset, document, depth, range } = below;
    const { entries, total } = await this.#server.ask(listPassages, {
      dataset,
      document,
      depth,
      ...(range === null ? {} : { range }),
      from,
      limit,
    });
    const nodes = entries.map((entry): RegulationNode => {
      if (entry.kind === 'passage') return { kind: 'passage', dataset, document, entry };
      const inside = { dataset, document, depth: depth + 1, range: { from: entry.from, to: entry.to } };
      return { kind: 'section', heading: entry.heading, below: inside };
    });
    return { nodes, total };
  }
}

function datasetOf(node: RegulationNode): string {
  switch (node.kind) {
    case 'dataset':
      return node.report.name;
    case 'document':
    case 'passage':
      return node.dataset;
    case 'section':
      return node.below.dataset;
    case 'group':
      return datasetOf(node.parent);
  }
}

/** Addresses of files and folders, from the explorer of the editor or of the system. */
async function droppedFiles(dropped: vscode.DataTransfer): Promise<readonly string[]> {
  const list = (await dropped.get(uriList)?.asString()) ?? '';
  const named = list.split(/\r?\n/).filter((line) => line.startsWith('file:') || line.startsWith('vscode-remote:'));
  const held = [...dropped].flatMap(([, item]) => item.asFile()?.uri?.toString() ?? []);
  const paths = [...named, ...held].map((uri) => vscode.Uri.file(vscode.Uri.parse(uri).path).toString());
  return [...new Set(paths)];
}
