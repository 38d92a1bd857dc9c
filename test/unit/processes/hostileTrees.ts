/** Generated programs that do what they can to outlive a cancel, and a look at who is left that asks nobody but the system. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { Clock } from '../../../server/base/clock.ts';
import { systemClock } from '../../../server/base/clock.ts';
import { runProcess } from '../../../server/base/processes/runProcess.ts';

/** One process of a tree, and how it came to be. */
export interface HostileProcess {
  readonly way: 'fork' | 'setsid' | 'double-fork' | 'setsid-double-fork';
  readonly ignoresTerm: boolean;
  /** On SIGTERM it starts a successor in a session of its own. */
  readonly respawns: boolean;
  readonly holdsPipe: boolean;
  /** Runs with an empty environment, and so without the marker; only childless ones whose group or output still tells. */
  readonly clearsEnvironment: boolean;
  /** Ends by itself once its children run. */
  readonly leavesChildren: boolean;
  readonly children: readonly HostileProcess[];
}

/** @param depth how many generations may follow */
function hostile(depth: number): fc.Arbitrary<HostileProcess> {
  return fc.record({
    way: fc.constantFrom('fork', 'setsid', 'double-fork', 'setsid-double-fork'),
    ignoresTerm: fc.boolean(),
    respawns: fc.boolean(),
    holdsPipe: fc.boolean(),
    clearsEnvironment: fc.boolean(),
    leavesChildren: fc.boolean(),
    children: depth === 0 ? fc.constant([]) : fc.array(hostile(depth - 1), { maxLength: 3 }),
  });
}

/** @param seed fixed, so that a tree that survives can be made again */
export function generateTrees(count: number, seed: number): readonly HostileProcess[] {
  return fc.sample(hostile(2), { numRuns: count, seed });
}

/** How a tree ended. */
export interface TreeEnd {
  readonly outcome: string;
  /** From the cancel, or the end of the time, to the answer. */
  readonly endingMs: number;
  /** Command lines of those that still run when the answer is there. */
  readonly survivors: readonly string[];
  readonly processes: number;
}

/** Ends trees, every other one by cancel and by timeout, a few side by side. */
export async function endTrees(
  trees: readonly HostileProcess[],
  sideBySide: number,
): Promise<readonly (TreeEnd & { readonly by: 'cancel' | 'timeout' })[]> {
  const ends: (TreeEnd & { readonly by: 'cancel' | 'timeout' })[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < trees.length; at = next++) {
      const tree = trees[at];
      const by = at % 2 === 0 ? 'cancel' : 'timeout';
      if (tree !== undefined) ends[at] = { by, ...(await endTree(tree, by)) };
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return ends;
}

/** Starts a tree, waits until all of it runs, ends it in one of the two ways, and looks who is left. */
export async function endTree(root: HostileProcess, by: 'cancel' | 'timeout'): Promise<TreeEnd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-hostile-'));
  const ready = path.join(folder, 'ready');
  writeFileSync(ready, '');
  const processes = writeScripts(root, folder, ready);
  const clock = new ClockWithTimeout();
  const cancel = new AbortController();
  try {
    const running = runProcess({
      command: `/bin/sh ${path.join(folder, '0.sh')}`,
      cwd: folder,
      env: { PATH: process.env['PATH'], HOSTILE: folder },
      marker: randomUUID(),
      timeoutMs: clock.timeoutMs,
      signal: cancel.signal,
      clock,
      onOutput: () => undefined,
      onStarted: () => undefined,
    });
    await waitFor(() => readFileSync(ready, 'utf8').split('\n').length - 1 >= processes, 'the tree to run');
    const endedAt = performance.now();
    if (by === 'cancel') cancel.abort();
    else clock.timeOut();
    const { kind } = await Promise.race([running, failAfter(30_000)]);
    return { outcome: kind, endingMs: performance.now() - endedAt, survivors: whoMentions(folder), processes };
  } finally {
    // A tree that survived has failed the test already; it must not trouble the machine, too.
    for (const survivor of whoMentions(folder)) killIfThere(Number.parseInt(survivor, 10));
    rmSync(folder, { recursive: true, force: true });
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in this moment.
  }
}

function failAfter(delayMs: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No answer within ${delayMs} ms.`)), delayMs).unref();
  });
}

/** One script a process, so that nothing needs quoting; each writes a line once it runs. */
function writeScripts(root: HostileProcess, folder: string, ready: string): number {
  let count = 0;
  const write = (node: HostileProcess, inGroup: boolean, hasPipe: boolean): string => {
    const script = path.join(folder, `${count++}.sh`);
    const lines: string[] = [];
    if (node.respawns && !node.ignoresTerm) lines.push(`trap 'setsid /bin/sh ${folder}/late.sh &' TERM`);
    if (node.ignoresTerm) lines.push(`trap '' TERM`);
    for (const child of node.children) {
      const childInGroup = inGroup && !child.way.startsWith('setsid');
      const childHasPipe = hasPipe && child.holdsPipe;
      lines.push(start(child, write(child, childInGroup, childHasPipe), childInGroup || childHasPipe));
    }
    lines.push(`echo running >> ${ready}`);
    // Without children it stays, or it would be no process to end.
    if (!node.leavesChildren || node.children.length === 0 || script.endsWith('/0.sh')) {
      lines.push('while :; do sleep 1; done');
    }
    writeFileSync(script, `${lines.join('\n')}\n`);
    return script;
  };
  writeFileSync(path.join(folder, 'late.sh'), `trap '' TERM\nwhile :; do sleep 1; done\n`);
  write(root, true, true);
  return count;
}

/** @param isTraceable whether it is still in the group, or still has the pipe, that the whole tree began with */
function start(node: HostileProcess, script: string, isTraceable: boolean): string {
  const clears = node.clearsEnvironment && isTraceable && node.children.length === 0;
  const command = `${clears ? 'env -i ' : ''}/bin/sh ${script}${node.holdsPipe ? '' : ' > /dev/null 2>&1'}`;
  switch (node.way) {
    case 'fork':
      return `${command} &`;
    case 'setsid':
      return `setsid ${command} &`;
    case 'double-fork':
      return `( ${command} & )`;
    case 'setsid-double-fork':
      return `( setsid ${command} & )`;
  }
}

/** What ran before any tree did; the kernel's own threads are most of it. */
const bystanders = new Set(process.platform === 'linux' ? readdirSync('/proc') : []);

/** Command lines of running processes that name the folder, in their arguments or their environment. */
export function whoMentions(folder: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || bystanders.has(pid)) return [];
    const commandLine = readProc(pid, 'cmdline');
    const isMentioned = commandLine.includes(folder) || readProc(pid, 'environ').includes(folder);
    const state = /\) (\S)/.exec(readProc(pid, 'stat'))?.[1];
    return isMentioned && state !== 'Z' && state !== 'X' ? [`${pid} ${commandLine.replaceAll('\0', ' ')}`] : [];
  });
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** Waits for a condition by looking; fails after 15 seconds. */
export async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The clock of the machine, but for one timeout that the test lets come when it likes. */
export class ClockWithTimeout implements Clock {
  readonly timeoutMs = 123_456_789;
  #action: (() => void) | null = null;

  nowMs(): number {
    return systemClock.nowMs();
  }

  after(delayMs: number, action: () => void): () => void {
    if (delayMs !== this.timeoutMs) return systemClock.after(delayMs, action);
    this.#action = action;
    return () => {
      this.#action = null;
    };
  }

  timeOut(): void {
    this.#action?.();
  }
}
