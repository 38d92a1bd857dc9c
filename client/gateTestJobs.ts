/** Turns what is selected in the Test Explorer into runs: whole phases, or some gates of one. */
import type { FolderOverview } from '../protocol/roadmap.ts';

/** What an item of the Test Explorer stands for; suites and test cases stand for the gate that reports them. */
export type TestAddress =
  | { readonly kind: 'folder'; readonly folderUri: string }
  | { readonly kind: 'phase'; readonly folderUri: string; readonly phase: string }
  | { readonly kind: 'gate'; readonly folderUri: string; readonly phase: string; readonly gate: string };

export interface TestJob {
  readonly folderUri: string;
  readonly phase: string;
  /** Null for all gates of the phase, which is what a verdict needs. */
  readonly gates: readonly string[] | null;
}

/**
 * In the order of the folders and their roadmaps.
 *
 * @param included null for everything
 */
export function chooseJobs(
  folders: readonly FolderOverview[],
  included: readonly TestAddress[] | null,
  excluded: readonly TestAddress[],
): readonly TestJob[] {
  return folders.flatMap(({ folderUri, phases }) => {
    const inFolder = (address: TestAddress): boolean => address.folderUri === folderUri;
    const wanted = included?.filter(inFolder) ?? [{ kind: 'folder' as const, folderUri }];
    const unwanted = excluded.filter(inFolder);
    if (unwanted.some(({ kind }) => kind === 'folder')) return [];
    const isWholeFolder = wanted.some(({ kind }) => kind === 'folder');
    const seen = new Set<string>();
    return phases.flatMap(({ id, gates }): readonly TestJob[] => {
      // Two phases that claim one id are a problem of the roadmap, and the server says so once.
      if (seen.has(id)) return [];
      seen.add(id);
      const about = (address: TestAddress): boolean => address.kind !== 'folder' && address.phase === id;
      const own = wanted.filter(about);
      const left = unwanted.filter(about);
      if (left.some(({ kind }) => kind === 'phase')) return [];
      const isWhole = isWholeFolder || own.some(({ kind }) => kind === 'phase');
      if (isWhole && left.length === 0) return [{ folderUri, phase: id, gates: null }];
      const named = (addresses: readonly TestAddress[]) =>
        new Set(addresses.flatMap((address) => (address.kind === 'gate' ? [address.gate] : [])));
      const chosen = isWhole ? new Set(gates.map(({ name }) => name)) : named(own);
      const names = [...chosen].filter((name) => !named(left).has(name));
      return names.length === 0 ? [] : [{ folderUri, phase: id, gates: names }];
    });
  });
}
