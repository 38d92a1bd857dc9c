/** Tells what an open document is to the plan of its folder. */
import path from 'node:path';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { configFileName } from '../phases/loadPlan.ts';
import type { OpenFolder } from './workspaceFolders.ts';

export type DocumentRole = 'roadmap' | 'spec' | 'config';

/** The path by which the plan, which follows the links of the folder's own path, knows a file. */
export function pathInPlan(plan: Pick<LoadedPlan, 'root'>, folder: OpenFolder, file: string): string {
  const relative = path.relative(folder.path, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : path.join(plan.root, relative);
}

/**
 * A Markdown file that begins with front matter is taken for a spec where the roadmap names it, where it stands beside
 * one that the roadmap names, or where it has a key of specs: so a spec can be written before it is named.
 */
export function documentRole(
  plan: LoadedPlan | null,
  folder: OpenFolder,
  file: string,
  text: string,
): DocumentRole | null {
  if (file === path.join(folder.path, configFileName)) return 'config';
  if (plan === null) return null;
  const known = pathInPlan(plan, folder, file);
  if (known === plan.roadmapFile) return 'roadmap';
  if (!/\.(?:md|markdown)$/i.test(known) || !/^\uFEFF?---[ \t]*(?:[\r\n]|$)/.test(text)) return null;
  const beside = path.dirname(known);
  const isBeside = plan.specs.some(({ loaded }) => {
    const spec = loaded.kind === 'spec' ? loaded.spec.file : loaded.file;
    return spec !== null && path.dirname(spec) === beside;
  });
  return isBeside || /^(?:phase|gates)[ \t]*:/m.test(text.slice(0, 2_000)) ? 'spec' : null;
}
