/** Offers the fields of a phase, its status words and the paths of specs. */
import path from 'node:path';
import { CompletionItemKind } from 'vscode-languageserver';
import type { FolderEntry } from '../base/listFolder.ts';
import { conventionalSpec } from '../roadmap/conventionalSpec.ts';
import { phaseStatuses, type RoadmapPhase } from '../roadmap/roadmap.ts';
import type { Choice, Choices } from './completion.ts';
import type { RoadmapPlace } from './roadmapPlace.ts';
import { statusMeaning } from './statusMeaning.ts';

/** What a roadmap's surroundings offer. */
export interface SpecPaths {
  /** Lists a folder, named relative to the roadmap. */
  readonly list: (folder: string) => Promise<readonly FolderEntry[]>;
  /** The phases that name a spec, by its path relative to the roadmap. */
  readonly namedBy: ReadonlyMap<string, string>;
  /** The file name of the roadmap. */
  readonly roadmap: string;
}

const fieldMeaning: readonly (readonly [name: string, meaning: string])[] = [
  ['Status', 'Where the phase stands: TODO, IN_PROGRESS, DONE or FAILED. The runner writes it.'],
  ['Spec', 'Path of the stage spec, relative to the roadmap. Its front matter names the gates.'],
  ['Goal', 'In one line, what will be true when the phase is done.'],
  ['Notes', 'What a person has to say. The runner adds a line of its own when a phase fails, and takes it away again.'],
];

/** What a field of the runner's means; null for every other name. */
export function describeField(name: string): string | null {
  return fieldMeaning.find(([known]) => known === name)?.[1] ?? null;
}

export async function completeRoadmap(
  text: string,
  place: RoadmapPlace,
  offset: number,
  specs: SpecPaths,
): Promise<Choices | null> {
  switch (place.kind) {
    case 'field':
      return { range: place.range, choices: missingFields(place.phase).map((name) => wholeField(name, text, place)) };
    case 'name': {
      const choices = missingFields(place.phase).map((name) => fieldChoice(name, name));
      return { range: place.field.nameRange, choices };
    }
    case 'value': {
      const { range, needsSpace } = place;
      const space = needsSpace ? ' ' : '';
      if (place.name === 'Status') return { range, choices: statusChoices(space) };
      if (place.name !== 'Spec') return null;
      const typed = text.slice(range.start, Math.max(range.start, offset)).trimStart();
      return { range, choices: await specChoices(place.phase, typed, space, specs) };
    }
  }
}

function missingFields({ fields }: RoadmapPhase): readonly string[] {
  return fieldMeaning.map(([name]) => name).filter((name) => !fields.some((field) => field.name === name));
}

function fieldChoice(name: string, newText: string): Choice {
  return { label: name, kind: CompletionItemKind.Field, newText, documentation: describeField(name) ?? '' };
}

/** What is typed so far may begin with the asterisks or without them. */
function wholeField(name: string, text: string, { range }: RoadmapPlace & { kind: 'field' }): Choice {
  const newText = `**${name}:** `;
  const filterText = text.charAt(range.start) === '*' ? newText.trim() : name;
  return { ...fieldChoice(name, newText), filterText, goesOn: name === 'Status' || name === 'Spec' };
}

function statusChoices(space: string): readonly Choice[] {
  return phaseStatuses.map((status) => ({
    label: status,
    kind: CompletionItemKind.EnumMember,
    newText: space + status,
    documentation: statusMeaning[status],
  }));
}

async function specChoices(
  phase: RoadmapPhase,
  typed: string,
  space: string,
  { list, namedBy, roadmap }: SpecPaths,
): Promise<readonly Choice[]> {
  const folder = typed.includes('/') ? typed.slice(0, typed.lastIndexOf('/') + 1) : '';
  const entries = await list(folder);
  const others = (file: string): string | undefined => {
    const named = namedBy.get(path.posix.normalize(file));
    return named === phase.id ? undefined : named;
  };
  const files = entries.filter(
    ({ name, isFolder }) => !isFolder && /\.(?:md|markdown)$/i.test(name) && folder + name !== roadmap,
  );
  const conventional = conventionalSpec(phase, usualFolder(phase, namedBy));
  return [
    ...(folder + (files.find(({ name }) => folder + name === conventional)?.name ?? '') === conventional
      ? []
      : [
          {
            label: conventional,
            kind: CompletionItemKind.File,
            newText: space + conventional,
            detail: 'the usual name',
            documentation:
              'Where the spec of this phase stands by convention. A fix creates it when it does not exist.',
            isPreselected: true,
          },
        ]),
    ...entries
      .filter(({ isFolder }) => isFolder)
      .map(({ name }) => ({
        label: `${folder}${name}/`,
        kind: CompletionItemKind.Folder,
        newText: `${space}${folder}${name}/`,
        goesOn: true,
      })),
    ...files
      .map(({ name }) => ({ file: folder + name, other: others(folder + name) }))
      .sort((a, b) => Number(a.other !== undefined) - Number(b.other !== undefined))
      .map(({ file, other }) => ({
        label: file,
        kind: CompletionItemKind.File,
        newText: space + file,
        isPreselected: file === conventional,
        ...(other === undefined ? {} : { detail: `spec of phase ${other}` }),
      })),
  ];
}

/** The folder of the last spec that another phase names, so that new ones stand beside it. */
function usualFolder(phase: RoadmapPhase, namedBy: ReadonlyMap<string, string>): string {
  const last = [...namedBy].findLast(([spec, id]) => id !== phase.id && !spec.endsWith('/'))?.[0];
  if (last === undefined) return 'stages';
  const folder = path.posix.dirname(last);
  return folder === '.' ? '' : folder;
}
