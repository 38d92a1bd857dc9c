/** The gate that passes when every box under a heading of the spec is ticked. */
import type { ChecklistGate } from '../gate.ts';
import type { GateVerdict } from './gateVerdict.ts';

interface Box {
  readonly text: string;
  readonly isTicked: boolean;
}

/** How many unticked boxes a message names. */
const namedBoxes = 3;

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
  const named = open.slice(0, namedBoxes).map(({ text }) => (text === '' ? '(a box without text)' : text));
  const more = open.length > namedBoxes ? ` and ${open.length - namedBoxes} more` : '';
  return {
    outcome: 'failed',
    message: `${open.length} of ${boxes.length} boxes are not ticked: ${named.join('; ')}${more}`,
  };
}

/**
 * The boxes between a heading and the next one of the same or a higher level. Levels, letter case and closing `#`s of
 * the heading do not matter; what stands in fences and comments does not count.
 *
 * @returns null when there is no such heading
 */
export function findBoxes(spec: string, heading: string): readonly Box[] | null {
  const wanted = fold(heading.replace(/^#+[ \t]+/, ''));
  let level: number | null = null;
  const boxes: Box[] = [];
  for (const line of linesInView(spec)) {
    const found = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
    if (found !== null) {
      const depth = found[1]?.length ?? 1;
      if (level !== null && depth <= level) break;
      if (level === null && fold(found[2] ?? '') === wanted) level = depth;
      continue;
    }
    if (level === null) continue;
    const box = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([^\]]?)\](?:[ \t]+(.*?))?[ \t]*$/.exec(line);
    // Only x and X tick a box: other marks, such as [~] and [-], mean something else to everybody.
    if (box !== null) boxes.push({ text: box[2] ?? '', isTicked: box[1] === 'x' || box[1] === 'X' });
  }
  return level === null ? null : boxes;
}

function fold(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The lines that are neither inside a fence nor inside a comment; front matter holds neither headings nor boxes. */
function* linesInView(text: string): Iterable<string> {
  let fence: string | null = null;
  let isCommented = false;
  const body = text.replace(/^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/, '');
  for (const line of body.split(/\r\n|\n|\r/)) {
    if (fence !== null) {
      const closer = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (closer !== undefined && closer.startsWith(fence)) fence = null;
      continue;
    }
    if (!isCommented) {
      const opener = /^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line);
      if (opener !== null) {
        fence = opener[1] ?? opener[2] ?? null;
        continue;
      }
    }
    let rest = line;
    let visible = '';
    while (rest !== '') {
      const mark = rest.indexOf(isCommented ? '-->' : '<!--');
      if (mark < 0) {
        if (!isCommented) visible += rest;
        break;
      }
      if (!isCommented) visible += rest.slice(0, mark);
      rest = rest.slice(mark + (isCommented ? 3 : 4));
      isCommented = !isCommented;
    }
    yield visible;
  }
}
