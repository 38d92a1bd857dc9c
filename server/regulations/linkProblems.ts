/** Says what is wrong with links to passages: those that lead nowhere, and those whose passage reads differently now. */
import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import type { PassageAddress } from './passageAddress.ts';
import type { Resolution } from './resolveAddress.ts';

export const regulationProblemCodes = ['regulation-changed', 'regulation-unresolved'] as const;
export type RegulationProblemCode = (typeof regulationProblemCodes)[number];

/** A link of Markdown to a passage. */
export interface PassageLink {
  /** Where the address stands. */
  readonly range: TextRange;
  /** Null when it is no complete address. */
  readonly address: PassageAddress | null;
  /** The beginning of the hash of the passage that its author saw; null where the link does not say. */
  readonly seen: string | null;
}

/** Digits of a hash that a link holds: enough to tell versions of one passage apart. */
const seenLength = 12;

/** What a link says of the passage that its author sees: its title. */
export function seenMark(hash: string): string {
  return `as of ${hash.slice(0, seenLength)}`;
}

/** The beginning of the hash in the title of a link; null when the title says something else. */
export function seenIn(title: string | null): string | null {
  return /^as of ([0-9a-f]{8,64})$/.exec(title ?? '')?.[1] ?? null;
}

/** @param resolution null for a link without a complete address */
export function linkProblem(
  { range, address, seen }: PassageLink,
  resolution: Resolution | null,
): Problem<RegulationProblemCode> | null {
  if (address === null || resolution === null) {
    return unresolved(range, 'This leads to no regulation. Write regulation:<dataset>/<document>#<reference>.');
  }
  const { dataset, document, reference } = address;
  switch (resolution.kind) {
    case 'no-dataset': {
      const known = resolution.others.map((name) => `"${name}"`).join(', ');
      const others = known === '' ? 'None is loaded' : `There are ${known}`;
      return unresolved(range, `There is no dataset "${dataset}". ${others}. Load it, or name another one.`);
    }
    case 'no-document':
      return unresolved(range, `There is no document "${document}" in "${dataset}". Load it, or name another one.`);
    case 'no-passage':
      return unresolved(range, `There is no passage "${reference}" in "${document}". Name another one.`);
    case 'found': {
      const { hash, document: described } = resolution.passage;
      if (seen === null || hash.startsWith(seen)) return null;
      const version = described.version === null ? '' : `, version ${described.version}`;
      return {
        code: 'regulation-changed',
        severity: 'information',
        range,
        message: `This passage of ${described.title}${version} reads differently than when it was linked. Read it again, then write "${seenMark(hash)}" behind the address.`,
      };
    }
  }
}

function unresolved(range: TextRange, message: string): Problem<RegulationProblemCode> {
  return { code: 'regulation-unresolved', severity: 'warning', range, message };
}
