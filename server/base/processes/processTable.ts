/** Reads the table of running processes: /proc on Linux, `ps` elsewhere on POSIX, CIM on Windows. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import process from 'node:process';

/** One process at one moment. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Zero where the platform does not tell. */
  readonly sessionId: number;
  /** Opaque; equal for as long as it is the same process, and different for a later one with the same pid. */
  readonly start: string;
  /** Has ended but was not yet collected by its parent. */
  readonly zombie: boolean;
}

/** One process; null when none has this pid. On Windows it costs about half a second, as nothing but PowerShell tells. */
export function readProcess(pid: number): ProcessEntry | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  switch (process.platform) {
    case 'linux':
      return readProcEntry(pid);
    case 'win32':
      return readWindowsProcess(pid);
    default:
      return readPs(['-p', String(pid)])[0] ?? null;
  }
}

/** Every process that this user may see; empty on Windows, where `taskkill` walks the tree itself. */
export function listProcesses(): readonly ProcessEntry[] {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return readPs(['-A']);
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const entry = Number.isInteger(pid) ? readProcEntry(pid) : null;
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

/** A variable of the environment with which the process was started; empty when it has none or may not be read. */
export function readVariable(pid: number, name: string): string {
  try {
    if (process.platform === 'win32') return '';
    if (process.platform === 'linux') {
      const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      return entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    }
    // `ps` puts the environment behind the command, separated by spaces.
    const words = runPs(['-E', '-ww', '-o', 'command=', '-p', String(pid)]).split(/\s+/);
    return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  } catch {
    return '';
  }
}

/**
 * What the process has open as its standard output and error, as texts that no other pipe or socket has. Empty where
 * the platform does not tell, and for files and terminals, which strangers may have open as well.
 */
export function outputsOf(pid: number): readonly string[] {
  if (process.platform !== 'linux') return [];
  return ['1', '2'].map((descriptor) => readPipe(pid, descriptor)).filter((pipe) => pipe !== null);
}

/** Whether the process has one of these pipes or sockets open, in whatever place. */
export function holdsOutput(pid: number, outputs: readonly string[]): boolean {
  if (outputs.length === 0) return false;
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => outputs.includes(readPipe(pid, descriptor) ?? ''));
  } catch {
    return false;
  }
}

function readPipe(pid: number, descriptor: string): string | null {
  try {
    const target = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    return /^(?:pipe|socket):\[\d+\]$/.test(target) ? target : null;
  } catch {
    return null;
  }
}

/** Orders start times of one boot; later is larger. Zero when the text is none of ours. */
export function startOrder(start: string): number {
  const order = process.platform === 'linux' ? Number(start.slice(start.lastIndexOf(':') + 1)) : Date.parse(start);
  return Number.isFinite(order) ? order : 0;
}

/** Whether two start times are of the same boot of the machine; platforms without a boot id give the time itself. */
export function isSameBoot(start: string, other: string): boolean {
  if (process.platform !== 'linux') return true;
  return start.slice(0, start.lastIndexOf(':')) === other.slice(0, other.lastIndexOf(':'));
}

/** The boot is part of a start time, since ticks begin again with each. It does not change while this process runs. */
const bootId = readBootId();

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

function readProcEntry(pid: number): ProcessEntry | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name stands in parentheses and may itself hold parentheses and spaces; the fields after it are counted from 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => fields[number - 3] ?? '';
  const state = field(3);
  return {
    pid,
    parentPid: Number(field(4)),
    groupId: Number(field(5)),
    sessionId: Number(field(6)),
    start: `${bootId}:${field(22)}`,
    zombie: state === 'Z' || state === 'X',
  };
}

function runPs(parameters: readonly string[]): string {
  // Start times are printed in local time and local words, so both are fixed.
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  return execFileSync('ps', parameters, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 });
}

function readPs(selection: readonly string[]): readonly ProcessEntry[] {
  let listing: string;
  try {
    listing = runPs([...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart=']);
  } catch {
    return [];
  }
  return listing.split('\n').flatMap((line): ProcessEntry[] => {
    const [pid, parentPid, groupId, state, ...start] = line.trim().split(/\s+/);
    if (pid === undefined || parentPid === undefined || groupId === undefined || state === undefined) return [];
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        groupId: Number(groupId),
        // The session that `ps` prints on macOS is an address, not an id.
        sessionId: 0,
        start: start.join(' '),
        zombie: state.startsWith('Z'),
      },
    ];
  });
}

function readWindowsProcess(pid: number): ProcessEntry | null {
  const script =
    `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; ` +
    "if ($p) { '{0} {1}' -f $p.ParentProcessId, $p.CreationDate.ToFileTimeUtc() }";
  try {
    const answer = execFileSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
      windowsHide: true,
    });
    const [parentPid, start] = answer.trim().split(' ');
    if (parentPid === undefined || start === undefined) return null;
    return { pid, parentPid: Number(parentPid), groupId: 0, sessionId: 0, start, zombie: false };
  } catch {
    return null;
  }
}
