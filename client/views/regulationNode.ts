/** What the rows of the Regulations view are, and how they look. */
import * as vscode from 'vscode';
import type { DatasetReport, DocumentReport, SectionEntry } from '../../protocol/regulations.ts';
import { menuCommandIds } from '../contributions.ts';
import { count } from '../count.ts';
import { withoutReference } from '../withoutReference.ts';

interface Below {
  readonly dataset: string;
  readonly document: string;
  /** So many headings are above. */
  readonly depth: number;
  /** Ordinals of the passages below; null for the whole document. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export type RegulationNode =
  | { readonly kind: 'dataset'; readonly report: DatasetReport }
  | { readonly kind: 'document'; readonly dataset: string; readonly report: DocumentReport }
  | { readonly kind: 'section'; readonly heading: string; readonly below: Below }
  | {
      readonly kind: 'passage';
      readonly dataset: string;
      readonly document: string;
      readonly entry: Extract<SectionEntry, { kind: 'passage' }>;
    }
  /** Some of the rows of `parent`, where it has too many to be shown at once. */
  | { readonly kind: 'group'; readonly parent: RegulationNode; readonly from: number; readonly to: number };

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

export function regulationItem(node: RegulationNode): vscode.TreeItem {
  switch (node.kind) {
    case 'dataset': {
      const { name, documents, passages } = node.report;
      const item = new vscode.TreeItem(name, Collapsed);
      item.id = `dataset ${name}`;
      item.description = `${count(documents, 'document')} · ${count(passages, 'passage')}`;
      item.iconPath = new vscode.ThemeIcon('library');
      item.contextValue = 'dataset';
      return item;
    }
    case 'document': {
      const { id, title, version, passages, fileUri } = node.report;
      const item = new vscode.TreeItem(title, Collapsed);
      item.id = `document ${JSON.stringify([node.dataset, id])}`;
      const described = [version === null ? '' : `version ${version}`, count(passages, 'passage')];
      item.description = described.filter((part) => part !== '').join(' · ');
      item.tooltip = `${id}\n${vscode.Uri.parse(fileUri).fsPath}`;
      item.accessibilityInformation = { label: `${title}, ${item.description}` };
      item.iconPath = new vscode.ThemeIcon('book');
      item.contextValue = 'document';
      return item;
    }
    case 'section': {
      const { dataset, document, depth, range } = node.below;
      const item = new vscode.TreeItem(node.heading, Collapsed);
      item.id = `section ${JSON.stringify([dataset, document, depth, range?.from])}`;
      item.iconPath = new vscode.ThemeIcon('list-tree');
      item.contextValue = 'section';
      return item;
    }
    case 'passage': {
      const { dataset, document, entry } = node;
      const beginning = withoutReference(entry.beginning, entry.reference);
      const item = new vscode.TreeItem(entry.reference === '' ? beginning : entry.reference, None);
      item.id = `passage ${JSON.stringify([dataset, document, entry.ordinal])}`;
      item.description = entry.reference === '' ? '' : beginning;
      item.tooltip = beginning;
      item.accessibilityInformation = { label: `${entry.reference} ${beginning}`.trim() };
      item.iconPath = new vscode.ThemeIcon('quote');
      item.contextValue = 'passage';
      item.command = {
        command: menuCommandIds.findRegulations,
        title: 'Open Passage',
        arguments: [{ dataset, document, passage: entry.id }],
      };
      return item;
    }
    case 'group': {
      const item = new vscode.TreeItem(`${node.from + 1}–${node.to}`, Collapsed);
      item.id = `group ${regulationItem(node.parent).id ?? ''} ${node.from}`;
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      return item;
    }
  }
}
