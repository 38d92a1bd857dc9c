/** What hovers say, and that nothing of a file can become markup in them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import {
  hoverChecklist,
  hoverGate,
  hoverKey,
  hoverPhase,
  hoverSpec,
  hoverStatus,
} from '../../../server/language/hover.ts';
import { hoverMarkdown, hoverPlainText } from '../../../server/language/hoverText.ts';
import { formatDuration } from '../../../server/phases/duration.ts';
import { gateDetail, type GateDefinition } from '../../../server/phases/gate.ts';
import { documentKeys } from '../../../server/phases/keyDocumentation.ts';
import type { PhasePast } from '../../../server/phases/phasePast.ts';
import { planOf } from './samplePlan.ts';

const words = { gateDetail, formatDuration };

const past: PhasePast = {
  lastRun: 'Failed: unit, 5 min ago',
  timeToPass: '12 s',
  gates: new Map([
    ['typecheck', { outcome: 'passed', summary: 'passed in 3.1 s, 5 min ago', phase: '17A', log: null }],
  ]),
};

function planned(id: string) {
  const found = planOf().specs.find(({ phase }) => phase.id === id);
  assert.ok(found);
  return found;
}

describe('hover', () => {
  it('tells of a phase its goal, its runs and its gates with their last outcomes', () => {
    assert.equal(
      hoverPlainText(hoverPhase(planned('17A'), past, words)),
      [
        'Phase 17A: Walls & doors (TODO)',
        'Keep the rain out',
        '- Last run: Failed: unit, 5 min ago\n- Time to pass: 12 s\n- Spec: stages/phase-17a-walls.md',
        'Gates:',
        [
          '- typecheck: passed in 3.1 s, 5 min ago',
          '- own 🧱: not run yet (npm run build)',
          '- criteria: not run yet (every box under "Acceptance criteria" is ticked)',
          '- files: not run yet (docs/api.md exists, src/** exists)',
        ].join('\n'),
      ].join('\n\n'),
    );
  });

  it('says of a missing spec that it is missing, and of default gates that they are', () => {
    assert.match(hoverPlainText(hoverSpec(planned('17B'), null, words)), /^Spec of phase 17B \(Roof\)\n\nmissing$/);
    assert.match(
      hoverPlainText(hoverSpec(planned('00'), null, words)),
      /Default gates:\n\n- typecheck: not run yet \(npm run types\)/,
    );
  });

  it('tells of a gate its definition, its last outcome and the last lines of its log', () => {
    const definition: GateDefinition = {
      kind: 'run',
      name: 'unit',
      command: 'npm test',
      cwd: 'server',
      env: { CI: 'secret' },
      report: 'reports/unit.xml',
      problems: '$tsc',
      needs: ['typecheck'],
      timeoutMs: 600_000,
      severity: 'warning',
    };
    const gatePast = { outcome: 'failed', summary: 'failed: exit code 1, 2 h ago', phase: '17A', log: '/x' } as const;
    const told = hoverGate(
      { name: 'unit', definition, past: gatePast, lines: ['1 failing', '```'], phases: ['00', '17A'] },
      words,
    );
    assert.equal(
      hoverMarkdown(told),
      [
        '**Gate unit** · a warning only',
        '```sh\nnpm test\n```',
        [
          '- Folder: server',
          '- Environment: CI',
          '- Report: reports/unit.xml',
          '- Problems: \\$tsc',
          '- After: typecheck',
          '- At most: 10 min',
          '- Phases: 00, 17A',
          '- Last outcome: failed: exit code 1, 2 h ago, in phase 17A',
        ].join('\n'),
        '````text\n1 failing\n```\n````',
      ].join('\n\n'),
    );
    const unknown = hoverGate({ name: 'x', definition: null, past: null, lines: [], phases: [] }, words);
    assert.match(hoverPlainText(unknown), /not defined/);
  });

  it('tells what a status means, and that another word is none', () => {
    assert.match(hoverPlainText(hoverStatus('DONE', past) ?? []), /^DONE\n\nAll gates .*\n\n- Last run: Failed/);
    assert.match(hoverPlainText(hoverStatus('done', past) ?? []), /one of TODO, IN_PROGRESS, DONE, FAILED/);
  });

  it('counts the boxes that a checklist gate would look at', () => {
    const text = (boxes: Parameters<typeof hoverChecklist>[1]) => hoverPlainText(hoverChecklist('Criteria', boxes));
    assert.match(text([{ isTicked: true }, { isTicked: false }]), /1 of 2/);
    assert.match(text([]), /No box/);
    assert.match(text(null), /no such heading/);
  });

  it('documents every key that completion offers, and no other', () => {
    const keys = documentKeys();
    for (const key of keys.specGate.keys()) assert.ok(hoverKey(keys, 'spec', ['gates', 0, key]), key);
    for (const key of keys.configGate.keys()) assert.ok(hoverKey(keys, 'config', ['gates', 'unit', key]), key);
    for (const key of keys.config.keys()) assert.ok(hoverKey(keys, 'config', [key]), key);
    for (const key of keys.frontMatter.keys()) assert.ok(hoverKey(keys, 'spec', [key]), key);
    assert.equal(hoverKey(keys, 'spec', ['parallel']), null);
    assert.equal(hoverKey(keys, 'spec', ['gates', 0, 'constructor']), null);
    assert.equal(hoverKey(keys, 'config', ['gates', 'unit']), null);
  });

  it('renders texts of files as they are, whatever they hold', () => {
    const markdown = new MarkdownIt({ html: true, linkify: false });
    const nasty = fc.constantFrom(
      ...[
        '[x](command:phasegate.run)',
        '<img src=x>',
        '**b**',
        '`c`',
        '# h',
        '\n\n',
        '\n- ',
        '&lt;',
        '![i](http://x)',
        '1. ',
        '$(zap)',
        '\\',
        '~~~',
        '| a |',
        'word',
        '😀',
        '<!--',
        '```',
      ],
    );
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 8 }), (pieces) => {
        const text = pieces.join(' ');
        const rendered = markdown.render(
          hoverMarkdown([
            { kind: 'title', text: `Gate ${text}`, about: text },
            { kind: 'text', text },
            { kind: 'list', items: [{ name: text, text }] },
            { kind: 'code', language: 'text', text },
          ]),
        );
        const tags = new Set([...rendered.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
        for (const tag of tags) assert.ok(['p', 'strong', 'ul', 'li', 'pre', 'code'].includes(tag ?? ''), rendered);
        assert.equal([...rendered.matchAll(/<pre>/g)].length, 1, rendered);
        assert.equal([...rendered.matchAll(/<strong>/g)].length, 1, rendered);
      }),
      { numRuns: 2_000 },
    );
  });
});
