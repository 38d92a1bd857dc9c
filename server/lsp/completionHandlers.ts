/** Answers requests for what can be typed in roadmaps, specs and phasegate.yaml. */
import path from 'node:path';
import type { ClientCapabilities, CompletionList, Connection } from 'vscode-languageserver/node';
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
import { openPlanDocument, phasesOf, type OpenPlanDocument, type PlanParts } from './openPlanDocument.ts';

/** What makes an editor ask while somebody types; every other character asks only once a list is shown. */
export const completionTriggers = ['*', ' ', '/', '[', '{', ',', '"', '$'];

export interface CompletionParts extends PlanParts {
  readonly connection: Connection;
  readonly abilities: () => CompletionAbilities;
  readonly keys: KeyDocumentation;
  /** Names of problem matchers, with their `$`; the plan is null where it could not be loaded. */
  readonly matchers: (plan: LoadedPlan | null) => readonly string[];
  readonly headings: (specText: string) => readonly SpecHeading[];
  readonly listFolder: (root: string, relative: string) => Promise<readonly FolderEntry[]>;
  readonly packageCommands: (root: string, folder: string) => Promise<readonly PackageCommand[]>;
}

/** @param isCompanion whether it is our own client */
export function readCompletionAbilities(
  { textDocument }: ClientCapabilities,
  isCompanion: boolean,
): CompletionAbilities {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    askAgain: isCompanion ? { title: 'Suggest', command: 'editor.action.triggerSuggest' } : null,
  };
}

export function answerCompletionRequests(parts: CompletionParts): void {
  const { connection, documents } = parts;
  connection.onCompletion(async ({ textDocument: { uri }, position }): Promise<CompletionList | null> => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    const lineBefore = document.getText({ start: { line: position.line, character: 0 }, end: position });
    const offset = document.offsetAt(position);
    if (!mayOfferSomething(uri, document.getText(), offset, lineBefore)) return null;
    const found = await openPlanDocument(parts, uri);
    if (found === null) return null;
    const choices = await chooseFor(parts, found, offset);
    // A list for a text that is no longer there would be put in the wrong place.
    return choices === null || document.getText() !== found.text
      ? null
      : completionList(choices, document, parts.abilities());
  });
}

/** Keeps what is typed into prose from costing more than a look at the line. */
function mayOfferSomething(uri: string, text: string, offset: number, lineBefore: string): boolean {
  if (/\.ya?ml$/i.test(uri)) return true;
  const frontMatter = findFrontMatter(text);
  const isInFrontMatter = frontMatter !== null && offset <= frontMatter.yaml.end;
  return isInFrontMatter || mayBeRoadmapPlace(lineBefore);
}

async function chooseFor(parts: CompletionParts, found: OpenPlanDocument, offset: number): Promise<Choices | null> {
  const { plan, text, folder } = found;
  // Without a roadmap that can be read, phasegate.yaml is still completed.
  if (found.role === 'config') return completeConfig(text, offset, gateSurroundings(parts, plan, folder.path));
  if (plan === null) return null;
  if (found.role === 'spec') return chooseInSpec(parts, plan, found.file, text, offset);
  const phases = phasesOf(found);
  const place = roadmapPlace(text, phases, offset);
  if (place === null) return null;
  const home = path.dirname(plan.roadmapFile);
  const specs: SpecPaths = {
    list: (relative) => parts.listFolder(plan.root, path.relative(plan.root, path.join(home, relative))),
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
