/** Offers what can stand in the front matter of a spec. */
import { CompletionItemKind } from 'vscode-languageserver';
import type { TextRange } from '../base/textRange.ts';
import type { SpecHeading } from '../phases/gates/listHeadings.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { Choice, Choices } from './completion.ts';
import {
  completeGate,
  keyChoice,
  listChoices,
  namesLeft,
  otherEntries,
  type GateSurroundings,
} from './gateCompletion.ts';
import type { TypingPlace } from './typingPlace.ts';
import { entriesBelow, outlineYaml, type YamlOutline } from './yamlOutline.ts';

/** What is known of the spec and its workspace. */
export interface SpecSurroundings extends GateSurroundings {
  /** The phases of the roadmap, in order; those that name this spec say so. */
  readonly phases: readonly (Pick<RoadmapPhase, 'id' | 'title'> & { readonly namesSpec: boolean })[];
  /** Gates of phasegate.yaml, by name, with what they do. */
  readonly configGates: ReadonlyMap<string, string>;
  readonly headings: (text: string) => readonly SpecHeading[];
}

/** More phases than anybody reads through; typing narrows them down. */
const mostPhases = 200;

/** Gates to begin with, one for each kind. */
const gateTemplates: readonly (readonly [label: string, meaning: string, lines: readonly string[]])[] = [
  [
    'run gate',
    'A gate that runs a command and passes when it exits with 0.',
    ['name: ${1:unit}', 'run: ${2:npm test}'],
  ],
  [
    'checklist gate',
    'A gate that passes when every box under a heading of this spec is ticked.',
    ['name: ${1:criteria}', 'checklist: ${2:Acceptance criteria}'],
  ],
  ['files gate', 'A gate that passes when files exist.', ['name: ${1:documented}', "files: ['${2:docs/*.md}']"]],
  [
    'approval gate',
    'A gate that passes when a person approves.',
    ['name: ${1:sign-off}', 'approve: ${2:What a person accepts}'],
  ],
];

/** @param region the YAML of the front matter */
export async function completeSpec(
  text: string,
  region: TextRange,
  offset: number,
  surroundings: SpecSurroundings,
): Promise<Choices | null> {
  const outline = outlineYaml(text, region, offset);
  const { place } = outline;
  if (place === null) return null;
  const [first, index] = place.path;
  const choices = (found: readonly Choice[] | null): Choices | null =>
    found === null ? null : { range: place.range, choices: found };

  if (place.kind === 'key' && place.path.length === 0) {
    const { frontMatter } = surroundings.keys;
    const taken = otherEntries(outline, [], place).map(({ path }) => path[0]);
    const keys = [...frontMatter].filter(([key]) => !taken.includes(key));
    return choices(keys.map(([key, documentation]) => keyChoice(key, documentation, place, text)));
  }
  if (first === 'phase' && place.path.length === 1) return phaseChoices(text, place, surroundings.phases);
  if (first !== 'gates') return null;
  if (place.path.length === 1) {
    // A blank line below "gates:" wants an item with its hyphen, and a value beside it a list.
    return choices(
      place.kind === 'key' ? newGates(outline, place, surroundings, '- ') : gateNames(outline, place, surroundings),
    );
  }
  if (typeof index !== 'number') return null;
  if (place.kind === 'value' && place.path.length === 2) {
    return choices(
      place.isInFlow ? gateNames(outline, place, surroundings) : newGates(outline, place, surroundings, ''),
    );
  }
  const path = place.path.slice(0, 2);
  const names = gatesOf(outline).filter((gate) => gate.index !== index);
  return choices(
    await completeGate(
      text,
      outline,
      place,
      {
        path,
        otherGates: names.map(({ name }) => name),
        headings: surroundings.headings(text),
        documentation: surroundings.keys.specGate,
      },
      surroundings,
    ),
  );
}

/** The gates that the front matter lists, whether it names or defines them. */
function gatesOf(outline: YamlOutline): readonly { readonly index: number; readonly name: string }[] {
  return outline.entries.flatMap(({ path: [first, index, key, ...deeper], value }) => {
    const isName = deeper.length === 0 && (key === undefined || key === 'name');
    return first === 'gates' && typeof index === 'number' && isName && value !== '' ? [{ index, name: value }] : [];
  });
}

function gateNames(outline: YamlOutline, place: TypingPlace, { configGates }: SpecSurroundings): readonly Choice[] {
  return listChoices(
    namesLeft(outline, place, [...configGates.keys()]).map((label) => ({
      label,
      detail: 'gate of phasegate.yaml',
      documentation: configGates.get(label) ?? '',
    })),
    place,
  );
}

/** @param hyphen what has to stand before an item */
function newGates(
  outline: YamlOutline,
  place: TypingPlace,
  surroundings: SpecSurroundings,
  hyphen: string,
): readonly Choice[] {
  const space = place.needsSpace ? ' ' : '';
  const names = gateNames(outline, { ...place, path: ['gates', 0] }, surroundings).map((choice) => ({
    ...choice,
    newText: hyphen + choice.newText,
  }));
  if (entriesBelow(outline, place.path).length > 0 && hyphen === '') return names;
  return [
    ...names,
    ...gateTemplates.map(([label, documentation, lines]) => {
      const indent = '\n' + ' '.repeat(2);
      const snippet = space + hyphen + lines.join(indent);
      const [firstLine = ''] = lines;
      return {
        label,
        kind: CompletionItemKind.Snippet,
        newText: `${space}${hyphen}${firstLine.replace(/\$\{.*$/, '')}`,
        snippet,
        // Whoever begins with the name means these, too.
        filterText: `name ${label}`,
        detail: 'new gate',
        documentation,
      };
    }),
  ];
}

/** The phases that name this spec come first. */
function phaseChoices(text: string, place: TypingPlace, phases: SpecSurroundings['phases']): Choices {
  const typed = text.slice(place.range.start, place.range.end).toLowerCase();
  const own = phases.filter(({ namesSpec }) => namesSpec);
  const others = phases.filter(({ namesSpec }) => !namesSpec);
  const beginning = others.filter(({ id }) => id.toLowerCase().startsWith(typed));
  const candidates = own.length > 0 || beginning.length === 0 ? others : beginning;
  const shown = [...own, ...candidates].slice(0, mostPhases);
  const choices = shown.map(({ id, title, namesSpec }) => ({
    label: id,
    kind: CompletionItemKind.Reference,
    // An id such as 00 is read as it is written, so it needs no quotes.
    newText: `${place.needsSpace ? ' ' : ''}${id}`,
    filterText: id,
    detail: title,
    isPreselected: namesSpec,
    ...(namesSpec ? { documentation: 'The roadmap names this spec for this phase.' } : {}),
  }));
  return { range: place.range, choices, isIncomplete: own.length + candidates.length > shown.length };
}
