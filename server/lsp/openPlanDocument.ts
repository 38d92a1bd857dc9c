/** Finds what a request is about: an open document, its folder's plan, and what the document is to that plan. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { documentRole, pathInPlan, type DocumentRole } from './documentRole.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

export interface PlanParts {
  readonly folders: WorkspaceFolders;
  readonly plans: FolderPlans;
  readonly documents: TextDocuments<TextDocument>;
}

export interface OpenPlanDocument {
  readonly document: TextDocument;
  /** The document's text at the moment of the request. */
  readonly text: string;
  readonly folder: OpenFolder;
  /** As the plan knows the file. */
  readonly file: string;
  readonly role: DocumentRole;
  /** Null only of a phasegate.yaml whose folder has no roadmap that can be read. */
  readonly plan: LoadedPlan | null;
}

/**
 * Null for a document that is nothing to any plan, or that was changed while the plan was read.
 *
 * @param specs `known`: a roadmap is not kept waiting for specs that nobody has read yet, and its plan lacks them;
 * `all`: it waits a little, and lacks those that cannot be read so soon
 */
export async function openPlanDocument(
  { folders, plans, documents }: PlanParts,
  uri: string,
  specs: 'known' | 'all' = 'known',
): Promise<OpenPlanDocument | null> {
  const document = documents.get(uri);
  const { fsPath, scheme } = URI.parse(uri);
  const folder = folders.holding(fsPath);
  if (document === undefined || folder === undefined || scheme !== 'file') return null;
  const text = document.getText();
  const plan = await loadFor(plans, folder, fsPath, specs).catch(() => null);
  const role = documentRole(plan, folder, fsPath, text);
  if (role === null || document.getText() !== text) return null;
  return { document, text, folder, role, plan, file: plan === null ? fsPath : pathInPlan(plan, folder, fsPath) };
}

async function loadFor(
  plans: FolderPlans,
  folder: OpenFolder,
  file: string,
  specs: 'known' | 'all',
): Promise<LoadedPlan> {
  if (specs === 'known') {
    const { plan } = await plans.known(folder);
    if (pathInPlan(plan, folder, file) === plan.roadmapFile) return plan;
  }
  return (await plans.timely(folder)).plan;
}

/** The phases of a roadmap's text; the plan's own, as long as it is about this text. */
export function phasesOf({ plan, text }: OpenPlanDocument): readonly RoadmapPhase[] {
  return (plan?.roadmapText === text ? plan.parsed : parseRoadmap(text)).roadmap.phases;
}
