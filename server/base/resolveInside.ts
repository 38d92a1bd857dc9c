/** The one resolver of paths that a workspace names: what it returns is inside the workspace, links followed. */
import { fstatSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { errorCode } from './errorCode.ts';
import { Failure } from './failure.ts';

/** As many links as Linux follows before it gives up. */
const maximumLinks = 40;

/** How often a place is looked at again where the system does not tell the path of an open file. */
const roundsOfDoubt = 8;

/** These say that nothing stands at a path, so its parent decides where it would be. */
const absentCodes = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

const windowsDevice = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(\.|$)/i;

/**
 * Turns a path that a workspace file names into an absolute one without links. The deepest folder that exists is
 * resolved by the operating system; what does not exist yet is appended to it. A dangling link stands for the place
 * it points to. `..` is taken literally, before links, as editors do; percent signs and the like are plain characters.
 *
 * The answer is true at the moment it is given: whoever opens the file calls `confirmInside` afterwards.
 *
 * @param root the workspace folder; must exist
 * @throws Failure `path-outside-workspace`, or `read-failed` when the root or a folder on the way may not be read
 */
export function resolveInside(root: string, relative: string): string {
  const refusal = refusedSpelling(relative, path.sep === '\\');
  if (refusal !== null) throw outside(root, relative, refusal);
  const realRoot = realFolder(root);
  const resolved = realPathOf(path.resolve(realRoot, relative), maximumLinks, root, relative);
  if (!isWithin(realRoot, resolved)) throw outside(root, relative, 'it ends elsewhere');
  return resolved;
}

/**
 * Checks again once a file is open, because a folder on the way may have been exchanged for a link in between.
 * @param file the path that was opened, as `resolveInside` gave it
 * @returns `inside`, or `exchanged` when another file stands at that path now (an editor saved it, or someone plays
 *   tricks): what is open must not be used, opening again is fine
 * @throws Failure `path-outside-workspace`
 */
export function confirmInside(root: string, file: string, descriptor: number): 'inside' | 'exchanged' {
  const realRoot = realFolder(root);
  const opened = fstatSync(descriptor, { bigint: true });
  if (opened.nlink === 0n) return 'exchanged';
  const place = placeOf(descriptor);
  if (place !== null) {
    if (isWithin(realRoot, place)) return 'inside';
    throw outside(root, file, 'a folder on the way was exchanged for a link');
  }
  try {
    // The folder may be exchanged between the two calls as well, but hardly each time.
    for (let round = 0; round < roundsOfDoubt; round++) {
      const real = realpathSync.native(file);
      if (!isWithin(realRoot, real)) throw outside(root, file, 'a folder on the way was exchanged for a link');
      const standing = lstatSync(real, { bigint: true });
      if (opened.dev !== standing.dev || opened.ino !== standing.ino) return 'exchanged';
    }
    return 'inside';
  } catch (error) {
    if (absentCodes.has(errorCode(error))) return 'exchanged';
    throw error;
  }
}

/**
 * Says why a path is refused by its spelling alone; null when it is not. A path that means another drive on Windows
 * is refused everywhere, so that a roadmap means the same on every machine.
 */
export function refusedSpelling(relative: string, onWindows: boolean): string | null {
  if (relative.includes('\0')) return 'it holds a NUL character';
  if (path.posix.isAbsolute(relative) || path.win32.isAbsolute(relative)) return 'it is an absolute path';
  if (/^[a-z]:/i.test(relative)) return 'it names a drive';
  if (!onWindows) return null;
  if (relative.includes(':')) return 'it names an alternate stream';
  for (const segment of relative.split(/[\\/]/)) {
    if (segment === '.' || segment === '..') continue;
    if (/[. ]$/.test(segment)) return 'a name in it ends with a dot or a space, which Windows drops';
    if (windowsDevice.test(segment)) return `"${segment}" is a device`;
  }
  return null;
}

/** Real path of an open file or folder, as the system knows it; null where it does not tell. Only Linux does. */
function placeOf(descriptor: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readlinkSync(`/proc/self/fd/${String(descriptor)}`);
  } catch {
    return null;
  }
}

function isWithin(realRoot: string, file: string): boolean {
  const way = path.relative(realRoot, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function realFolder(root: string): string {
  try {
    return realpathSync.native(root);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('read-failed', `The folder ${root} cannot be read: ${reason}. Open a folder that exists.`, {
      cause: error,
    });
  }
}

function realPathOf(target: string, linksLeft: number, root: string, relative: string): string {
  try {
    return realpathSync.native(target);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ELOOP') throw outside(root, relative, 'its links run in a circle');
    if (!absentCodes.has(code)) {
      const shown = shorten(relative);
      throw new Failure('read-failed', `${shown} in ${root} cannot be reached (${code}). Check its permissions.`, {
        cause: error,
      });
    }
  }
  const parent = path.dirname(target);
  if (parent === target) return target;
  const realParent = realPathOf(parent, linksLeft, root, relative);
  const link = linkAt(target);
  if (link === null) return path.join(realParent, path.basename(target));
  if (linksLeft === 0) throw outside(root, relative, 'it leads through too many links');
  return realPathOf(path.resolve(realParent, link), linksLeft - 1, root, relative);
}

/** Where a dangling link points; null when nothing stands there. */
function linkAt(target: string): string | null {
  try {
    return readlinkSync(target);
  } catch {
    return null;
  }
}

function outside(root: string, relative: string, reason: string): Failure {
  return new Failure(
    'path-outside-workspace',
    `${shorten(relative)} leads outside the workspace ${root}: ${reason}. Name a file inside the workspace.`,
  );
}

function shorten(relative: string): string {
  return JSON.stringify(relative.length > 200 ? `${relative.slice(0, 200)}…` : relative);
}
