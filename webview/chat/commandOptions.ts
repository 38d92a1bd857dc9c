/** Finds what a command of the composer lets the person choose from. */
import { listPhases, type AttachmentSource } from '../../protocol/attachments.ts';
import { searchMemory } from '../../protocol/chat.ts';
import { findPassages } from '../../protocol/regulations.ts';
import type { Bridge } from '../shared/bridge.ts';
import { describeAge } from '../shared/describeAge.ts';
import type { SlashName } from './slashCommands.ts';

/** Something to choose. */
export interface CommandOption {
  /** Unique among those that are shown. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** A few lines more; empty for none. */
  readonly detail: string;
  readonly choice:
    | { readonly kind: 'write'; readonly text: string }
    | { readonly kind: 'attach'; readonly source: AttachmentSource }
    | { readonly kind: 'export' };
}

export interface CommandOptions {
  readonly options: readonly CommandOption[];
  /** What the person has to know, such as that nothing was found; null for nothing. */
  readonly note: string | null;
}

const mostShown = 8;
/** Characters of a passage or message that an option shows. */
const longestDetail = 240;

/** @throws PageFailure */
export function findOptions(
  name: SlashName,
  words: string,
  folderUri: string | null,
  bridge: Bridge,
): Promise<CommandOptions> {
  switch (name) {
    case 'regulation':
      return findRegulation(words, bridge);
    case 'memory':
      return findMemory(words, bridge);
    case 'phase':
      return findPhase(words, folderUri, bridge);
    case 'export':
      return Promise.resolve({ options: [exportOption], note: null });
  }
}

export const exportOption: CommandOption = {
  id: 'export',
  label: '/export',
  description: 'Write this conversation to a file',
  detail: '',
  choice: { kind: 'export' },
};

async function findRegulation(words: string, bridge: Bridge): Promise<CommandOptions> {
  if (words === '') return { options: [], note: 'Type words that the passage speaks of, or its reference.' };
  const { found, legs } = await bridge.ask(findPassages, { query: words, limit: mostShown });
  const options = found.map(({ passage }): CommandOption => {
    const { dataset, document, id, reference, headings, text } = passage;
    return {
      id: `${dataset}/${document.id}#${id}`,
      label: `${document.title} ${reference === '' ? id : reference}`,
      description: headings.at(-1) ?? '',
      detail: shorten(text),
      choice: { kind: 'attach', source: { kind: 'passage', dataset, document: document.id, passage: id } },
    };
  });
  if (options.length > 0) return { options, note: null };
  return {
    options,
    note:
      legs.length === 0
        ? 'No regulations are loaded yet. Load some with Ingest Regulations… first.'
        : 'No passage was found. Use other words, or its reference.',
  };
}

async function findMemory(words: string, bridge: Bridge): Promise<CommandOptions> {
  if (words === '') return { options: [], note: 'Type what was spoken of; other words for it do as well.' };
  const { found, failures } = await bridge.ask(searchMemory, { query: words, limit: mostShown });
  const options = found.map(({ message, title, role, createdAtMs, snippet, why }): CommandOption => ({
    id: message,
    label: title === '' ? 'Untitled Chat' : title,
    description: `${role === 'user' ? 'You' : 'Phasegate'}, ${describeAge(createdAtMs, Date.now())}, ${why}`,
    detail: shorten(snippet.text),
    choice: { kind: 'attach', source: { kind: 'message', message } },
  }));
  const [failure] = failures;
  if (failure !== undefined) return { options, note: failure };
  return { options, note: options.length > 0 ? null : 'Nothing that was said earlier speaks of this.' };
}

async function findPhase(words: string, folderUri: string | null, bridge: Bridge): Promise<CommandOptions> {
  if (folderUri === null) return { options: [], note: 'No folder is open, so there is no roadmap.' };
  const { phases } = await bridge.ask(listPhases, { folderUri });
  if (phases.length === 0) return { options: [], note: 'This folder has no roadmap with phases.' };
  const wanted = words.toLowerCase();
  const matching = phases
    .filter(({ id, title }) => id.toLowerCase().startsWith(wanted) || title.toLowerCase().includes(wanted))
    // Who types a whole id means that phase.
    .toSorted((one, other) => Number(other.id.toLowerCase() === wanted) - Number(one.id.toLowerCase() === wanted));
  const all: CommandOption = {
    id: 'all-phases',
    label: 'All phases',
    description: `${phases.length} in the roadmap`,
    detail: '',
    choice: { kind: 'attach', source: { kind: 'phase', folderUri, phase: null } },
  };
  const options = matching.map(({ id, title, summary }): CommandOption => ({
    id: `phase-${id}`,
    label: `Phase ${id}`,
    description: title,
    detail: summary,
    choice: { kind: 'attach', source: { kind: 'phase', folderUri, phase: id } },
  }));
  if (wanted === '') return { options: [all, ...options], note: null };
  const known = phases.map(({ id }) => id).join(', ');
  return { options, note: options.length > 0 ? null : `There is no phase ${words}. There are: ${known}.` };
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
