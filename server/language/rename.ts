/** Renames what the cursor is on, a phase's id or a gate, everywhere in the plan. */
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { PlanDocument } from './planDocument.ts';
import { renameGate, refuseGate } from './renameGate.ts';
import { refusePhase, renamePhase } from './renamePhase.ts';
import type { Rename, RenameStart, RenameSurroundings } from './renameResult.ts';
import { symbolAt, type GateSymbol, type PhaseSymbol, type PlanSymbol } from './symbolAt.ts';

/** @returns null where nothing has a name of the plan, so that others may answer */
export function prepareRename(plan: LoadedPlan, document: PlanDocument, offset: number): RenameStart | null {
  const symbol = renamable(symbolAt(plan, document, offset));
  if (symbol === null) return null;
  const refusal = symbol.kind === 'gate' ? refuseGate(plan, document, symbol.gate) : refusePhase(plan, symbol);
  if (refusal !== null) return { kind: 'refused', message: refusal };
  return symbol.kind === 'gate'
    ? { kind: 'name', range: symbol.mention.scalar.textRange, name: symbol.mention.name }
    : { kind: 'name', range: symbol.range, name: symbol.id };
}

export function rename(
  plan: LoadedPlan,
  document: PlanDocument,
  offset: number,
  newName: string,
  surroundings: RenameSurroundings,
): Rename | null {
  const symbol = renamable(symbolAt(plan, document, offset));
  if (symbol === null) return null;
  if (symbol.kind === 'gate') return renameGate(plan, document, symbol.gate, newName.trim());
  const refusal = refusePhase(plan, symbol);
  if (refusal !== null) return { kind: 'refused', message: refusal };
  return renamePhase(plan, document, symbol.phase, newName.trim(), surroundings);
}

type Renamable = GateSymbol | (PhaseSymbol & { readonly phase: RoadmapPhase });

/** The title of a phase is prose, which the person rewrites in place. */
function renamable(symbol: PlanSymbol | null): Renamable | PhaseSymbol | null {
  if (symbol?.kind === 'gate') return symbol;
  return symbol?.kind === 'phase' && symbol.part !== 'heading' ? symbol : null;
}
