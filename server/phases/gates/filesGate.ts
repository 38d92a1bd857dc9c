/** The gate that passes when files exist, or do not. */
import type { Clock } from '../../base/clock.ts';
import { formatDuration } from '../duration.ts';
import type { FilesGate } from '../gate.ts';
import { findFiles, refuseGlob } from './findFiles.ts';
import type { GateVerdict } from './gateVerdict.ts';

/** How many files a message names. */
const namedFiles = 3;

interface Surroundings {
  /** Absolute real path; what lies outside it, also behind a link, does not count. */
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * Each glob of `files` must match a file; none of `absent` may match anything. Of folders it says only what a glob
 * says of them by name: `dist/**` is about the files in dist.
 */
export async function runFilesGate(gate: FilesGate, { workspace, signal, clock }: Surroundings): Promise<GateVerdict> {
  const globs = [...gate.files, ...gate.absent];
  const refusal = globs.length === 0 ? 'checked nothing: there is no glob' : globs.map(refuseGlob).find(Boolean);
  if (refusal) return { outcome: 'could-not-run', message: refusal };

  const timeout = new AbortController();
  const forgetTimeout = clock.after(gate.timeoutMs, () => timeout.abort());
  const unreadable: string[] = [];
  const search = {
    root: workspace,
    signal: AbortSignal.any([signal, timeout.signal]),
    onUnreadable: (folder: string) => unreadable.push(folder),
  };
  try {
    const faults: string[] = [];
    for (const glob of gate.files) {
      const fault = await whyMissing({ ...search, glob });
      if (fault !== null) faults.push(fault);
    }
    const hasMissing = faults.length > 0;
    for (const glob of gate.absent) {
      const fault = await whyPresent({ ...search, glob });
      if (fault !== null) faults.push(fault);
    }
    if (signal.aborted) return { outcome: 'cancelled', message: '' };
    if (timeout.signal.aborted) {
      return { outcome: 'timed-out', message: `stopped after ${formatDuration(gate.timeoutMs)}` };
    }
    // What could not be looked into may hold what is missing, or what must not exist.
    const isUncertain = faults.length === 0 ? gate.absent.length > 0 : hasMissing;
    if (unreadable.length > 0 && isUncertain) {
      return { outcome: 'could-not-run', message: `${unreadable[0] ?? ''} cannot be read` };
    }
    return faults.length > 0 ? { outcome: 'failed', message: faults.join('; ') } : { outcome: 'passed', message: '' };
  } finally {
    forgetTimeout();
  }
}

async function whyMissing(search: Parameters<typeof findFiles>[0]): Promise<string | null> {
  let other: string | null = null;
  for await (const { path, kind } of findFiles(search)) {
    if (kind === 'file') return null;
    other ??= kind === 'folder' ? `${path} is a folder, not a file` : `${path} is a link that leads to no file here`;
  }
  return other ?? `${search.glob} does not exist`;
}

async function whyPresent(search: Parameters<typeof findFiles>[0]): Promise<string | null> {
  const found: string[] = [];
  for await (const { path, kind } of findFiles(search)) {
    if (kind === 'folder' && search.glob.endsWith('**')) continue;
    if (found.length === namedFiles) return `${found.join(', ')} and more must not exist`;
    found.push(path);
  }
  return found.length === 0 ? null : `${found.join(', ')} must not exist`;
}
