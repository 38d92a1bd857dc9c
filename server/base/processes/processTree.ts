/** Finds every process that belongs to a started program, including those that left its group or lost their parent. */
import process from 'node:process';
import { holdsOutput, listProcesses, readVariable, startOrder, type ProcessEntry } from './processTable.ts';

/**
 * Environment variable that marks a program and, by inheritance, everything it starts. Programs that are started
 * inside a marked one add their own mark to it, so that ending the outer one finds what the inner one started.
 */
export const processMarkerName = 'PHASEGATE_GATE_ID';

/** Whether a text is nothing else's by chance. What carries a marker may be killed, so a short text is none. */
export function isMarker(text: string): boolean {
  return /^[\w-]{16,}$/.test(text);
}

/** The variable's value for a program that is started inside whatever already marked the environment. */
export function addMarker(environment: NodeJS.ProcessEnv, marker: string): string {
  return [...readMarkers(environment[processMarkerName] ?? ''), marker].join(':');
}

export function readMarkers(value: string): readonly string[] {
  return value.split(':').filter((marker) => marker !== '');
}

/** A program that was started as the leader of its own session and process group. */
export interface ProcessTree {
  readonly pid: number;
  /** Start time of the leader, as `processStart` gave it. */
  readonly start: string;
  /** Unique text, such as a UUID, that stands among the markers in `processMarkerName` of its environment. */
  readonly marker: string;
  /** Pipes that only this program and what it started can have open; see `outputsOf`. Default none. */
  readonly outputs?: readonly string[];
}

/**
 * Looks for the members of a tree again and again, and remembers whom it saw, so that a process whose parent has
 * ended in the meantime is still known. What can hide from it: a process that made a session of its own, lost its
 * parent, cleared its environment and closed its output, all before the first look.
 */
export class ProcessTreeSearch {
  readonly #tree: ProcessTree;
  /** Start times of members by pid. */
  readonly #members = new Map<number, string>();
  /** Process groups and sessions of members; all were made inside the tree, as its leader began a new session. */
  readonly #groups = new Set<number>();
  /** Processes that were found to have neither marker nor output; they cannot come to have them later. */
  readonly #strangers = new Set<string>();

  /** @param groupIsOurs whether the leader's group is still its group even if the leader itself is gone */
  constructor(tree: ProcessTree, groupIsOurs: boolean) {
    this.#tree = tree;
    this.#members.set(tree.pid, tree.start);
    if (groupIsOurs) this.#groups.add(tree.pid);
  }

  /** Members that run now. `group` limits it to the leader's own process group, which daemons leave. */
  find(which: 'all' | 'group'): readonly ProcessEntry[] {
    const table = new Map(listProcesses().map((entry) => [entry.pid, entry]));
    const untouchable = ownLine(table);
    if (this.#tree.pid <= 1 || untouchable.has(this.#tree.pid)) return [];
    const earliest = startOrder(this.#tree.start);
    const candidates = [...table.values()].filter(
      (entry) => !untouchable.has(entry.pid) && entry.pid > 1 && startOrder(entry.start) >= earliest,
    );
    const found = new Set<ProcessEntry>();
    for (let grew = true; grew;) {
      grew = false;
      for (const entry of candidates) {
        if (found.has(entry) || !this.#belongs(entry, table, which)) continue;
        found.add(entry);
        grew = true;
        this.#members.set(entry.pid, entry.start);
        if (which === 'all') this.#groups.add(entry.groupId).add(entry.sessionId);
      }
    }
    return [...found].filter((entry) => !entry.zombie);
  }

  #belongs(entry: ProcessEntry, table: ReadonlyMap<number, ProcessEntry>, which: 'all' | 'group'): boolean {
    if (this.#isOurGroup(entry.groupId, table)) return true;
    if (which === 'group') return false;
    if (this.#isOurGroup(entry.sessionId, table)) return true;
    if (this.#members.get(entry.pid) === entry.start) return true;
    const parent = table.get(entry.parentPid);
    if (parent !== undefined && this.#members.get(parent.pid) === parent.start) return true;
    return this.#isMarked(entry);
  }

  /** A group whose leader is a process that we do not know was made by someone else after ours had ended. */
  #isOurGroup(id: number, table: ReadonlyMap<number, ProcessEntry>): boolean {
    if (id <= 1 || !this.#groups.has(id)) return false;
    const leader = table.get(id);
    return leader === undefined || this.#members.get(id) === leader.start;
  }

  #isMarked(entry: ProcessEntry): boolean {
    const identity = `${entry.pid} ${entry.start}`;
    if (entry.zombie || this.#strangers.has(identity)) return false;
    const { marker, outputs = [] } = this.#tree;
    if (isMarker(marker) && readMarkers(readVariable(entry.pid, processMarkerName)).includes(marker)) return true;
    if (holdsOutput(entry.pid, outputs)) return true;
    this.#strangers.add(identity);
    return false;
  }
}

/** This process and its ancestors, which are nobody's leftovers. */
function ownLine(table: ReadonlyMap<number, ProcessEntry>): ReadonlySet<number> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = table.get(pid)?.parentPid ?? 0) line.add(pid);
  return line;
}
