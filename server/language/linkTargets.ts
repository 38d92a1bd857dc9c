/** Turns what a document of the plan names into files: destinations of links and paths in YAML. */
import path from 'node:path';

export interface LinkTarget {
  /** Absolute path inside the workspace. */
  readonly file: string;
  /** Decoded, without the hash sign; null when the link is to the whole file. */
  readonly fragment: string | null;
}

/**
 * Follows a Markdown link the way that editors and forges do: relative to its file, or, after a slash, to the workspace.
 *
 * @param root absolute path of the workspace
 * @param file absolute path of the file that holds the link
 * @returns null for addresses of the web and for what lies outside the workspace
 */
export function linkTarget(root: string, file: string, destination: string): LinkTarget | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(destination) || destination.startsWith('//')) return null;
  const hash = destination.indexOf('#');
  const written = (hash < 0 ? destination : destination.slice(0, hash)).replace(/\?.*$/, '');
  const decoded = decode(written.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'));
  const fragment = hash < 0 ? null : decode(destination.slice(hash + 1));
  if (decoded === null || (hash >= 0 && fragment === null)) return null;
  if (decoded === '') return fragment === null ? null : { file, fragment };
  const from = decoded.startsWith('/') ? root : path.dirname(file);
  const target = insidePath(root, path.resolve(from, decoded.replace(/^\/+/, '')));
  return target === null ? null : { file: target, fragment };
}

/**
 * The absolute path of what a plan names relative to a folder; null when it is outside the workspace by its text.
 * Links of the file system are not followed: whoever opens the file does that.
 */
export function workspaceFile(root: string, folder: string, relative: string): string | null {
  if (relative.includes('\0') || path.isAbsolute(relative)) return null;
  return insidePath(root, path.resolve(folder, relative));
}

function insidePath(root: string, file: string): string | null {
  const way = path.relative(root, file);
  return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way) || way.includes('\0') ? null : file;
}

/** Null when percent signs stand for no character. */
function decode(written: string): string | null {
  try {
    return decodeURIComponent(written);
  } catch {
    return null;
  }
}
