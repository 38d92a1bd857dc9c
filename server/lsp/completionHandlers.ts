/** Answers requests for what can be typed in roadmaps, specs and phasegate.yaml. */
import path from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionList, Connection, TextDocuments } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { FolderEntry } from '../base/listFolder.ts';
import { completionList, type Choices, type CompletionAbilities } from '../language/completion.ts';
import { completeConfig, gateNamesOfConfig } from '../language/configCompletion.ts';
import { findFrontMatter } from '../language/frontMatter.ts';
import type { GateSurroundings } from '../language/gateCompletion.ts';
import { completeRoadmap, type SpecPaths } from '../language/roadmapCompletion.ts';
import { mayBeRoadmapPlace, roadmapPlace } from '../language/roadmapPlace.ts';
import { completeSpec, type SpecSurroundings } from '../language/specCompletion.ts';
import { gateDetail } from '../phases/gate.ts';
import type { SpecHeading } from '../phases/gates/listHeadings.ts';
import type { KeyDocumentation } from '../phases/keyDocumentation.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { PackageCommand } from '../phases/packageCommands.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import { documentRole, pathInPlan } from './documentRole.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

/** What makes an editor ask while somebody types; every other character asks only once a list is shown. */
export const completionTriggers = ['*', ' ', '/', '[', '{', ',', '"', '$'];

export interface CompletionParts {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  readonly plans: FolderPlans;
  readonly documents: TextDocuments<TextDocument>;
  readonly abilities: () => CompletionAbilities;
  readonly keys: KeyDocumentation;
  /** Names of problem matchers, with their `$`; the plan is null where it could not be loaded. */
  readonly matchers: (plan: LoadedPlan | null) => readonly string[];
  readonly headings: (specText: string) => readonly SpecHeading[];
  readonly listFolder: (root: string, relative: string) => Promise<readonly FolderEntry[]>;
  readonly packageCommands: (root: string, folder: string) => Promise<readonly PackageCommand[]>;
}

export function answerCompletionRequests(parts: CompletionParts): void {
  const { connection, folders, documents } = parts;
  connection.onCompletion(async ({ textDocument, position }, token): Promise<CompletionList | null> => {
    const document = documents.get(textDocument.uri);
    const file = URI.parse(textDocument.uri).fsPath;
    const folder = folders.holding(file);
    if (document === undefined || folder === undefined) return null;
    const lineBefore = document.getText({ start: { line: position.line, character: 0 }, end: position });
    const text = document.getText();
    const offset = document.offsetAt(position);
    if (!mayOfferSomething(file, text, offset, lineBefore)) return null;
    const choices = await chooseFor(parts, folder, file, text, offset);
    // A list for a text that is no longer there would be put in the wrong place.
    if (choices === null || token.isCancellationRequested || document.getText() !== text) return null;
    return completionList(choices, document, parts.abilities());
  });
}

/** Keeps what is typed into prose from costing more than a look at the line. */
function mayOfferSomething(file: string, text: string, offset: number, lineBefore: string): boolean {
  if (/\.ya?ml$/i.test(file)) return true;
  const frontMatter = findFrontMatter(text);
  const isInFrontMatter = frontMatter !== null && offset <= frontMatter.yaml.end;
  return isInFrontMatter || mayBeRoadmapPlace(lineBefore);
}

async function chooseFor(
  parts: CompletionParts,
  folder: OpenFolder,
  file: string,
  text: string,
  offset: number,
): Promise<Choices | null> {
  // Without a roadmap that can be read, phasegate.yaml is still completed.
  const plan = await parts.plans.current(folder).catch(() => null);
  switch (documentRole(plan, folder, file, text)) {
    case 'roadmap':
      return plan === null ? null : chooseInRoadmap(parts, plan, text, offset);
    case 'spec':
      return plan === null ? null : chooseInSpec(parts, plan, pathInPlan(plan, folder, file), text, offset);
    case 'config':
      return completeConfig(text, offset, gateSurroundings(parts, plan, folder.path));
    case null:
      return null;
  }
}

async function chooseInRoadmap(
  { listFolder }: CompletionParts,
  plan: LoadedPlan,
  text: string,
  offset: number,
): Promise<Choices | null> {
  const { phases } = (plan.roadmapText === text ? plan.parsed : parseRoadmap(text)).roadmap;
  const place = roadmapPlace(text, phases, offset);
  if (place === null) return null;
  const home = path.dirname(plan.roadmapFile);
  const specs: SpecPaths = {
    list: (folder) => listFolder(plan.root, path.relative(plan.root, path.join(home, folder))),
    namedBy: new Map(phases.flatMap(({ id, spec }) => (spec === null ? [] : [[path.posix.normalize(spec), id]]))),
    roadmap: path.basename(plan.roadmapFile),
  };
  return completeRoadmap(text, place, offset, specs);
}

async function chooseInSpec(
  parts: CompletionParts,
  plan: LoadedPlan,
  file: string,
  text: string,
  offset: number,
): Promise<Choices | null> {
  const frontMatter = findFrontMatter(text);
  if (frontMatter === null) return null;
  const { yaml, isClosed } = frontMatter;
  // At the end stands the line that closes the front matter.
  if (offset < yaml.start || offset > yaml.end || (isClosed && offset === yaml.end)) return null;
  const surroundings: SpecSurroundings = {
    ...gateSurroundings(parts, plan, plan.root),
    phases: plan.specs.map(({ phase, loaded }) => ({
      id: phase.id,
      title: phase.title,
      namesSpec: (loaded.kind === 'spec' ? loaded.spec.file : loaded.file) === file,
    })),
    configGates: new Map(gateNamesOfConfig(plan.configFile?.text ?? '').map((name) => [name, detailOf(plan, name)])),
    headings: parts.headings,
  };
  return completeSpec(text, yaml, offset, surroundings);
}

/** Empty while the gate cannot be read. */
function detailOf({ config }: LoadedPlan, name: string): string {
  const gate = Object.hasOwn(config.gates, name) ? config.gates[name] : undefined;
  return gate === undefined ? '' : gateDetail(gate);
}

function gateSurroundings(parts: CompletionParts, plan: LoadedPlan | null, root: string): GateSurroundings {
  return {
    keys: parts.keys,
    matchers: parts.matchers(plan),
    listFolder: (relative) => parts.listFolder(root, relative),
    packageCommands: (relative) => parts.packageCommands(root, relative),
  };
}
