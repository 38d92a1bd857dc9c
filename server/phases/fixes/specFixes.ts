/** Fixes of how the roadmap names specs, and of specs as a whole. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ProblemFix } from '../../base/problem.ts';
import { applyTextEdits, type TextEdit, type TextRange } from '../../base/textRange.ts';
import { resolveInside } from '../../base/resolveInside.ts';
import { lineBreakFor } from '../../roadmap/lineBreak.ts';
import { readSpecLines } from '../gates/readSpecLines.ts';
import { findFrontMatter } from '../readPhaseSpec.ts';
import { YamlSource } from '../yamlSource.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';
import { findNearestWord } from './nearestWord.ts';
import { phaseAt } from './roadmapFixes.ts';
import { conventionalSpec } from './specPath.ts';

/** Names the file that was meant, or creates the one that is named. */
export const missingSpecFixes: FixFinder = (request) => {
  const { plan, problem, specText } = request;
  const phase = phaseAt(request);
  const loaded = plan.specs.find((planned) => planned.phase === phase)?.loaded;
  if (phase?.spec == null || loaded?.kind !== 'problem' || loaded.file === null) return [];
  const create: ProblemFix = {
    title: `Create ${phase.spec} from the template`,
    edits: [],
    otherFiles: [{ kind: 'create', file: loaded.file, text: specText({ ...phase, spec: phase.spec }) }],
  };
  const folder = path.dirname(loaded.file);
  const free = listMarkdown(plan.root, folder).filter(
    (name) => !plan.specs.some(({ loaded: other }) => isSpecAt(other, path.join(folder, name))),
  );
  const nearest = findNearestWord(path.basename(loaded.file), free);
  if (nearest === null) return [create];
  const written = phase.spec.slice(0, phase.spec.length - path.basename(loaded.file).length) + nearest.word;
  const rename: ProblemFix = {
    title: `Change the spec to ${written}`,
    edits: [{ range: problem.range, newText: written }],
  };
  return phase.spec.endsWith(path.basename(loaded.file)) ? [rename, create] : [create];
};

function isSpecAt(loaded: FixRequest['plan']['specs'][number]['loaded'], file: string): boolean {
  return loaded.kind === 'spec' && loaded.spec.file === file;
}

function listMarkdown(root: string, folder: string): readonly string[] {
  try {
    const inside = resolveInside(root, path.relative(root, folder));
    return readdirSync(inside).filter((name) => name.toLowerCase().endsWith('.md'));
  } catch {
    // A folder that is not there, or not readable, offers no names.
    return [];
  }
}

/** Gives the phase a spec of its own at the conventional place. */
export const ownSpecFixes: FixFinder = (request) => {
  const phase = phaseAt(request);
  const place = phase === undefined ? null : conventionalSpec(request.plan, phase);
  if (phase === undefined || place === null) return [];
  const edits = [{ range: request.problem.range, newText: place.written }];
  if (place.exists) return [{ title: `Change the spec to ${place.written}`, edits }];
  const otherFiles = [
    { kind: 'create', file: place.file, text: request.specText({ ...phase, spec: place.written }) },
  ] as const;
  return [{ title: `Change the spec to ${place.written} and create it`, edits, otherFiles }];
};

/** Takes the roadmap's id over. */
export const phaseMismatchFixes: FixFinder = ({ plan, problem }) => {
  const phase = plan.specs.find(({ loaded }) => isSpecAt(loaded, problem.file))?.phase;
  if (phase === undefined) return [];
  const isApart = problem.text.charAt(problem.range.start - 1) !== ':';
  const newText = isApart ? phase.id : ` ${phase.id}`;
  return [{ title: `Change the phase to ${phase.id}`, edits: [{ range: problem.range, newText }] }];
};

/** Makes gates of what is at hand: the boxes of the spec, or the gates of phasegate.yaml. */
export const missingGatesFixes: FixFinder = (request) => {
  const { plan, problem } = request;
  const { text } = problem;
  const phase = plan.specs.find(({ loaded }) => isSpecAt(loaded, problem.file))?.phase;
  if (phase === undefined) return [];
  const heading = headingOfBoxes(text);
  const lineBreak = lineBreakFor(text, text.search(/[\r\n]|$/));
  const checklist = addGates(text, phase.id, [
    '- name: criteria',
    `  checklist: ${yamlWord(heading ?? 'Acceptance criteria')}`,
  ]);
  const gap = text === '' || /[\r\n]$/.test(text) ? lineBreak : lineBreak + lineBreak;
  const section: TextEdit[] =
    heading === null
      ? [
          {
            range: { start: text.length, end: text.length },
            newText: `${gap}## Acceptance criteria${lineBreak}${lineBreak}- [ ] Replace this line by something that can be checked${lineBreak}`,
          },
        ]
      : [];
  const known = Object.keys(plan.config.gates);
  const fixes: ProblemFix[] = [];
  if (known.length > 0) {
    const named = addGates(
      text,
      phase.id,
      known.map((name) => `- ${yamlWord(name)}`),
    );
    if (named !== null) fixes.push({ title: `Add the gates of phasegate.yaml: ${known.join(', ')}`, edits: [named] });
    if (plan.configFile !== null) {
      const config = plan.configFile;
      const end = config.text.length;
      const before = /[\r\n]$/.test(config.text) ? '' : lineBreakFor(config.text, end);
      const newText = `${before}default: [${known.map(yamlWord).join(', ')}]${lineBreakFor(config.text, end)}`;
      fixes.push({
        title: `Make ${known.join(', ')} the default gates in phasegate.yaml`,
        edits: [],
        otherFiles: [{ kind: 'edit', ...config, edits: [{ range: { start: end, end }, newText }] }],
      });
    }
  }
  if (checklist !== null) {
    fixes.push({
      title: `Add a checklist gate for "${heading ?? 'Acceptance criteria'}"`,
      edits: [checklist, ...section],
    });
  }
  return fixes;
};

/** The heading above the first box of a text; null when there is no box below a heading. */
function headingOfBoxes(text: string): string | null {
  let heading: string | null = null;
  for (const line of readSpecLines(text)) {
    if (line.headingLevel !== null) heading = line.text.replace(/(?:^|[ \t])#+[ \t]*$/, '').trim();
    else if (heading !== null && heading !== '' && line.isItem && /^\[[ xX]\]\s/.test(line.text)) return heading;
  }
  return null;
}

/** Puts gates into the front matter, or front matter with gates on top; null where they cannot be written. */
function addGates(text: string, phaseId: string, gates: readonly string[]): TextEdit | null {
  const lineBreak = lineBreakFor(text, text.search(/[\r\n]|$/));
  const items = gates.map((line) => `  ${line}`);
  const frontMatter = findFrontMatter(text);
  if (frontMatter.kind === 'none') {
    const start = text.startsWith('\uFEFF') ? 1 : 0;
    const lines = ['---', `phase: ${phaseId}`, 'gates:', ...items, '---', ''];
    return { range: { start, end: start }, newText: lines.join(lineBreak) };
  }
  if (frontMatter.kind !== 'found') return null;
  const source = new YamlSource(frontMatter.yaml, frontMatter.offset);
  const isEmpty = source.value === null;
  if (!isEmpty && (typeof source.value !== 'object' || Array.isArray(source.value))) return null;
  const { end } = source.range;
  const startsLine = /[\r\n]$/.test(text.slice(0, end));
  const edit: TextEdit =
    !isEmpty && 'gates' in source.value
      ? { range: behindKey(text, source.rangeOf(['gates'])), newText: lineBreak + items.join(lineBreak) }
      : {
          range: { start: end, end },
          newText: [...(startsLine ? [] : ['']), 'gates:', ...items, ''].join(lineBreak),
        };
  const after = findFrontMatter(applyTextEdits(text, [edit]));
  // Tried out, since a mapping in braces or a comment behind an empty `gates` takes no lines in.
  return after.kind === 'found' && listsGates(after.yaml) ? edit : null;
}

/** A value with the spaces between its key and it. */
function behindKey(text: string, { start, end }: TextRange): TextRange {
  return { start: text.slice(0, start).trimEnd().length, end };
}

function listsGates(yaml: string): boolean {
  const { problems, value } = new YamlSource(yaml, 0);
  if (problems.length > 0 || typeof value !== 'object' || value === null || !('gates' in value)) return false;
  return Array.isArray(value.gates) && value.gates.length > 0;
}

/** A text as YAML writes it: plain where that is safe. */
function yamlWord(text: string): string {
  return /^[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
