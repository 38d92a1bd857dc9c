/** Renames a gate in phasegate.yaml and the specs that name it, or in the one spec that defines it. */
import type { TextEdit } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { gateMentions, mentionsIn, type GateIdentity } from './gateMentions.ts';
import { planDocuments, type PlanDocument } from './planDocument.ts';
import { rewriteScalar } from './planYaml.ts';
import type { Rename } from './renameResult.ts';

/** Says why a gate cannot be renamed to anything; null when it can. */
export function refuseGate(plan: LoadedPlan, document: PlanDocument, gate: GateIdentity): string | null {
  const definitions = documentsOf(plan, document, gate).flatMap((candidate) =>
    mentionsIn(candidate, gate).filter(({ role }) => role === 'definition'),
  );
  if (definitions.length === 0) {
    return `Gate ${gate.name} is not defined, so there is nothing to rename. Define it under "gates" in phasegate.yaml first.`;
  }
  if (definitions.length > 1) {
    return `${gate.name} is defined ${definitions.length} times, and what names it may mean either. Correct one of them by hand.`;
  }
  if (gate.home === 'config') return null;
  const needing = gateMentions(gate.home)
    .filter(({ role }) => role === 'use')
    .find(({ name }) => Object.hasOwn(plan.config.gates, name) && plan.config.gates[name]?.needs.includes(gate.name));
  return needing === undefined
    ? null
    : `Gate ${needing.name} of phasegate.yaml needs ${gate.name} by this name, in every spec that lists it. Rename it there by hand.`;
}

export function renameGate(plan: LoadedPlan, document: PlanDocument, gate: GateIdentity, newName: string): Rename {
  const refusal = refuseGate(plan, document, gate) ?? refuseName(newName, gate);
  if (refusal !== null) return { kind: 'refused', message: refusal };
  if (newName === gate.name) return { kind: 'edits', files: [], moves: [] };
  const documents = documentsOf(plan, document, gate);
  const touched = documents.map((candidate) => ({ candidate, mentions: mentionsIn(candidate, gate) }));
  const named = touched.filter(({ mentions }) => mentions.length > 0);
  const taken = named.find(({ candidate }) => gateMentions(candidate).some((mention) => mention.name === newName));
  if (taken !== undefined) {
    return {
      kind: 'refused',
      message: `${shortPath(plan, taken.candidate)} has a gate ${newName} already. Choose another name.`,
    };
  }
  const files = named.map(({ candidate: { file, text }, mentions }) => ({
    file,
    text,
    edits: mentions.map(({ scalar }): TextEdit => ({ range: scalar.range, newText: rewriteScalar(scalar, newName) })),
  }));
  return { kind: 'edits', files, moves: [] };
}

/** Nothing outside of a spec can name the spec's own gates. */
function documentsOf(plan: LoadedPlan, document: PlanDocument, gate: GateIdentity): readonly PlanDocument[] {
  return gate.home === 'config' ? planDocuments(plan, document) : [gate.home];
}

function refuseName(newName: string, gate: GateIdentity): string | null {
  if (newName === '') return 'A gate needs a name. Type one.';
  if (/[\p{Cc}\u2028\u2029]/u.test(newName))
    return 'The name of a gate is one line of text. Leave line breaks and tabs out.';
  if (gate.home === 'config' && newName === 'default') {
    return '"default" under "gates" lists the default gates, so no gate can have this name. Choose another.';
  }
  return null;
}

function shortPath(plan: LoadedPlan, { file }: PlanDocument): string {
  return file.slice(plan.root.length + 1).replaceAll('\\', '/');
}
