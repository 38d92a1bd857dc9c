/** Where gates are defined and named, in one document and in all of a plan. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import {
  configDocument,
  readDocumentYaml,
  specDocuments,
  type ConfigDocument,
  type PlanDocument,
} from './planDocument.ts';
import type { SpecDocument } from './planDocument.ts';
import { pairOf, type YamlNode, type YamlPair, type YamlScalar } from './planYaml.ts';

/** `use`: a spec lists a gate of phasegate.yaml; `need`: a gate waits for it; `default`: specs without gates get it. */
export type GateRole = 'definition' | 'use' | 'need' | 'default';

export interface GateMention {
  readonly name: string;
  readonly role: GateRole;
  /** Whose gate it is: phasegate.yaml's, or the spec's own, which no other file can name. */
  readonly home: 'config' | 'spec';
  readonly scalar: YamlScalar;
  /** Of a definition the whole gate; otherwise the name. */
  readonly whole: TextRange;
}

/** A gate as one thing, whatever names it. */
export interface GateIdentity {
  readonly name: string;
  /** The document that defines it, or would have to. */
  readonly home: 'config' | SpecDocument;
}

export interface PlacedMention {
  readonly document: PlanDocument;
  readonly mention: GateMention;
}

/** In the order of the text; empty for a roadmap. */
export function gateMentions(document: PlanDocument, yaml = readDocumentYaml(document)): readonly GateMention[] {
  switch (document.kind) {
    case 'roadmap':
      return [];
    case 'spec':
      return mentionsOfSpec(yaml);
    case 'config':
      return mentionsOfConfig(yaml);
  }
}

export function identityOf(mention: GateMention, document: SpecDocument | ConfigDocument): GateIdentity {
  return { name: mention.name, home: mention.home === 'spec' && document.kind === 'spec' ? document : 'config' };
}

/** Every mention of a gate: of a spec's own in that spec, of one of phasegate.yaml there and in all specs. */
export function mentionsOfGate(plan: LoadedPlan, { name, home }: GateIdentity): readonly PlacedMention[] {
  const config = configDocument(plan);
  const documents =
    home === 'config' ? [...(config === null ? [] : [config]), ...specDocuments(plan)] : ([home] as const);
  return documents.flatMap((document) =>
    // Only YAML with escapes can name a gate without holding its name.
    document.text.includes(name) || document.text.includes('\\')
      ? mentionsIn(document, { name, home }).map((mention) => ({ document, mention }))
      : [],
  );
}

/** The mentions of a gate in one document. */
export function mentionsIn(document: PlanDocument, { name, home }: GateIdentity): readonly GateMention[] {
  const isHome = home === 'config' ? 'config' : 'spec';
  return gateMentions(document).filter((mention) => mention.name === name && mention.home === isHome);
}

function mentionsOfSpec(yaml: YamlNode | null): readonly GateMention[] {
  const gates = pairOf(yaml, 'gates')?.value;
  if (gates?.kind !== 'list') return [];
  const own = new Set(gates.items.flatMap((gate) => ownName(gate)?.text ?? []));
  return gates.items.flatMap((gate): GateMention[] => {
    if (gate?.kind === 'scalar') return isName(gate) ? [mentionOf(gate, 'use', 'config')] : [];
    const name = ownName(gate);
    const needs = namesIn(pairOf(gate, 'needs')).map((need) =>
      mentionOf(need, 'need', own.has(need.text) ? 'spec' : 'config'),
    );
    const definition =
      name !== null && gate !== null ? [{ ...mentionOf(name, 'definition', 'spec'), whole: gate.range }] : [];
    return inOrder([...definition, ...needs]);
  });
}

function mentionsOfConfig(yaml: YamlNode | null): readonly GateMention[] {
  const gates = pairOf(yaml, 'gates')?.value;
  const written = gates?.kind === 'map' ? gates.pairs : [];
  const mentions = written.flatMap((pair): readonly GateMention[] => {
    // `gates.default` is another place for the default gates.
    if (pair.key.text === 'default') return namesIn(pair).map((name) => mentionOf(name, 'default', 'config'));
    if (!isName(pair.key)) return [];
    return [
      { ...mentionOf(pair.key, 'definition', 'config'), whole: pair.range },
      ...namesIn(pairOf(pair.value, 'needs')).map((need) => mentionOf(need, 'need', 'config')),
    ];
  });
  const defaults = namesIn(pairOf(yaml, 'default')).map((name) => mentionOf(name, 'default', 'config'));
  return inOrder([...mentions, ...defaults]);
}

function mentionOf(scalar: YamlScalar, role: GateRole, home: GateMention['home']): GateMention {
  return { name: scalar.text, role, home, scalar, whole: scalar.range };
}

/** The name of a gate that a spec defines itself. */
function ownName(gate: YamlNode | null): YamlScalar | null {
  const name = pairOf(gate, 'name')?.value;
  return name?.kind === 'scalar' && isName(name) ? name : null;
}

/** The names in a list; a name alone in its place is no list, and is still what the person meant. */
function namesIn(pair: YamlPair | undefined): readonly YamlScalar[] {
  const value = pair?.value;
  if (value?.kind === 'scalar') return isName(value) ? [value] : [];
  return value?.kind === 'list' ? value.items.filter((item) => item?.kind === 'scalar').filter(isName) : [];
}

function isName(scalar: YamlScalar): boolean {
  return scalar.style !== 'block' && scalar.text.trim() !== '';
}

function inOrder(mentions: readonly GateMention[]): GateMention[] {
  return [...mentions].sort((a, b) => a.scalar.range.start - b.scalar.range.start);
}
