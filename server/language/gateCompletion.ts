/** Offers the keys and values of a gate, in the front matter of a spec and in phasegate.yaml alike. */
import { CompletionItemKind } from 'vscode-languageserver';
import type { FolderEntry } from '../base/listFolder.ts';
import type { SpecHeading } from '../phases/gates/listHeadings.ts';
import type { KeyDocumentation } from '../phases/keyDocumentation.ts';
import type { PackageCommand } from '../phases/packageCommands.ts';
import type { Choice } from './completion.ts';
import type { TypingPlace, YamlEntry, YamlPath } from './typingPlace.ts';
import { entriesBelow, isSamePath, type YamlOutline } from './yamlOutline.ts';
import { yamlScalar } from './yamlScalar.ts';

/** What the workspace offers to a gate; folders are named relative to its root. */
export interface GateSurroundings {
  readonly keys: KeyDocumentation;
  /** Names of problem matchers, with their `$`. */
  readonly matchers: readonly string[];
  readonly listFolder: (folder: string) => Promise<readonly FolderEntry[]>;
  readonly packageCommands: (folder: string) => Promise<readonly PackageCommand[]>;
}

/** The gate in which something is typed. */
export interface TypedGate {
  /** The path of the gate in the YAML. */
  readonly path: YamlPath;
  /** Names that `needs` can hold: those of the other gates of the phase. */
  readonly otherGates: readonly string[];
  /** Headings of the spec; none in phasegate.yaml, where gates belong to many specs. */
  readonly headings: readonly SpecHeading[];
  readonly documentation: ReadonlyMap<string, string>;
}

const matcherMeaning: Readonly<Record<string, string>> = {
  $tsc: 'What the TypeScript compiler reports.',
  '$eslint-stylish': 'What ESLint reports in its usual format.',
  '$eslint-compact': 'What ESLint reports with --format compact.',
  $go: 'What the Go compiler, vet and tests report.',
  $gcc: 'What gcc and clang report.',
};

const timeouts = ['30s', '1m', '5m', '10m', '30m', '1h'];

const severities: readonly (readonly [name: string, meaning: string])[] = [
  ['error', 'The phase cannot be done without this gate. This is the default.'],
  ['warning', 'Reported, but does not keep the phase from being done.'],
];

/** Keys that only make sense beside `run`. */
const runOnlyKeys: readonly string[] = ['cwd', 'env', 'report', 'problems'];

/** How the value of a key begins, where that is neither a word nor a sentence. */
const openings: Readonly<Record<string, string>> = { needs: '[$0]', files: '[$0]', absent: '[$0]', env: '{ $0 }' };

const valuesToChoose: readonly string[] = ['timeout', 'severity', 'problems', 'checklist', 'run', 'cwd', 'kind'];

/** A key with its colon; where the colon is there already, the key alone. */
export function keyChoice(key: string, documentation: string, place: TypingPlace, text: string): Choice {
  const hasColon = /^["']?[ \t]*:/.test(text.slice(place.range.end, place.range.end + 80));
  const base = { label: key, kind: CompletionItemKind.Property, documentation, filterText: key };
  if (hasColon) return { ...base, newText: key };
  const opening = place.isQuoted ? undefined : openings[key];
  return {
    ...base,
    newText: `${key}: `,
    ...(opening === undefined ? {} : { snippet: `${key}: ${opening}` }),
    goesOn: opening !== undefined || valuesToChoose.includes(key),
  };
}

/** Values as they stand at the place: in quotes where they need them, apart from the colon before. */
export function valueChoices(
  values: readonly (Pick<Choice, 'label'> & Partial<Choice>)[],
  place: TypingPlace,
  kind: CompletionItemKind = CompletionItemKind.Value,
): readonly Choice[] {
  return values.map(({ label, ...more }) => {
    const scalar = place.isQuoted ? label : yamlScalar(label, place.isInFlow);
    return { label, kind, newText: `${place.needsSpace ? ' ' : ''}${scalar}`, filterText: label, ...more };
  });
}

/** What is in a gate besides what is being typed. */
export function otherEntries(outline: YamlOutline, path: YamlPath, place: TypingPlace): readonly YamlEntry[] {
  return entriesBelow(outline, path).filter(
    ({ keyRange, valueRange }) => (keyRange ?? valueRange).start !== place.range.start,
  );
}

export async function completeGate(
  text: string,
  outline: YamlOutline,
  place: TypingPlace,
  gate: TypedGate,
  { matchers, listFolder, packageCommands, keys }: GateSurroundings,
): Promise<readonly Choice[] | null> {
  if (place.kind === 'key') {
    if (!isSamePath(place.path, gate.path)) return null;
    const taken = otherEntries(outline, gate.path, place).map(({ path }) => String(path.at(-1)));
    return fittingKeys(taken, gate.documentation, keys.kindKeys).map((key) =>
      keyChoice(key, gate.documentation.get(key) ?? '', place, text),
    );
  }
  const [key, index, ...deeper] = place.path.slice(gate.path.length);
  if (deeper.length > 0) return null;
  if (key === 'needs') return nameChoices(outline, place, gate);
  if (index !== undefined) return null;
  switch (key) {
    case 'timeout':
      return valueChoices(
        timeouts.map((label) => ({ label, ...(label === '10m' ? { detail: 'the default' } : {}) })),
        place,
      );
    case 'severity':
      return valueChoices(
        severities.map(([label, documentation]) => ({ label, documentation })),
        place,
        CompletionItemKind.EnumMember,
      );
    case 'problems':
      return valueChoices(
        matchers.map((label) => ({ label, documentation: matcherMeaning[label] ?? 'A matcher of phasegate.yaml.' })),
        place,
        CompletionItemKind.Constant,
      );
    case 'checklist':
      return valueChoices(
        [...gate.headings]
          .sort((a, b) => Number(b.hasOwnBoxes) - Number(a.hasOwnBoxes))
          .map(({ text: label, boxes }) => ({ label, detail: boxes === 1 ? '1 box' : `${boxes} boxes` })),
        place,
        CompletionItemKind.Reference,
      );
    case 'run': {
      const folder = outline.entries.find(({ path }) => isSamePath(path, [...gate.path, 'cwd']))?.value ?? '';
      const commands = await packageCommands(folder);
      return valueChoices(
        commands.map(({ command, script }) => ({ label: command, detail: script })),
        place,
        CompletionItemKind.Function,
      );
    }
    case 'cwd': {
      const typed = text.slice(place.range.start, place.range.end);
      const parent = typed.includes('/') ? typed.slice(0, typed.lastIndexOf('/') + 1) : '';
      const folders = (await listFolder(parent)).filter(({ isFolder }) => isFolder);
      return valueChoices(
        folders.map(({ name }) => ({ label: parent + name })),
        place,
        CompletionItemKind.Folder,
      );
    }
    default:
      return null;
  }
}

/** Names of gates for a list; a list that is not begun is begun with the first name. */
export function listChoices(
  names: readonly (Pick<Choice, 'label'> & Partial<Choice>)[],
  place: TypingPlace,
): readonly Choice[] {
  const choices = valueChoices(names, place, CompletionItemKind.Reference);
  if (typeof place.path.at(-1) === 'number') return choices;
  return choices.map((choice) => ({
    ...choice,
    newText: `${place.needsSpace ? ' ' : ''}[${choice.newText.trimStart()}]`,
  }));
}

/** Names that a list does not hold yet, at whichever of its items the place is. */
export function namesLeft(outline: YamlOutline, place: TypingPlace, names: readonly string[]): readonly string[] {
  const list = typeof place.path.at(-1) === 'number' ? place.path.slice(0, -1) : place.path;
  const taken = new Set(otherEntries(outline, list, place).map(({ value }) => value));
  return [...new Set(names)].filter((name) => !taken.has(name));
}

function nameChoices(outline: YamlOutline, place: TypingPlace, { otherGates }: TypedGate): readonly Choice[] {
  const names = namesLeft(outline, place, otherGates);
  return listChoices(
    names.map((label) => ({ label })),
    place,
  );
}

/** Keys that the gate does not have and that do not contradict those it has. */
function fittingKeys(
  taken: readonly string[],
  documentation: ReadonlyMap<string, string>,
  kindKeys: readonly string[],
): readonly string[] {
  const kind = kindKeys.find((key) => taken.includes(key));
  const isFiles = kind === 'files' || kind === 'absent';
  return [...documentation.keys()].filter((key) => {
    if (taken.includes(key)) return false;
    if (kind === undefined) return true;
    if (kindKeys.includes(key)) return isFiles && (key === 'files' || key === 'absent');
    return kind === 'run' || !runOnlyKeys.includes(key);
  });
}
