/** Shows that a plan that is kept is the plan that would be read, and that only what changed is read again. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diskTextSource, type TextSource } from '../../../server/base/textSource.ts';
import { loadSpecs, type LoadedPlan } from '../../../server/phases/loadedPlan.ts';
import { loadPlan } from '../../../server/phases/loadPlan.ts';
import { planProblems } from '../../../server/phases/planProblems.ts';
import { PlanReader } from '../../../server/phases/planReader.ts';

const roadmap = ['1', '2', '3']
  .map((id) => `## Phase ${id}: Part ${id}\n**Status:** TODO\n**Spec:** stages/${id}.md\n**Goal:** Goal\n`)
  .join('\n');

describe('PlanReader', () => {
  let folder: string;
  let read: string[];
  let reader: PlanReader;
  const source: TextSource = {
    read: (file, limitBytes, root) => {
      read.push(path.basename(file));
      return diskTextSource.read(file, limitBytes, root);
    },
  };
  const write = (name: string, text: string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const codes = (plan: LoadedPlan): readonly string[] => planProblems(plan).map(({ code }) => code);

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'phasegate-plan-')));
    write('ROADMAP.md', roadmap);
    write('phasegate.yaml', 'gates: { unit: { run: npm test } }\n');
    for (const id of ['1', '2']) write(`stages/${id}.md`, `---\nphase: ${id}\ngates: [unit]\n---\n`);
    read = [];
    reader = new PlanReader(folder, source);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads everything once, and nothing when nothing changed', async () => {
    const plan = await reader.read();
    assert.deepEqual(plan, await loadSpecs(await loadPlan(folder, diskTextSource), diskTextSource));
    assert.deepEqual(read.sort(), ['1.md', '2.md', '3.md', 'ROADMAP.md', 'phasegate.yaml']);
    assert.equal(await reader.read(), plan);
    reader.changed(path.join(folder, 'README.md'));
    assert.equal(await reader.read(), plan);
    assert.equal(read.length, 5);
  });

  it('reads a spec again when it changed, appeared or went', async () => {
    await reader.read();
    read = [];
    write('stages/2.md', '---\nphase: 2\ngates: [lint]\n---\n');
    reader.changed(path.join(folder, 'stages', '2.md'));
    assert.deepEqual(codes(await reader.read()), ['spec-not-found', 'gate-unknown']);
    write('stages/3.md', '---\ngates: [unit]\n---\n');
    reader.changed(path.join(folder, 'stages', '3.md'));
    assert.deepEqual(codes(await reader.read()), ['gate-unknown']);
    rmSync(path.join(folder, 'stages', '1.md'));
    reader.changed(path.join(folder, 'stages', '1.md'));
    assert.deepEqual(codes(await reader.read()), ['spec-not-found', 'gate-unknown']);
    assert.deepEqual(read, ['2.md', '3.md', '1.md']);
  });

  it('gives specs the new meaning when phasegate.yaml or the phase changes, without reading them again', async () => {
    await reader.read();
    read = [];
    write('phasegate.yaml', 'gates: { lint: { run: npm run lint } }\n');
    reader.changed(path.join(folder, 'phasegate.yaml'));
    assert.deepEqual(codes(await reader.read()), ['spec-not-found', 'gate-unknown', 'gate-unknown']);
    write('phasegate.yaml', 'gates: { unit: { run: npm test } }\n');
    write('ROADMAP.md', roadmap.replace('Phase 1:', 'Phase 1A:'));
    reader.changed(path.join(folder, 'phasegate.yaml'));
    reader.changed(path.join(folder, 'ROADMAP.md'));
    assert.deepEqual(codes(await reader.read()), ['spec-not-found', 'spec-phase-mismatch']);
    assert.deepEqual(read, ['phasegate.yaml', 'phasegate.yaml', 'ROADMAP.md']);
  });

  it('follows the roadmap to another file, and from nothing to something', async () => {
    rmSync(path.join(folder, 'ROADMAP.md'));
    await assert.rejects(reader.read(), { code: 'roadmap-missing' });
    write('docs/PLAN.md', roadmap);
    write('docs/stages/3.md', '---\ngates: [{ name: a, run: a }]\n---\n');
    write('phasegate.yaml', 'roadmap: docs/PLAN.md\n');
    reader.changed(path.join(folder, 'phasegate.yaml'));
    const plan = await reader.read();
    assert.equal(plan.roadmapFile, path.join(folder, 'docs', 'PLAN.md'));
    assert.deepEqual(
      plan.specs.map(({ loaded }) => loaded.kind),
      ['problem', 'problem', 'spec'],
    );
  });

  it('hears of files by the name that the editor has for the folder', async () => {
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
      const linked = new PlanReader(link, source);
      await linked.read();
      write('stages/3.md', '---\ngates: [unit]\n---\n');
      linked.changed(path.join(link, 'stages', '3.md'));
      assert.deepEqual(codes(await linked.read()), []);
    } finally {
      rmSync(link);
    }
  });

  it('gives what is known before the specs have been read', async () => {
    const { plan, missing } = await reader.readKnown();
    assert.deepEqual([plan.specs.length, missing], [0, 3]);
    await reader.read();
    const known = await reader.readKnown();
    assert.deepEqual([known.plan.specs.length, known.missing], [3, 0]);
    write('stages/2.md', '---\nphase: 2\ngates: [lint]\n---\n');
    reader.changed(path.join(folder, 'stages', '2.md'));
    const meanwhile = await reader.readKnown();
    assert.deepEqual([meanwhile.plan.specs.length, meanwhile.missing], [2, 1]);
    assert.deepEqual(codes(meanwhile.plan), ['spec-not-found']);
    reader.changed();
    assert.equal((await reader.readKnown()).missing, 1);
    assert.deepEqual(codes(await reader.read()), ['spec-not-found', 'gate-unknown']);
    assert.deepEqual(codes((await reader.readKnown()).plan), ['spec-not-found', 'gate-unknown']);
  });

  it('is after any number of changes what a fresh reading gives', async () => {
    const duplicate = '## Phase 1: Again\n**Status:** DONE\n**Spec:** stages/1.md\n**Goal:** Goal\n\n';
    const changes: readonly (readonly [file: string, change: (text: string) => string])[] = [
      ['ROADMAP.md', (text) => `A first line.\n${text}`],
      ['ROADMAP.md', (text) => text.replace('TODO', 'DONE')],
      ['ROADMAP.md', (text) => text.replace('stages/3.md', 'stages/1.md')],
      ['ROADMAP.md', (text) => text.replace('Goal', 'Another goal, longer')],
      ['stages/1.md', () => '---\nphase: 1\ngates: [nothing]\n---\n'],
      ['ROADMAP.md', (text) => text.replace('TODO', 'IN_PROGRESS')],
      ['ROADMAP.md', (text) => text.replace('## Phase 2', `${duplicate}## Phase 2`)],
      ['ROADMAP.md', (text) => text.replace('A first line.\n', '')],
      ['phasegate.yaml', () => 'gates: { nothing: { run: npm test } }\n'],
      ['ROADMAP.md', (text) => text.replace('Another goal, longer', 'Goal')],
      ['ROADMAP.md', (text) => text.replace(duplicate, '')],
      ['ROADMAP.md', (text) => text.replace('## Phase 2', '## Phase 22')],
      ['stages/2.md', () => '---\nphase: 22\ngates: [nothing]\n---\n'],
      ['ROADMAP.md', (text) => text.replace('**Spec:** stages/2.md\n', '')],
      ['ROADMAP.md', (text) => `Above.\n\n${text}`],
    ];
    await reader.read();
    for (const [name, change] of changes) {
      const file = path.join(folder, name);
      write(name, change(readFileSync(file, 'utf8')));
      reader.changed(file);
      const fresh = await loadSpecs(await loadPlan(folder, diskTextSource), diskTextSource);
      const plan = await reader.read();
      assert.deepEqual(codes(plan), codes(fresh));
      assert.deepEqual(planProblems(plan), planProblems(fresh));
      assert.deepEqual(
        plan.specs.map(({ phase, loaded }) => [phase.id, phase.line, loaded]),
        fresh.specs.map(({ phase, loaded }) => [phase.id, phase.line, loaded]),
      );
    }
  });

  it('reads everything again when it does not know what changed', async () => {
    await reader.read();
    write('stages/3.md', '---\ngates: [unit]\n---\n');
    reader.changed();
    assert.deepEqual(codes(await reader.read()), []);
    assert.equal(read.length, 10);
  });
});
