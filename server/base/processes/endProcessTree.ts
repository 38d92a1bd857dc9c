/** Ends a started program with everything it started: asks first, then kills, and looks whether it helped. */
import { execFile } from 'node:child_process';
import process from 'node:process';
import type { Clock } from '../clock.ts';
import { errorCode } from '../errorCode.ts';
import { isSameProcessAlive } from './processIdentity.ts';
import { readProcess, type ProcessEntry } from './processTable.ts';
import { ProcessTreeSearch, type ProcessTree } from './processTree.ts';

/** How long programs that were asked to end may take before they are killed. */
export const killDelayMs = 5000;

/** How long the killing is repeated for processes that come up while it goes on. */
const killingMs = 1500;

const freezeRounds = 20;

/** How often all processes are gone through for members that have come up since; it takes a while where there are many. */
const lookAgainMs = 500;

export interface EndProcessTreeOptions {
  /** `group`: only the program's own process group, which a daemon leaves on purpose. Default `all`. */
  readonly which?: 'all' | 'group';
  /** Milliseconds between asking and killing. Default 5,000. */
  readonly graceMs?: number;
  /** Whether the group is the program's own even if its leader is gone. Default true; false for old records. */
  readonly groupIsOurs?: boolean;
}

/**
 * Ends the tree: SIGTERM to every member, SIGKILL after `graceMs` to those left, new members included. On Windows
 * `taskkill /T /F` at once, which reaches what descends from a leader that still runs.
 *
 * @returns pids that could not be ended, such as processes stuck in the kernel or run by another user
 */
export async function endProcessTree(
  tree: ProcessTree,
  clock: Clock,
  options: EndProcessTreeOptions = {},
): Promise<readonly number[]> {
  if (process.platform === 'win32') return endWindowsTree(tree.pid);
  const { which = 'all', graceMs = killDelayMs, groupIsOurs = true } = options;
  if (which === 'group' && isGroupEmpty(tree.pid)) return [];
  const search = new ProcessTreeSearch(tree, groupIsOurs);
  // Timers of the clock let this process end; unfinished killing must not.
  const keepAlive = setInterval(() => undefined, 60_000);
  try {
    return (await ask(search, which, clock, clock.nowMs() + graceMs)) ? [] : await kill(search, which, clock);
  } finally {
    clearInterval(keepAlive);
  }
}

/** Waits on the clock. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

/** Asks each member once to end; true when none is left before the deadline. */
async function ask(
  search: ProcessTreeSearch,
  which: 'all' | 'group',
  clock: Clock,
  deadlineMs: number,
): Promise<boolean> {
  const asked = new Set<string>();
  for (;;) {
    const members = search.find(which);
    if (members.length === 0) return true;
    if (clock.nowMs() >= deadlineMs) return false;
    for (const member of members) {
      const identity = `${member.pid} ${member.start}`;
      if (asked.has(identity)) continue;
      asked.add(identity);
      signal(member, 'SIGTERM');
      // A stopped process hears nothing before it is continued.
      signal(member, 'SIGCONT');
    }
    await waitForEnd(members, clock, Math.min(deadlineMs, clock.nowMs() + lookAgainMs));
  }
}

/** Waits until none of the processes is left, which costs little, as the table of all processes is not read. */
async function waitForEnd(members: readonly ProcessEntry[], clock: Clock, untilMs: number): Promise<void> {
  for (let delayMs = 5; ; delayMs = Math.min(delayMs * 2, 50)) {
    const leftMs = untilMs - clock.nowMs();
    if (leftMs <= 0 || !members.some(({ pid, start }) => isSameProcessAlive(pid, start))) return;
    await pause(clock, Math.min(delayMs, leftMs));
  }
}

/** Stops all members before it kills them, so that none forks a successor between the look and the kill. */
async function kill(search: ProcessTreeSearch, which: 'all' | 'group', clock: Clock): Promise<readonly number[]> {
  const deadlineMs = clock.nowMs() + killingMs;
  for (;;) {
    let members = search.find(which);
    const frozen = new Set<string>();
    for (let round = 0; round < freezeRounds; round++) {
      const moving = members.filter((member) => !frozen.has(`${member.pid} ${member.start}`));
      if (moving.length === 0) break;
      for (const member of moving) {
        signal(member, 'SIGSTOP');
        frozen.add(`${member.pid} ${member.start}`);
      }
      members = search.find(which);
    }
    if (members.length === 0) return [];
    for (const member of members) signal(member, 'SIGKILL');
    if (clock.nowMs() >= deadlineMs) return members.map((member) => member.pid);
    await waitForEnd(members, clock, clock.nowMs() + 100);
  }
}

/** Asks the kernel, which costs nothing beside walking the table of processes. */
function isGroupEmpty(groupId: number): boolean {
  try {
    process.kill(-groupId, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

/** Looks at the start time once more right before, since the pid may have been given to another process. */
function signal(member: ProcessEntry, name: NodeJS.Signals): void {
  if (member.pid <= 1 || member.pid === process.pid) return;
  if (readProcess(member.pid)?.start !== member.start) return;
  try {
    process.kill(member.pid, name);
  } catch {
    // It has ended in this moment, or it belongs to another user; the next look tells.
  }
}

function endWindowsTree(pid: number): Promise<readonly number[]> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: killDelayMs }, () => {
      let alive = true;
      try {
        process.kill(pid, 0);
      } catch {
        alive = false;
      }
      resolve(alive ? [pid] : []);
    });
  });
}
