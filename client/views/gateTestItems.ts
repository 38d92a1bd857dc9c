/** The items of the Test Explorer: folders, phases, gates and the test cases they reported, in step with the server. */
import * as vscode from 'vscode';
import type { FolderOverview, GateOverview, PhaseOverview } from '../../protocol/roadmap.ts';
import type { GateTests, TestCase } from '../../protocol/tests.ts';
import type { TestAddress } from '../gateTestJobs.ts';
import { sortText, uniqueIds } from './siblingIds.ts';

/** What an item looks like; the editor is told only what differs from before. */
interface Appearance {
  readonly id: string;
  readonly label: string;
  readonly sortText: string;
  readonly uri: vscode.Uri | undefined;
  /** Zero-based; null when the item has no place of its own in its file. */
  readonly line: number | null;
}

export class GateTestItems {
  readonly #controller: vscode.TestController;
  readonly #addresses = new WeakMap<vscode.TestItem, TestAddress>();
  readonly #gates = new Map<string, vscode.TestItem>();
  readonly #phases = new Map<string, vscode.TestItem>();

  constructor(controller: vscode.TestController) {
    this.#controller = controller;
  }

  addressOf(item: vscode.TestItem): TestAddress | undefined {
    return this.#addresses.get(item);
  }

  phase(folderUri: string, phase: string): vscode.TestItem | undefined {
    return this.#phases.get(key(folderUri, phase));
  }

  gate(folderUri: string, phase: string, gate: string): vscode.TestItem | undefined {
    return this.#gates.get(key(folderUri, phase, gate));
  }

  /** With several folders each is a level of its own, as in the tree. */
  update(overviews: readonly FolderOverview[]): void {
    const shown = overviews.filter(({ phases }) => phases.length > 0);
    this.#gates.clear();
    this.#phases.clear();
    const [first, ...others] = shown;
    if (first !== undefined && others.length === 0) {
      this.#updatePhases(this.#controller.items, first);
      return;
    }
    const items = this.#replace(
      this.#controller.items,
      shown.map((folder, index) => ({
        id: folder.folderUri,
        label: folder.name,
        sortText: sortText(index),
        uri: vscode.Uri.parse(folder.folderUri),
        line: null,
      })),
    );
    shown.forEach((folder, index) => {
      const item = items[index];
      if (item === undefined) return;
      this.#addresses.set(item, { kind: 'folder', folderUri: folder.folderUri });
      this.#updatePhases(item.children, folder);
    });
  }

  /** Shows the cases that a gate reported beneath it, and gives them out with their items in the order of the report. */
  showCases(folderUri: string, { phase, gate, cases }: GateTests): readonly (readonly [vscode.TestItem, TestCase])[] {
    const parent = this.gate(folderUri, phase, gate);
    if (parent === undefined) return [];
    const shown: (readonly [vscode.TestItem, TestCase])[] = [];
    this.#updateCases(parent, { kind: 'gate', folderUri, phase, gate }, cases, 0, shown);
    return shown;
  }

  #updatePhases(into: vscode.TestItemCollection, folder: FolderOverview): void {
    const uri = folder.roadmapUri === null ? undefined : vscode.Uri.parse(folder.roadmapUri);
    const ids = uniqueIds(folder.phases.map(({ id }) => `${folder.folderUri}#${id}`));
    const items = this.#replace(
      into,
      folder.phases.map((phase, index) => phaseAppearance(phase, ids[index] ?? '', index, uri)),
    );
    folder.phases.forEach((phase, index) => {
      const item = items[index];
      if (item === undefined) return;
      const address = { folderUri: folder.folderUri, phase: phase.id };
      this.#addresses.set(item, { kind: 'phase', ...address });
      const name = key(folder.folderUri, phase.id);
      // Of two phases with one id the first is the one that runs.
      if (!this.#phases.has(name)) this.#phases.set(name, item);
      this.#updateGates(item, folder.folderUri, phase);
    });
  }

  #updateGates(parent: vscode.TestItem, folderUri: string, phase: PhaseOverview): void {
    const uri = phase.specUri === null ? undefined : vscode.Uri.parse(phase.specUri);
    const ids = uniqueIds(phase.gates.map(({ name }) => `${parent.id}/${name}`));
    const items = this.#replace(
      parent.children,
      phase.gates.map((gate, index) => gateAppearance(gate, ids[index] ?? '', index, uri)),
    );
    phase.gates.forEach((gate, index) => {
      const item = items[index];
      if (item === undefined) return;
      this.#addresses.set(item, { kind: 'gate', folderUri, phase: phase.id, gate: gate.name });
      const name = key(folderUri, phase.id, gate.name);
      if (!this.#gates.has(name)) this.#gates.set(name, item);
      // Whether it reported cases is asked for when somebody opens it.
      const mayReport = gate.kind === 'run' && gate.runId !== null && item.children.size === 0;
      if (item.canResolveChildren !== mayReport) item.canResolveChildren = mayReport;
    });
  }

  #updateCases(
    parent: vscode.TestItem,
    address: TestAddress,
    cases: readonly TestCase[],
    depth: number,
    shown: (readonly [vscode.TestItem, TestCase])[],
  ): void {
    const names = new Map<string, TestCase[]>();
    const entries: { readonly suite: string | null; readonly one: TestCase }[] = [];
    for (const one of cases) {
      const suite = one.suite[depth];
      if (suite === undefined) {
        entries.push({ suite: null, one });
        continue;
      }
      const known = names.get(suite);
      if (known === undefined) {
        names.set(suite, [one]);
        entries.push({ suite, one });
      } else known.push(one);
    }
    const ids = uniqueIds(
      entries.map(({ suite, one }) => `${parent.id}\n${suite === null ? `= ${one.name}` : `> ${suite}`}`),
    );
    const items = this.#replace(
      parent.children,
      entries.map(({ suite, one }, index) => ({
        id: ids[index] ?? '',
        label: suite ?? one.name,
        sortText: sortText(index),
        uri: suite === null && one.location !== null ? vscode.Uri.parse(one.location.uri) : undefined,
        line: suite === null ? (one.location?.line ?? null) : null,
      })),
    );
    entries.forEach(({ suite, one }, index) => {
      const item = items[index];
      if (item === undefined) return;
      this.#addresses.set(item, address);
      if (suite === null) shown.push([item, one]);
      else this.#updateCases(item, address, names.get(suite) ?? [], depth + 1, shown);
    });
  }

  /** Makes the collection hold these items, and keeps those whose file is still the same. */
  #replace(into: vscode.TestItemCollection, wanted: readonly Appearance[]): readonly vscode.TestItem[] {
    const items = wanted.map((appearance) => {
      const known = into.get(appearance.id);
      const item =
        known !== undefined && known.uri?.toString() === appearance.uri?.toString()
          ? known
          : this.#controller.createTestItem(appearance.id, appearance.label, appearance.uri);
      apply(item, appearance);
      return item;
    });
    let index = 0;
    let isSame = into.size === items.length;
    into.forEach((item) => {
      isSame &&= item === items[index];
      index++;
    });
    if (!isSame) into.replace(items);
    return items;
  }
}

/** Everything that is set is sent to the window, changed or not. */
/** No item has a description: a screen reader would say it in place of the label. */
function apply(item: vscode.TestItem, { label, sortText: order, line }: Appearance): void {
  if (item.label !== label) item.label = label;
  if (item.sortText !== order) item.sortText = order;
  if ((item.range?.start.line ?? null) !== line) {
    item.range = line === null ? undefined : new vscode.Range(line, 0, line, 0);
  }
}

function phaseAppearance(phase: PhaseOverview, id: string, index: number, uri: vscode.Uri | undefined): Appearance {
  return {
    id,
    label: `${phase.id}  ${phase.title}`,
    sortText: sortText(index),
    uri,
    line: phase.line,
  };
}

function gateAppearance(gate: GateOverview, id: string, index: number, uri: vscode.Uri | undefined): Appearance {
  return {
    id,
    label: gate.name,
    sortText: sortText(index),
    uri,
    line: gate.line,
  };
}

function key(...parts: readonly string[]): string {
  return parts.join('\n');
}
