/** package-lock.json names every package that any platform needs, or `npm ci` refuses to install. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = path.join(import.meta.dirname, '..', '..', 'package-lock.json');

describe('package-lock.json', () => {
  it('holds an entry for each dependency of each entry, optional ones of other platforms included', () => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
    const missing = Object.entries(packages).flatMap(([folder, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !reachableFolders(folder, name).some((place) => place in packages))
        .map((name) => `${name}, needed by ${folder}`),
    );
    assert.deepEqual(missing, []);
  });

  it('holds a hash of each package, those of other platforms included, so that none can be exchanged unseen', () => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
    const unproven = Object.entries(packages).flatMap(([folder, { integrity }]) =>
      folder === '' || integrity?.startsWith('sha512-') === true ? [] : [folder],
    );
    // lefthook names it for Android, and the registry holds no package of this name.
    assert.deepEqual(unproven, ['node_modules/lefthook-android-arm64']);
  });
});

/** Where Node would look for `name` from inside `folder`. */
function reachableFolders(folder: string, name: string): string[] {
  const parts = folder.split('/node_modules/');
  const above = parts.map((_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/node_modules/${name}`);
  return [...above, `node_modules/${name}`];
}
