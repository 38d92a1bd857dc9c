/** Finds phases and gates of a plan by a few letters of their names. */
import { SymbolKind } from 'vscode-languageserver';
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { phaseName } from './documentSymbols.ts';
import { gateMentions } from './gateMentions.ts';
import { configDocument } from './planDocument.ts';

export interface FoundSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly range: TextRange;
  /** What it belongs to: the status of a phase, the phase of a gate. */
  readonly container: string;
  /** The lower, the closer its name is to what was asked for. */
  readonly distance: number;
}

/**
 * @param query its letters must stand in the name in this order, in any case; with none, everything is found
 * @param most how many are listed, the closest first
 */
export function searchSymbols(plan: LoadedPlan, query: string, most: number): readonly FoundSymbol[] {
  const found: FoundSymbol[] = [];
  const wanted = query.toLowerCase().replaceAll(/\s/g, '');
  const offer = (symbol: Omit<FoundSymbol, 'distance'>): void => {
    const distance = distanceOf(symbol.name.toLowerCase(), wanted);
    if (distance !== null) found.push({ ...symbol, distance });
  };
  for (const phase of plan.parsed.roadmap.phases) {
    offer({
      name: phaseName(phase),
      kind: SymbolKind.Class,
      file: plan.roadmapFile,
      text: plan.roadmapText,
      range: phase.headingRange,
      container: phase.status ?? '',
    });
  }
  const config = configDocument(plan);
  if (config !== null) {
    const { file, text } = config;
    for (const { name, role, scalar } of gateMentions(config)) {
      if (role !== 'definition') continue;
      offer({ name, kind: SymbolKind.Function, file, text, range: scalar.range, container: 'phasegate.yaml' });
    }
  }
  const seen = new Set<string>();
  for (const { phase, loaded } of plan.specs) {
    if (loaded.kind !== 'spec' || seen.has(loaded.spec.file)) continue;
    const { file, text, gates } = loaded.spec;
    seen.add(file);
    for (const { definition, range, origin } of gates) {
      // A gate of phasegate.yaml is listed once, where it is defined.
      if (origin === 'default' || plan.config.gates[definition.name] === definition) continue;
      offer({ name: definition.name, kind: SymbolKind.Function, file, text, range, container: phaseName(phase) });
    }
  }
  return closest(found, most);
}

/** The closest of several plans together; of those equally close, in the order of the plans. */
export function closest<Found extends FoundSymbol>(found: readonly Found[], most: number): readonly Found[] {
  return [...found].sort((a, b) => a.distance - b.distance).slice(0, most);
}

/** How far a name is from a query: letters left out between those that match; null when it does not match. */
function distanceOf(name: string, wanted: string): number | null {
  if (wanted === '') return 0;
  const whole = name.indexOf(wanted);
  // What stands together comes before what is scattered, and at the beginning of a word before inside one.
  if (whole >= 0) return whole === 0 || /[^\p{L}\p{N}]/u.test(name.charAt(whole - 1)) ? 0 : 1;
  let at = -1;
  let gaps = 0;
  for (const letter of wanted) {
    const next = name.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (at >= 0) gaps += next - at - 1;
    at = next;
  }
  return 2 + gaps;
}
