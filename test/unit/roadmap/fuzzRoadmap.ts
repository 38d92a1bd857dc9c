/** The properties that hold for every text, run for as many texts as asked. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../../server/base/lineIndex.ts';
import { applyTextEdits, type TextRange } from '../../../server/base/textRange.ts';
import { setPhaseStatus } from '../../../server/roadmap/editRoadmap.ts';
import { isOwnNote } from '../../../server/roadmap/ownNote.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { findPhases } from '../../../server/roadmap/readPhases.ts';
import { reparseRoadmap } from '../../../server/roadmap/reparseRoadmap.ts';
import {
  phaseStatuses,
  type ParsedRoadmap,
  type PhaseStatus,
  type RoadmapPhase,
} from '../../../server/roadmap/roadmap.ts';
import { readNaively } from './naiveRoadmap.ts';
import { anyNote, anyRoadmap, anyText, flatRoadmap } from './roadmapTexts.ts';

const status = fc.constantFrom(...phaseStatuses);

/** No text makes the parser throw, and its ranges, its problems and their fixes make sense in that text. */
export function checkParsing(runs: number): void {
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: anyRoadmap }, anyText), (text) => {
      const parsed = parseRoadmap(text);
      assertRanges(text, parsed);
      for (const { id } of parsed.roadmap.phases) assertFound(text, parsed, id);
      for (const problem of parsed.problems) {
        if (problem.fix === undefined) continue;
        const fixed = parseRoadmap(applyTextEdits(text, problem.fix.edits));
        const before = parsed.problems.filter(({ code }) => code === problem.code);
        const after = fixed.problems.filter(({ code }) => code === problem.code);
        // Where the fix brings to light what was hidden, others of its kind may appear, but not in its place.
        const isThere = after.some(({ range }) => range.start === problem.range.start);
        assert.ok(
          after.length < before.length || !isThere,
          `the fix of ${problem.code} leaves it: ${problem.fix.title}`,
        );
      }
    }),
    { numRuns: runs },
  );
}

/** The parser and a naive reading find the same phases with the same statuses; returns how many phases were compared. */
export function compareWithNaiveReading(runs: number): number {
  let compared = 0;
  fc.assert(
    fc.property(flatRoadmap, (text) => {
      const naive = readNaively(text);
      const { phases } = parseRoadmap(text).roadmap;
      assert.deepEqual(
        phases.map((phase) => ({ id: phase.id, line: phase.line, status: statusValue(phase) })),
        naive,
      );
      compared += naive.length;
    }),
    { numRuns: runs },
  );
  return compared;
}

/** A status write changes its status word and its own Notes line and not a byte more; returns how many writes were made. */
export function checkWrites(runs: number): number {
  let writes = 0;
  fc.assert(
    fc.property(anyRoadmap, status, anyNote, fc.nat(), (text, newStatus, note, pick) => {
      const phase = writablePhase(text, pick);
      if (phase === undefined) return;
      const written = applyTextEdits(text, assertEdits(text, setPhaseStatus(text, phase.id, newStatus, note)));
      assertOnlyOwnBytesChanged(text, written, phase, newStatus);
      assertSameMeaning(text, written, phase.id, newStatus);
      assert.deepEqual(setPhaseStatus(written, phase.id, newStatus, note), [], 'a second write changes nothing');
      writes++;
    }),
    { numRuns: runs },
  );
  return writes;
}

/** Adding the runner's note and taking it away again gives back every byte; returns how many times it was tried. */
export function checkNoteRoundTrip(runs: number): number {
  let tried = 0;
  fc.assert(
    fc.property(anyRoadmap, status, anyNote, fc.nat(), (text, newStatus, note, pick) => {
      const phase = writablePhase(text, pick);
      if (phase === undefined || phase.fields.some(isOwnNote) || phase.status === null) return;
      const failed = applyTextEdits(text, setPhaseStatus(text, phase.id, newStatus, note));
      const restored = applyTextEdits(failed, setPhaseStatus(failed, phase.id, phase.status, null));
      assert.deepEqual(bytes(restored), bytes(text));
      tried++;
    }),
    { numRuns: runs },
  );
  return tried;
}

/** Positions of the line index are what counting lines and characters gives; returns how many were compared. */
export function comparePositions(runs: number): number {
  let compared = 0;
  fc.assert(
    fc.property(anyRoadmap, fc.array(fc.nat(), { maxLength: 20 }), (text, picks) => {
      const index = new LineIndex(text);
      const offsets = [
        ...rangesOf(parseRoadmap(text)).flatMap(({ start, end }) => [start, end]),
        ...picks.map((pick) => pick % (text.length + 1)),
      ];
      for (const offset of offsets) {
        // Between CR and LF there is no position of its own.
        if (text.charAt(offset - 1) === '\r' && text.charAt(offset) === '\n') continue;
        const before = text.slice(0, offset).split(/\r\n|\r|\n/);
        assert.deepEqual(index.positionAt(offset), { line: before.length - 1, character: before.at(-1)?.length ?? 0 });
        compared++;
      }
    }),
    { numRuns: runs },
  );
  return compared;
}

function statusValue(phase: RoadmapPhase): string | null {
  return phase.fields.find(({ name }) => name === 'Status')?.value ?? null;
}

function writablePhase(text: string, pick: number): RoadmapPhase | undefined {
  const { phases } = parseRoadmap(text).roadmap;
  const writable = phases.filter(
    ({ id, fields }) =>
      phases.filter((phase) => phase.id === id).length === 1 && fields.some(({ name }) => name === 'Status'),
  );
  return writable[pick % Math.max(1, writable.length)];
}

function rangesOf({ roadmap, problems }: ParsedRoadmap): TextRange[] {
  return [
    ...roadmap.phases.flatMap((phase) => [
      phase.range,
      phase.headingRange,
      phase.idRange,
      phase.titleRange,
      ...phase.fields.flatMap((field) => [field.range, field.nameRange, field.valueRange]),
    ]),
    ...problems.flatMap((problem) => [problem.range, ...(problem.fix?.edits.map(({ range }) => range) ?? [])]),
  ];
}

function assertRanges(text: string, parsed: ParsedRoadmap): void {
  for (const { start, end } of rangesOf(parsed)) assert.ok(0 <= start && start <= end && end <= text.length);
  const lines = text.split(/\r\n|\r|\n/);
  let last = 0;
  for (const phase of parsed.roadmap.phases) {
    assert.ok(phase.range.start >= last, 'phases do not overlap');
    last = phase.range.end;
    assert.equal(cut(text, phase.idRange), phase.id);
    assert.equal(cut(text, phase.titleRange), phase.title);
    assert.equal(cut(text, phase.headingRange), lines[phase.line]?.replace(/^\ufeff/, ''));
    for (const field of phase.fields) {
      assert.ok(field.range.start >= phase.headingRange.end && field.range.end <= phase.range.end);
      assert.match(cut(text, field.range), /^[^\r\n]*$/);
      assert.equal(cut(text, field.nameRange), field.name);
      assert.equal(cut(text, field.valueRange), field.value);
      assert.equal(text.slice(field.nameRange.start - 2, field.nameRange.end + 3), `**${field.name}:**`);
    }
  }
  for (const { message } of parsed.problems) assert.ok(message.length < 400, message);
}

/** Looking phases up by their id gives what reading all of them gives. */
function assertFound(text: string, parsed: ParsedRoadmap, id: string): void {
  const found = findPhases(text, id).map((phase) => ({ ...phase, line: 0 }));
  const read = parsed.roadmap.phases.filter((phase) => phase.id === id).map((phase) => ({ ...phase, line: 0 }));
  assert.deepEqual(found, read);
}

function assertEdits(text: string, edits: ReturnType<typeof setPhaseStatus>): ReturnType<typeof setPhaseStatus> {
  let last = -1;
  for (const { range, newText } of edits) {
    assert.ok(range.start > last, 'edits neither overlap nor touch');
    assert.notEqual(cut(text, range), newText, 'an edit changes something');
    last = range.end;
  }
  return edits;
}

/** Compares line by line, without the edits: the status line but for its value, no own notes, all else by its bytes. */
function assertOnlyOwnBytesChanged(before: string, after: string, phase: RoadmapPhase, newStatus: PhaseStatus): void {
  const written = parseRoadmap(after).roadmap.phases.find(({ id }) => id === phase.id);
  assert.ok(written !== undefined);
  assert.equal(statusValue(written), newStatus);
  assert.deepEqual(bytes(withoutOwn(after, written)), bytes(withoutOwn(before, phase)));
}

function withoutOwn(text: string, phase: RoadmapPhase): string {
  const statusField = phase.fields.find(({ name }) => name === 'Status');
  const value = statusField?.valueRange ?? { start: 0, end: 0 };
  const marked = phase.fields.filter(isOwnNote).map(({ range }) => range);
  let kept = '';
  let offset = 0;
  for (const range of [...marked, value].sort((a, b) => a.start - b.start)) {
    kept += text.slice(offset, range.start);
    offset = range.end;
    if (range === value) {
      // A status put into an empty line comes with the spaces it needs.
      kept = `${kept.trimEnd()}<status>`;
      while (/[ \t]/.test(text.charAt(offset))) offset++;
    } else if (/[\r\n]/.test(text.charAt(offset))) {
      offset += text.startsWith('\r\n', offset) ? 2 : 1;
    } else {
      kept = kept.replace(/(?:\r\n|\r|\n)$/, '');
    }
  }
  return kept + text.slice(offset);
}

function assertSameMeaning(before: string, after: string, id: string, newStatus: PhaseStatus): void {
  const expected = parseRoadmap(before).roadmap.phases.map((phase) => ({
    ...meaning(phase),
    ...(phase.id === id ? { status: newStatus } : {}),
  }));
  assert.deepEqual(parseRoadmap(after).roadmap.phases.map(meaning), expected);
}

function meaning({ id, title, status, spec, goal, fields }: RoadmapPhase): object {
  const others = fields.filter((field) => !isOwnNote(field) && field.name !== 'Status');
  return { id, title, status, spec, goal, others: others.map(({ name, value }) => [name, value]) };
}

function cut(text: string, range: TextRange): string {
  return text.slice(range.start, range.end);
}

/** UTF-16, because UTF-8 cannot tell one half character from another. */
function bytes(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** Pieces that open, close or break something when they are typed. */
const typedPiece = fc.oneof(
  fc.constantFrom(
    '\n',
    '\r\n',
    '#',
    '## Phase 9: New\n',
    '```\n',
    '~~~',
    '<!--',
    '-->',
    '- ',
    '  ',
    '> ',
    '`',
    '\\',
    '---\n',
  ),
  fc.constantFrom('**Status:** DONE\n', '**Goal:** x\n', 'TODO', ' ', '<details>\n', '\u{1f680}', '# Top\n', '1. '),
  anyRoadmap,
);

/** A roadmap parsed version by version equals each version parsed anew; returns how many phases were reused as they were. */
export function checkReparsing(runs: number): number {
  let reused = 0;
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.oneof(typedPiece, fc.constant(''))), { maxLength: 6 });
  fc.assert(
    fc.property(anyRoadmap, anyRoadmap, edits, (first, second, steps) => {
      let version = reparseRoadmap(null, `${first}\n${second}`);
      for (const [at, removed, inserted] of steps) {
        const start = at % (version.text.length + 1);
        const text = version.text.slice(0, start) + inserted + version.text.slice(start + removed);
        const next = reparseRoadmap(version, text);
        assert.deepEqual(inFull(next.parsed), parseRoadmap(text));
        const before = new Set(version.parsed.roadmap.phases);
        reused += next.parsed.roadmap.phases.filter((phase) => before.has(phase)).length;
        version = next;
      }
    }),
    { numRuns: runs },
  );
  return reused;
}

/** A parsed roadmap with everything that is worked out when it is asked for. */
export function inFull({ roadmap, problems }: ParsedRoadmap): ParsedRoadmap {
  const phases = roadmap.phases.map((phase) => ({
    id: phase.id,
    title: phase.title,
    status: phase.status,
    spec: phase.spec,
    goal: phase.goal,
    notes: phase.notes,
    fields: phase.fields,
    line: phase.line,
    headingRange: phase.headingRange,
    idRange: phase.idRange,
    titleRange: phase.titleRange,
    range: phase.range,
  }));
  return { roadmap: { phases }, problems };
}
