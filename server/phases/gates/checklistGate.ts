/** The gate that passes when every box under a heading of the spec is ticked. */
import type { ChecklistGate } from '../gate.ts';
import { findBoxes } from './findBoxes.ts';
import type { GateVerdict } from './gateVerdict.ts';

/** How many unticked boxes a message names. */
const namedBoxes = 3;

const longestName = 80;

/** @param spec text of the spec */
export function runChecklistGate(gate: ChecklistGate, spec: string): GateVerdict {
  const boxes = findBoxes(spec, gate.heading);
  if (boxes === null) {
    return { outcome: 'could-not-run', message: `checked nothing: the spec has no heading "${gate.heading}"` };
  }
  if (boxes.length === 0) {
    return { outcome: 'could-not-run', message: `checked nothing: there is no box under "${gate.heading}"` };
  }
  const open = boxes.filter(({ isTicked }) => !isTicked);
  if (open.length === 0) return { outcome: 'passed', message: `${boxes.length} of ${boxes.length} boxes are ticked` };
  const named = open.slice(0, namedBoxes).map(({ text, line }) => `${shorten(text)} (line ${line})`);
  const more = open.length > namedBoxes ? ` and ${open.length - namedBoxes} more` : '';
  const verb = open.length === 1 ? 'is' : 'are';
  return {
    outcome: 'failed',
    message: `${open.length} of ${boxes.length} boxes ${verb} not ticked: ${named.join('; ')}${more}`,
  };
}

function shorten(text: string): string {
  if (text === '') return 'a box without text';
  return text.length > longestName ? `${text.slice(0, longestName).trimEnd()}…` : text;
}
