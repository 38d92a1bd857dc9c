/** Offers what can stand in phasegate.yaml. */
import { CompletionItemKind } from 'vscode-languageserver';
import type { TextRange } from '../base/textRange.ts';
import type { Choice, Choices } from './completion.ts';
import {
  completeGate,
  keyChoice,
  listChoices,
  namesLeft,
  otherEntries,
  valueChoices,
  type GateSurroundings,
} from './gateCompletion.ts';
import type { TypingPlace } from './typingPlace.ts';
import { entriesBelow, outlineYaml, type YamlOutline } from './yamlOutline.ts';

const parallels = ['1', '2', '4', '8'];

const executors: readonly (readonly [kind: string, meaning: string])[] = [
  ['manual', 'A person does the work and runs the gates when ready. This is the default.'],
  ['command', 'A program does the work; "run" names it.'],
];

export async function completeConfig(
  text: string,
  offset: number,
  surroundings: GateSurroundings,
): Promise<Choices | null> {
  const outline = outlineYaml(text, wholeOf(text), offset);
  const { place } = outline;
  if (place === null) return null;
  const found = await choicesAt(text, outline, place, surroundings);
  return found === null ? null : { range: place.range, choices: found };
}

/** Names of the gates that phasegate.yaml defines, also while its YAML is broken. */
export function gateNamesOfConfig(text: string): readonly string[] {
  return gateNames(outlineYaml(text, wholeOf(text), null));
}

function wholeOf(text: string): TextRange {
  return { start: text.startsWith('\uFEFF') ? 1 : 0, end: text.length };
}

async function choicesAt(
  text: string,
  outline: YamlOutline,
  place: TypingPlace,
  surroundings: GateSurroundings,
): Promise<readonly Choice[] | null> {
  const { keys, listFolder, packageCommands } = surroundings;
  const [first, second, ...deeper] = place.path;
  if (first === undefined) return keyChoices(keys.config, text, outline, place);
  if (first === 'gates') {
    if (second === undefined) return null;
    const names = gateNames(outline);
    if (second === 'default')
      return deeper.length <= 1 && place.kind === 'value' ? defaults(outline, place, names) : null;
    if (deeper.length === 0 && place.kind === 'value') return null;
    return completeGate(
      text,
      outline,
      place,
      {
        path: place.path.slice(0, 2),
        otherGates: names.filter((name) => name !== second),
        headings: [],
        documentation: keys.configGate,
      },
      surroundings,
    );
  }
  if (first === 'executor') {
    if (second === undefined && place.kind === 'key') return keyChoices(keys.executor, text, outline, place);
    if (deeper.length > 0 || place.kind === 'key') return null;
    if (second === undefined) return executorChoices(place);
    if (second === 'kind') {
      const kinds = executors.map(([label, documentation]) => ({ label, documentation }));
      return valueChoices(kinds, place, CompletionItemKind.EnumMember);
    }
    if (second !== 'run') return null;
    const commands = await packageCommands('');
    const named = commands.map(({ command, script }) => ({ label: command, detail: script }));
    return valueChoices(named, place, CompletionItemKind.Function);
  }
  if (place.kind === 'key' || deeper.length > 0) return null;
  if (first === 'default') return defaults(outline, place, gateNames(outline));
  if (second !== undefined) return null;
  switch (first) {
    case 'parallel':
      return parallels.map((label) => ({
        label,
        kind: CompletionItemKind.Value,
        newText: `${place.needsSpace ? ' ' : ''}${label}`,
        ...(label === '2' ? { detail: 'the default' } : {}),
      }));
    case 'roadmap': {
      const typed = text.slice(place.range.start, place.range.end);
      const folder = typed.includes('/') ? typed.slice(0, typed.lastIndexOf('/') + 1) : '';
      const entries = await listFolder(folder);
      return valueChoices(
        entries
          .filter(({ name, isFolder }) => isFolder || /\.(?:md|markdown)$/i.test(name))
          .map(({ name, isFolder }) => ({
            label: `${folder}${name}${isFolder ? '/' : ''}`,
            kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
            goesOn: isFolder,
          })),
        place,
      );
    }
    default:
      return null;
  }
}

function keyChoices(
  documented: ReadonlyMap<string, string>,
  text: string,
  outline: YamlOutline,
  place: TypingPlace,
): readonly Choice[] {
  const taken = otherEntries(outline, place.path, place).map(({ path }) => path.at(-1));
  return [...documented]
    .filter(([key]) => !taken.includes(key))
    .map(([key, documentation]) => keyChoice(key, documentation, place, text));
}

/** Names of the gates that the file defines, as far as it can be read. */
function gateNames(outline: YamlOutline): readonly string[] {
  return entriesBelow(outline, ['gates'])
    .map(({ path }) => String(path.at(-1)))
    .filter((name) => name !== 'default');
}

function defaults(outline: YamlOutline, place: TypingPlace, names: readonly string[]): readonly Choice[] {
  return listChoices(
    namesLeft(outline, place, names).map((label) => ({ label })),
    place,
  );
}

function executorChoices(place: TypingPlace): readonly Choice[] {
  const space = place.needsSpace ? ' ' : '';
  return executors.map(([kind, documentation]) => ({
    label: kind,
    kind: CompletionItemKind.EnumMember,
    newText: kind === 'manual' ? `${space}{ kind: manual }` : `${space}{ kind: command, run: `,
    ...(kind === 'manual' ? {} : { snippet: `${space}{ kind: command, run: $1 }` }),
    filterText: kind,
    documentation,
  }));
}
