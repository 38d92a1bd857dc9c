/** The nodes of the phase tree; each keeps its identity while its content changes, so that the tree keeps what is open. */
import type { FolderOverview, GateOverview, PhaseOverview } from '../../protocol/roadmap.ts';
import { uniqueIds } from './siblingIds.ts';

export interface FolderNode {
  readonly kind: 'folder';
  readonly id: string;
  readonly folderUri: string;
  folder: FolderOverview;
  phases: readonly PhaseNode[];
}

export interface PhaseNode {
  readonly kind: 'phase';
  readonly id: string;
  readonly parent: FolderNode;
  readonly folderUri: string;
  /** The phase's id. */
  readonly phase: string;
  overview: PhaseOverview;
  gates: readonly GateNode[];
}

export interface GateNode {
  readonly kind: 'gate';
  readonly id: string;
  readonly parent: PhaseNode;
  readonly folderUri: string;
  readonly phase: string;
  /** The gate's name. */
  readonly gate: string;
  overview: GateOverview;
}

export type RoadmapNode = FolderNode | PhaseNode | GateNode;

/** What has to be drawn again: everything, or these nodes with what is beneath them. */
export type Redraw = 'all' | readonly RoadmapNode[];

/** Keeps the nodes of all folders in step with what the server says. */
export class RoadmapNodes {
  #folders: readonly FolderNode[] = [];
  readonly #known = new Map<string, RoadmapNode>();

  get folders(): readonly FolderNode[] {
    return this.#folders;
  }

  /** Takes over new overviews and tells what looks different. */
  update(overviews: readonly FolderOverview[]): Redraw {
    const changed: RoadmapNode[] = [];
    const before = this.#folders.map(({ id }) => id).join('\n');
    const alive = new Set<string>();
    this.#folders = overviews.map((overview) => this.#updateFolder(overview, changed, alive));
    for (const id of this.#known.keys()) if (!alive.has(id)) this.#known.delete(id);
    if (before !== this.#folders.map(({ id }) => id).join('\n')) return 'all';
    // With one folder its phases stand at the top, so the folder's own redraw is a redraw of everything.
    return this.#folders.length === 1 && changed.some(({ kind }) => kind === 'folder') ? 'all' : changed;
  }

  #updateFolder(overview: FolderOverview, changed: RoadmapNode[], alive: Set<string>): FolderNode {
    const id = overview.folderUri;
    alive.add(id);
    const known = this.#known.get(id);
    const node: FolderNode =
      known?.kind === 'folder'
        ? known
        : { kind: 'folder', id, folderUri: overview.folderUri, folder: overview, phases: [] };
    this.#known.set(id, node);
    const changedPhases: RoadmapNode[] = [];
    const phaseIds = uniqueIds(overview.phases.map((phase) => `${id}#${phase.id}`));
    const phases = overview.phases.map((phase, index) =>
      this.#updatePhase(node, phaseIds[index] ?? '', phase, changedPhases, alive),
    );
    const isOther =
      !sameNodes(node.phases, phases) || differs({ ...node.folder, phases: [] }, { ...overview, phases: [] });
    if (isOther) changed.push(node);
    else changed.push(...changedPhases);
    node.folder = overview;
    node.phases = phases;
    return node;
  }

  #updatePhase(
    parent: FolderNode,
    id: string,
    overview: PhaseOverview,
    changed: RoadmapNode[],
    alive: Set<string>,
  ): PhaseNode {
    alive.add(id);
    const known = this.#known.get(id);
    const node: PhaseNode =
      known?.kind === 'phase'
        ? known
        : { kind: 'phase', id, parent, folderUri: parent.folderUri, phase: overview.id, overview, gates: [] };
    this.#known.set(id, node);
    if (differs(node.overview, overview)) changed.push(node);
    const gateIds = uniqueIds(overview.gates.map((gate) => `${id}/${gate.name}`));
    const gates = overview.gates.map((gate, index) => this.#updateGate(node, gateIds[index] ?? '', gate, alive));
    node.overview = overview;
    node.gates = gates;
    return node;
  }

  #updateGate(parent: PhaseNode, id: string, overview: GateOverview, alive: Set<string>): GateNode {
    alive.add(id);
    const known = this.#known.get(id);
    const node: GateNode =
      known?.kind === 'gate'
        ? known
        : { kind: 'gate', id, parent, folderUri: parent.folderUri, phase: parent.phase, gate: overview.name, overview };
    this.#known.set(id, node);
    node.overview = overview;
    return node;
  }
}

function sameNodes(before: readonly RoadmapNode[], after: readonly RoadmapNode[]): boolean {
  return before.length === after.length && before.every((node, index) => node === after[index]);
}

/** Overviews come from the wire, so what JSON does not show is not there. */
function differs(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
