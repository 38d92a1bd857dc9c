/** Names the log files of gates: one each, on every file system. */
import path from 'node:path';
import { sha256 } from '../../base/sha256.ts';

const longestName = 80;

/** Names that mean devices on Windows. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * @param gates names of gates, unique
 * @returns paths by name; names that differ only where file systems do not tell a difference get different files
 */
export function logFiles(directory: string, gates: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    gates.map((gate) => {
      const safe = gate
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^\.+/, '')
        .slice(0, longestName);
      const isPlain = safe === gate && !device.test(safe.split('.')[0] ?? '') && !taken.has(safe.toLowerCase());
      const name = isPlain ? safe : `${safe}-${sha256(gate).slice(0, 8)}`;
      taken.add(name.toLowerCase());
      return [gate, path.join(directory, `${name}.log`)];
    }),
  );
}
