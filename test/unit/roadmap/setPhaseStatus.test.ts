/** What a status write changes, and how it refuses. */
import assert from 'node:assert/strict';
import { Failure } from '../../../server/base/failure.ts';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { setPhaseStatus } from '../../../server/roadmap/editRoadmap.ts';
import { longestNote } from '../../../server/roadmap/ownNote.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import type { PhaseStatus } from '../../../server/roadmap/roadmap.ts';

const note = 'gate unit failed: exit code 1 after 41 s. 2026-11-23 12:50 UTC. Log: /logs/unit.log';
const line = `**Notes:** Phasegate: ${note}`;

function write(text: string, id: string, status: PhaseStatus, note: string | null): string {
  return applyTextEdits(text, setPhaseStatus(text, id, status, note));
}

function failureCode(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    assert.ok(thrown instanceof Failure);
    assert.match(thrown.message, /^[A-Z].+\.$/s);
    return thrown.code;
  }
  return 'none';
}

describe('a status write', () => {
  const text =
    '# Plan\n\n## Phase 1: One\n**Status:** TODO\n**Spec:** a.md\n**Goal:** b\n\nProse.\n\n## Phase 2: Two\n**Status:** TODO\n';

  it('is one edit of the status word', () => {
    const start = text.indexOf('TODO');
    assert.deepEqual(setPhaseStatus(text, '1', 'IN_PROGRESS', null), [
      { range: { start, end: start + 4 }, newText: 'IN_PROGRESS' },
    ]);
  });

  it('is no edit when nothing would change', () => {
    assert.deepEqual(setPhaseStatus(text, '1', 'TODO', null), []);
    const failed = write(text, '1', 'FAILED', note);
    assert.deepEqual(setPhaseStatus(failed, '1', 'FAILED', note), []);
    assert.deepEqual(setPhaseStatus(failed, '1', 'FAILED', `Phasegate: ${note}`), []);
  });

  it('adds the note below the fields and not below the prose', () => {
    const failed = write(text, '1', 'FAILED', note);
    assert.equal(failed, text.replace('TODO', 'FAILED').replace('**Goal:** b\n', `**Goal:** b\n${line}\n`));
    const [phase] = parseRoadmap(failed).roadmap.phases;
    assert.deepEqual([phase?.status, phase?.notes], ['FAILED', `Phasegate: ${note}`]);
  });

  it('replaces its own note only, and removes it only', () => {
    const own =
      '## Phase 1: One\n**Status:** FAILED\n**Notes:** mine, about Phasegate: keep\n**Notes:** Phasegate: old\n**Notes:** also mine\n';
    assert.equal(write(own, '1', 'FAILED', 'new'), own.replace('old', 'new'));
    assert.equal(
      write(own, '1', 'DONE', null),
      own.replace('FAILED', 'DONE').replace('**Notes:** Phasegate: old\n', ''),
    );
    assert.equal(parseRoadmap(own).roadmap.phases[0]?.notes, 'mine, about Phasegate: keep\nPhasegate: old\nalso mine');
  });

  it('removes every note of its own where there are several', () => {
    const own = '## Phase 1: One\n**Status:** FAILED\n**Notes:** Phasegate: a\n**Notes:** Phasegate: b';
    assert.equal(write(own, '1', 'FAILED', null).includes('Phasegate'), false);
    assert.equal(write(own, '1', 'FAILED', 'c').match(/Phasegate/g)?.length, 1);
  });

  const variants: readonly (readonly [string, string, string])[] = [
    ['LF', '## Phase 1: One\n**Status:** TODO\n**Goal:** b\n\nProse\n', `**Goal:** b\n${line}\n\nProse\n`],
    [
      'CRLF',
      '## Phase 1: One\r\n**Status:** TODO\r\n**Goal:** b\r\n\r\nProse\r\n',
      `**Goal:** b\r\n${line}\r\n\r\nProse\r\n`,
    ],
    ['CR', '## Phase 1: One\r**Status:** TODO\r**Goal:** b\r\rProse\r', `**Goal:** b\r${line}\r\rProse\r`],
    ['no last newline', '## Phase 1: One\n**Status:** TODO\n**Goal:** b', `**Goal:** b\n${line}`],
    ['no last newline, CRLF', '## Phase 1: One\r\n**Status:** TODO\r\n**Goal:** b', `**Goal:** b\r\n${line}`],
    ['status last, no last newline', '\ufeff## Phase 1: One\n**Goal:** b\n**Status:** TODO', `TODO\n${line}`],
    [
      'trailing spaces',
      '## Phase 1: One  \n**Status:** TODO  \n**Goal:** b  \n## End',
      `**Goal:** b  \n${line}\n## End`,
    ],
    [
      'blank lines between fields',
      '## Phase 1: One\n\n**Status:** TODO\n\n**Goal:** b\n\ntext\n\n**Owner:** c\n',
      `**Goal:** b\n${line}\n\ntext`,
    ],
    ['indented fields', '## Phase 1: One\n  **Status:** TODO\n  **Goal:** b\n', `  **Goal:** b\n  ${line}\n`],
    [
      'fields in disorder',
      '## Phase 1: One\n**Goal:** b\nprose\n**Status:** TODO\n**Owner:** c\n',
      `**Owner:** c\n${line}\n`,
    ],
    [
      'a comment after the last field',
      '## Phase 1: One\n**Status:** TODO\n**Goal:** b <!-- and\nmore -->\n',
      `**Status:** TODO\n${line}\n**Goal:** b <!--`,
    ],
    [
      'a comment after the only field',
      '## Phase 1: One\n**Status:** TODO <!-- and\nmore -->\n',
      `## Phase 1: One\n${line}\n**Status:** TODO <!--`,
    ],
    ['a rule below', '## Phase 1: One\n**Status:** TODO\n---\n', `**Status:** TODO\n${line}\n---\n`],
  ];
  for (const [title, before, expected] of variants) {
    it(`adds the note and restores every byte: ${title}`, () => {
      const noted = write(before, '1', 'TODO', note);
      assert.ok(noted.includes(expected), JSON.stringify(noted));
      assert.equal(parseRoadmap(noted).roadmap.phases[0]?.notes, `Phasegate: ${note}`);
      assert.equal(write(noted, '1', 'TODO', null), before);
      const failed = write(before, '1', 'FAILED', note);
      assert.equal(failed, noted.replace('TODO', 'FAILED'));
      assert.equal(write(failed, '1', 'TODO', null), before);
    });
  }

  it('fills an empty status line', () => {
    assert.equal(write('## Phase 1: One\n**Status:**\n', '1', 'DONE', null), '## Phase 1: One\n**Status:** DONE\n');
    assert.equal(write('## Phase 1: One\n**Status:**  ', '1', 'DONE', null), '## Phase 1: One\n**Status:**  DONE');
    assert.equal(
      write('## Phase 1: One\n**Status:**<!-- x -->', '1', 'DONE', 'n'),
      '## Phase 1: One\n**Status:** DONE <!-- x -->\n**Notes:** Phasegate: n',
    );
  });

  it('replaces a value that is no status as a whole', () => {
    assert.equal(
      write('## Phase 1: One\n**Status:** Not complete ✅ \n', '1', 'TODO', null),
      '## Phase 1: One\n**Status:** TODO \n',
    );
  });

  it('refuses an unknown phase, an ambiguous one and one without a status line', () => {
    assert.equal(
      failureCode(() => setPhaseStatus(text, '3', 'DONE', null)),
      'unknown-phase',
    );
    assert.equal(
      failureCode(() => setPhaseStatus(text, '', 'DONE', null)),
      'unknown-phase',
    );
    assert.equal(
      failureCode(() => setPhaseStatus(`${text}${text}`, '1', 'DONE', null)),
      'plan-invalid',
    );
    assert.equal(
      failureCode(() => setPhaseStatus('## Phase 1: One\n```\n**Status:** TODO\n```\n', '1', 'DONE', null)),
      'plan-invalid',
    );
    assert.equal(
      failureCode(() => setPhaseStatus(text, '2', 'DONE', null)),
      'none',
    );
  });
});

describe('the text of a note', () => {
  const text = '## Phase 1: One\n**Status:** FAILED\n## Phase 2: Two\n';
  const valueOf = (note: string): string | null =>
    parseRoadmap(write(text, '1', 'FAILED', note)).roadmap.phases[0]?.notes ?? null;

  it('stays on one line, whatever it holds', () => {
    assert.equal(
      valueOf('a\r\nb\tc\u0000\u001b[31md\u0085e\u2028f\u2029g \n\n ## Phase 9: x\n**Status:** DONE'),
      'Phasegate: a b c [31md e f g ## Phase 9: x **Status:** DONE',
    );
  });

  it('neither opens nor ends a comment', () => {
    assert.equal(valueOf('<!-- x --> <!--> --->'), 'Phasegate: &lt;!-- x --&gt; &lt;!--&gt; ---&gt;');
    const open = '## Phase 1: One <!-- forgotten\n**Status:** FAILED\n## Phase 2: Two\n';
    assert.equal(parseRoadmap(write(open, '1', 'FAILED', '-->')).roadmap.phases.length, 2);
  });

  it('holds no half characters and no marks that reverse text', () => {
    assert.equal(valueOf('a \ud83d b \ude80 c 🚀 \u202e d \u2066 e'), 'Phasegate: a \ufffd b \ufffd c 🚀 d e');
  });

  it('is cut to a bearable length, between characters', () => {
    const value = valueOf('🚀'.repeat(400)) ?? '';
    assert.ok(value.length <= longestNote + 'Phasegate: '.length && value.endsWith('🚀…') && !/\p{Cs}/u.test(value));
    assert.equal(valueOf('x'.repeat(longestNote)), `Phasegate: ${'x'.repeat(longestNote)}`);
  });

  it('removes the line when nothing is left to say', () => {
    const noted = write(text, '1', 'FAILED', 'a');
    for (const empty of ['', ' \n ', '\u0007', 'Phasegate:', '\u202e'])
      assert.equal(write(noted, '1', 'FAILED', empty), text);
  });
});
