/** The ways in which other tools misread or damage a plan, each as a case that must not happen here. */
import assert from 'node:assert/strict';
import { applyTextEdits } from '../../../server/base/textRange.ts';
import { setPhaseStatus } from '../../../server/roadmap/editRoadmap.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { nextPhase } from '../../../server/roadmap/roadmap.ts';

function phase(id: string, status: string, lineBreak = '\n'): string {
  return [
    `## Phase ${id}: Title ${id}`,
    `**Status:** ${status}`,
    `**Spec:** stages/${id}.md`,
    `**Goal:** Goal ${id}`,
    '',
  ].join(lineBreak);
}

function ids(text: string): string[] {
  return parseRoadmap(text).roadmap.phases.map(({ id }) => id);
}

function statuses(text: string): (string | null)[] {
  return parseRoadmap(text).roadmap.phases.map(({ status }) => status);
}

function codes(text: string): string[] {
  return parseRoadmap(text).problems.map(({ code }) => code);
}

describe('plans that other parsers misread', () => {
  it('phases in a <details> block are phases (gsd-core 557, get-shit-done 2005)', () => {
    const text = `<details>\n<summary>Milestone 1, shipped</summary>\n\n${phase('1', 'DONE')}\n${phase('2', 'TODO')}\n</details>\n\n${phase('3', 'TODO')}`;
    assert.deepEqual(ids(text), ['1', '2', '3']);
    assert.deepEqual(ids(text.replaceAll('\n\n', '\n')), ['1', '2', '3'], 'without blank lines as well');
    assert.deepEqual(codes(text), []);
  });

  it('example phases in code fences are no phases (get-shit-done 2787, gsd-core 875 and 1588, specflow)', () => {
    for (const [open, close] of [
      ['```', '```'],
      ['```markdown', '```'],
      ['~~~', '~~~'],
      ['````', '````'],
      ['   ```', '  ````'],
      ['- ```', '  ```'],
      ['> ```', '> ```'],
    ] as const) {
      const inner = open === '- ```' ? phase('9', 'DONE').replace(/^/gm, '  ') : phase('9', 'DONE');
      const example = `${open}\n${open.startsWith('>') ? inner.replace(/^/gm, '> ') : inner}\n${close}\n`;
      const text = `${phase('1', 'DONE')}\n${example}\n${phase('2', 'TODO')}`;
      assert.deepEqual(ids(text), ['1', '2'], open);
      assert.deepEqual(statuses(text), ['DONE', 'TODO'], open);
      assert.deepEqual(codes(text), [], open);
    }
  });

  it('a fence is closed by no shorter one, no other kind and none with text', () => {
    const text = `${phase('1', 'TODO')}\n\`\`\`\`\n\`\`\`\n~~~~\n\`\`\`\` js\n${phase('9', 'DONE')}\n\`\`\`\`\n${phase('2', 'TODO')}`;
    assert.deepEqual(ids(text), ['1', '2']);
  });

  it('fields in a fence are not the fields of the phase', () => {
    const text = '## Phase 1: One\n```\n**Status:** DONE\n```\n**Status:** TODO\n**Spec:** a\n**Goal:** b\n';
    assert.deepEqual(statuses(text), ['TODO']);
    assert.deepEqual(codes(text), []);
    const inList =
      '## Phase 1: One\n- Format:\n\t```\n\t**Status:** DONE\n\t```\n\n**Status:** TODO\n**Spec:** a\n**Goal:** b\n';
    assert.deepEqual(statuses(inList), ['TODO']);
  });

  it('phases in HTML comments are no phases, wherever the comment begins and ends', () => {
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<!-- later:', 'until here --> and on'],
      ['  <!--', '  -->'],
      ['Some prose <!-- cut', '--> more prose'],
    ]) {
      const text = `${phase('1', 'DONE')}\n${open}\n${phase('9', 'DONE')}\n${close}\n\n${phase('2', 'TODO')}`;
      assert.deepEqual(ids(text), ['1', '2'], open);
      assert.deepEqual(codes(text), [], open);
    }
  });

  it('a comment opener in inline code, after a backslash or in a blockquote hides nothing', () => {
    for (const line of ['`<!--`', '`` ` <!-- ``', '\\<!--', '> <!--', '> ```\n> <!--\n> ```']) {
      const text = `${phase('1', 'DONE')}\n${line}\n\n${phase('2', 'TODO')}\n-->\n`;
      assert.deepEqual(ids(text), ['1', '2'], line);
      assert.deepEqual(codes(text), [], line);
    }
  });

  it('an opener forgotten in a sentence does not swallow the phases up to the next comment', () => {
    const text = `${phase('1', 'DONE')}We forgot <!-- here.\n\n${phase('2', 'TODO')}\n<!-- a note -->\n${phase('3', 'TODO')}`;
    assert.deepEqual(ids(text), ['1', '2', '3']);
    assert.deepEqual(codes(text), ['roadmap-comment-unclosed']);
  });

  it('a padded table neither is a phase nor stops the status from being written (get-shit-done 4638)', () => {
    const table =
      '| Phase        | Status        |\n|--------------|---------------|\n| 1            | TODO          |\n';
    const text = `# Plan\n\n${table}\n${phase('1', 'TODO').replace('**Status:** TODO', '**Status:**   TODO   ')}\n${table}`;
    const written = applyTextEdits(text, setPhaseStatus(text, '1', 'DONE', null));
    assert.equal(written, text.replace('**Status:**   TODO   ', '**Status:**   DONE   '));
    assert.deepEqual(statuses(written), ['DONE']);
  });

  it('a note goes to its phase and not to the last rule of the file (get-shit-done 3305)', () => {
    const text = `# Plan\n\n---\n\n${phase('1', 'TODO')}\n---\n\n${phase('2', 'TODO')}\n---\n\n---\n\nEnd\n`;
    const written = applyTextEdits(text, setPhaseStatus(text, '1', 'FAILED', 'gate unit failed'));
    assert.equal(
      written,
      text
        .replace('**Status:** TODO', '**Status:** FAILED')
        .replace('**Goal:** Goal 1\n', '**Goal:** Goal 1\n**Notes:** Phasegate: gate unit failed\n'),
    );
  });

  it('sixty-one blank lines between heading and fields change nothing (get-shit-done 3854)', () => {
    const text = `## Phase 1: One\n${'\n'.repeat(61)}**Status:** TODO\n${'\n'.repeat(61)}**Spec:** a\n**Goal:** b\n`;
    assert.deepEqual(codes(text), []);
    assert.deepEqual(statuses(text), ['TODO']);
    const written = applyTextEdits(text, setPhaseStatus(text, '1', 'DONE', null));
    assert.equal(written, text.replace('TODO', 'DONE'));
  });

  it('Incomplete, Not complete and their like are never DONE (specflow)', () => {
    const words = [
      'Incomplete',
      'Not complete',
      'NOT DONE',
      'done',
      'Done',
      'DONE ✅',
      '✅',
      'Completed',
      'DONE?',
      '~~DONE~~',
      '[x]',
      'UNDONE',
      'DONE TODO',
      '**DONE**',
      '`DONE`',
      'DONE.',
      'ＤＯＮＥ',
      'DОNE',
    ];
    for (const word of words) {
      const text = `${phase('1', word)}\n${phase('2', 'DONE')}`;
      assert.deepEqual(statuses(text), [null, 'DONE'], word);
      assert.deepEqual(codes(text), ['phase-status-unknown', 'phase-order-violation'], word);
    }
  });

  it('CRLF, lone CR and mixed line breaks have all phases (specflow: none)', () => {
    for (const lineBreak of ['\r\n', '\r', '\n\r\n']) {
      const text = ['1', '17A', '2.1'].map((id) => phase(id, 'TODO', lineBreak)).join(lineBreak);
      assert.deepEqual(ids(text), ['1', '17A', '2.1'], JSON.stringify(lineBreak));
      assert.deepEqual(codes(text), [], JSON.stringify(lineBreak));
    }
  });

  it('ids are digits, an optional letter and dotted parts (specflow: 17A ignored), in file order', () => {
    const all = ['10', '00', '17A', '2.1', '3b.4c.5', '2', '0009'];
    const text = all.map((id) => phase(id, 'TODO')).join('\n');
    assert.deepEqual(ids(text), all);
    for (const id of ['A', 'A1', '1AB', '1.', '.1', '1..2', '1.A', '1-2', '1A2', '', '１', '1 2', 'M3.5', 'P0-1']) {
      const malformed = `## Phase ${id}: Title\n**Status:** TODO\n`;
      assert.deepEqual(ids(malformed), [], id);
      assert.ok(codes(malformed).includes('phase-heading-malformed'), id);
    }
  });

  it('a BOM, tabs, trailing spaces, emoji and a missing last newline are no obstacle', () => {
    const text =
      '\ufeff## \tPhase\t1:\tRocket 🚀  \t\n\t**Status:**\tTODO\t \n   **Spec:** 📁/a b.md  \n**Goal:**Go ##';
    const { roadmap, problems } = parseRoadmap(text);
    assert.deepEqual(problems, []);
    const [first] = roadmap.phases;
    assert.deepEqual(
      [first?.id, first?.title, first?.status, first?.spec, first?.goal],
      ['1', 'Rocket 🚀', 'TODO', '📁/a b.md', 'Go ##'],
    );
    assert.equal(first?.headingRange.start, 1);
    assert.equal(applyTextEdits(text, setPhaseStatus(text, '1', 'DONE', null)), text.replace('TODO', 'DONE'));
  });

  it('a rule right below the fields makes no heading of them', () => {
    const text = `${phase('1', 'DONE')}---\n${phase('2', 'TODO')}---\n`;
    assert.deepEqual(ids(text), ['1', '2']);
    assert.deepEqual(codes(text), []);
  });

  it('sections between phases end a phase, and their fields are nobody’s', () => {
    for (const heading of ['## Notes', '# Part two', '##', '#', '## Phases so far', '  ## Section ##']) {
      const text = `## Phase 1: One\n**Spec:** a\n**Goal:** b\n${heading}\n**Status:** DONE\n${phase('2', 'TODO')}`;
      assert.deepEqual(statuses(text), [null, 'TODO'], heading);
    }
    for (const line of [
      '### Details',
      '#hashtag',
      '####### seven',
      '    ## Section',
      '\t## Section',
      '\\## Section',
      '> ## Section',
      '- ## Section',
    ]) {
      const text = `## Phase 1: One\n**Spec:** a\n**Goal:** b\n\n${line}\n\n**Status:** DONE\n`;
      assert.deepEqual(statuses(text), ['DONE'], line);
    }
  });

  it('closing hashes are no part of a title, but hashes in it are', () => {
    const titles = ['One ##', 'One #  ', 'C#', 'C# ###', '##', '\\#', 'a ## b'];
    const text = titles.map((title, index) => `## Phase ${index}: ${title}`).join('\n');
    const read = parseRoadmap(text).roadmap.phases.map(({ title }) => title);
    assert.deepEqual(read, ['One', 'One', 'C#', 'C#', '', '\\#', 'a ## b']);
  });

  it('a comment at the end of a field or heading is no part of its value', () => {
    const text =
      '## Phase 1: One <!-- was: Two -->\n**Status:** TODO <!-- TODO, DONE -->\n**Spec:** a.md <!-- x --> <!-- y -->\n**Goal:** a <!-- b --> c\n';
    const [first] = parseRoadmap(text).roadmap.phases;
    assert.deepEqual(
      [first?.title, first?.status, first?.spec, first?.goal],
      ['One', 'TODO', 'a.md', 'a <!-- b --> c'],
    );
    assert.equal(applyTextEdits(text, setPhaseStatus(text, '1', 'DONE', null)), text.replace('TODO', 'DONE'));
  });

  it('the next phase is the first that is not DONE, whatever its id', () => {
    const text = ['9', '1', '5'].map((id, index) => phase(id, index === 0 ? 'DONE' : 'TODO')).join('\n');
    assert.equal(nextPhase(parseRoadmap(text).roadmap)?.id, '1');
  });
});
