/** Adopting a roadmap, templates and gate proposals, through the built terminal program and the built server. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { acceptAdoption, addGates, previewGates, proposeAdoption, proposeGates } from '../../protocol/adoption.ts';
import { sha256 } from '../../server/base/sha256.ts';
import { Editor } from './languageServer.ts';
import { cliProgram, documents, TerminalWorkspace } from './terminal.ts';

const original = `# Kite roadmap

See [the notes](notes.md).

## Phase 0 — Frame ✅

**Done when:** it holds.

## Phase 1 — Sail

- [x] cloth
- [ ] seam
`;

const adopted = z.object({
  ...documents.init.shape,
  changed: z.array(z.string()),
  text: z.string().optional(),
  gates: z.array(z.object({ name: z.string(), run: z.string() })),
});

async function inWorkspace(
  files: Readonly<Record<string, string>>,
  use: (workspace: TerminalWorkspace) => Promise<void>,
): Promise<void> {
  const workspace = new TerminalWorkspace(files);
  try {
    await use(workspace);
  } finally {
    workspace.dispose();
  }
}

describe('phasegate init --from', () => {
  it('replaces the roadmap by the proposal and creates the specs', async () => {
    await inWorkspace({ 'ROADMAP.md': original }, async (workspace) => {
      const dry = await workspace.json(adopted, 'init', '--from', 'ROADMAP.md', '--dry-run');
      assert.equal(workspace.read('ROADMAP.md'), original);
      assert.ok(!existsSync(path.join(workspace.root, 'stages')));

      const { exitCode, document } = await workspace.json(adopted, 'init', '--from', 'ROADMAP.md');
      assert.equal(exitCode, 0);
      assert.deepEqual(document.phases, ['0', '1']);
      assert.deepEqual(document.changed, ['ROADMAP.md']);
      assert.deepEqual(document.created, ['stages/phase-0-frame.md', 'stages/phase-1-sail.md']);
      assert.equal(workspace.read('ROADMAP.md'), dry.document.text);
      assert.match(workspace.read('stages/phase-0-frame.md'), /## Acceptance criteria\n\n- \[ \] it holds\.\n/);
      assert.match(workspace.read('stages/phase-1-sail.md'), /- \[x\] cloth\n- \[ \] seam\n/);
      const { document: status } = await workspace.json(documents.status, 'status');
      assert.deepEqual(
        status.phases.map((phase) => [phase.id, phase.title, phase.status]),
        [
          ['0', 'Frame ✅', 'DONE'],
          ['1', 'Sail', 'TODO'],
        ],
      );
      const { document: check } = await workspace.json(documents.check, 'check');
      assert.deepEqual(check.problems, []);

      const again = await workspace.json(documents.init, 'init', '--from', 'ROADMAP.md');
      assert.deepEqual([again.exitCode, again.document.created], [0, []]);
    });
  });

  it('adopts a plan that stands elsewhere, and says which links lead elsewhere then', async () => {
    await inWorkspace({ 'docs/plan.md': original }, async (workspace) => {
      const { document } = await workspace.json(adopted, 'init', '--from', 'docs/plan.md');
      assert.deepEqual(document.changed, []);
      assert.equal(document.created[0], 'ROADMAP.md');
      assert.equal(workspace.read('docs/plan.md'), original);
      assert.match(document.conflicts[0]?.message ?? '', /notes\.md.* relative to docs/);
    });
  });

  it('refuses what holds no plan, a second roadmap and a file that is not there', async () => {
    await inWorkspace(
      { 'ROADMAP.md': original, 'NOTES.md': 'Some prose.\n', 'other.md': original },
      async (workspace) => {
        const refused = async (file: string) => {
          const { exitCode, document } = await workspace.json(documents.failure, 'init', '--from', file);
          return [exitCode, document.failure.code];
        };
        assert.deepEqual(await refused('NOTES.md'), [3, 'plan-invalid']);
        assert.deepEqual(await refused('other.md'), [2, 'file-exists']);
        assert.deepEqual(await refused('none.md'), [2, 'usage']);
        assert.equal(workspace.read('ROADMAP.md'), original);
      },
    );
  });

  it('leaves a spec that is there as it is', async () => {
    await inWorkspace({ 'ROADMAP.md': original, 'stages/phase-1-sail.md': 'mine\n' }, async (workspace) => {
      const { document } = await workspace.json(adopted, 'init', '--from', 'ROADMAP.md');
      assert.equal(workspace.read('stages/phase-1-sail.md'), 'mine\n');
      assert.ok(document.conflicts.some(({ file }) => file === 'stages/phase-1-sail.md'));
    });
  });
});

describe('templates of the workspace', () => {
  it('are what new roadmaps and specs are made of', async () => {
    const files = {
      '.phasegate/templates/roadmap.md':
        '# Ours\n\n## Phase 7: Seven\n**Status:** TODO\n**Spec:** specs/seven.md\n**Goal:** Be seven\n',
      '.phasegate/templates/spec.md': '# {id} / {title}\n\n{goal} ({spec}) {other}\n',
    };
    await inWorkspace(files, async (workspace) => {
      const { document } = await workspace.json(documents.init, 'init');
      assert.deepEqual(document.created, ['ROADMAP.md', 'specs/seven.md']);
      assert.equal(workspace.read('specs/seven.md'), '# 7 / Seven\n\nBe seven (specs/seven.md) {other}\n');
    });
    await inWorkspace({ ...files, 'plan.md': original }, async (workspace) => {
      await workspace.json(adopted, 'init', '--from', 'plan.md');
      const spec = workspace.read('stages/phase-1-sail.md');
      assert.match(spec, /^# 1 \/ Sail\n\n[^\n]*\n\n## Acceptance criteria\n\n- \[x\] cloth\n- \[ \] seam\n$/);
    });
  });
});

describe('phasegate init --gates', () => {
  const files = {
    'package.json': JSON.stringify({ scripts: { lint: 'eslint .', test: 'mocha' } }),
    'phasegate.yaml': '# ours\ngates:\n  lint: { run: ours }\n',
  };

  it('adds to phasegate.yaml what it lacks, and only when asked', async () => {
    await inWorkspace(files, async (workspace) => {
      const { document } = await workspace.json(adopted.omit({ changed: true }), 'init');
      assert.deepEqual(
        document.gates.map(({ name, run }) => [name, run]),
        [
          ['lint', 'npm run lint'],
          ['test', 'npm test'],
        ],
      );
      assert.equal(workspace.read('phasegate.yaml'), files['phasegate.yaml']);
      await workspace.run('init', '--gates', '--dry-run');
      assert.equal(workspace.read('phasegate.yaml'), files['phasegate.yaml']);
      assert.equal((await workspace.run('init', '--gates')).exitCode, 0);
      assert.equal(
        workspace.read('phasegate.yaml'),
        '# ours\ngates:\n  lint: { run: ours }\n  test:\n    run: npm test\ndefault: [test]\n',
      );
    });
  });
});

/** Answers the first question of a program in a terminal of its own, and prints what stood in it. */
const personAtTerminal = `
import os, pty, sys
answer = sys.argv[1].encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
text = b''
isAnswered = False
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    text += chunk
    if b'[y/N]' in text and not isAnswered:
        isAnswered = True
        os.write(terminal, answer)
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

describe('phasegate init --gates at a terminal', () => {
  const files = { 'ROADMAP.md': original, 'go.mod': 'module x\n', 'phasegate.yaml': '# ours\nparallel: 3\n' };

  function answerWith(workspace: TerminalWorkspace, answer: string): readonly [number | null, string] {
    const program = [process.execPath, cliProgram, '-C', workspace.root, 'init', '--gates'];
    const { status, stdout } = spawnSync('python3', ['-c', personAtTerminal, answer, ...program], {
      encoding: 'utf8',
      env: { ...process.env, PHASEGATE_HOME: workspace.home },
      timeout: 30_000,
    });
    return [status, stdout.replaceAll('\r', '')];
  }

  it('shows what it would write, and writes after a yes', async () => {
    await inWorkspace(files, async (workspace) => {
      const [status, text] = answerWith(workspace, 'y\r');
      assert.equal(status, 0, text);
      const question = text.indexOf('Write phasegate.yaml? [y/N]');
      const shown = text.indexOf('  + gates:\n  +   lint:\n  +     run: go vet ./...\n');
      assert.ok(0 <= shown && shown < question, text);
      assert.match(workspace.read('phasegate.yaml'), /^# ours\nparallel: 3\n\ngates:\n {2}lint:\n/);
    });
  });

  for (const [name, answer] of [
    ['a no', 'n\r'],
    ['an empty line', '\r'],
    ['Ctrl+C', '\u0003'],
    ['the end of the input', '\u0004'],
  ] as const) {
    it(`writes nothing after ${name}`, async () => {
      await inWorkspace(files, async (workspace) => {
        const [status, text] = answerWith(workspace, answer);
        assert.match(text, /phasegate\.yaml was left as it is/);
        assert.equal(status, 0);
        assert.equal(workspace.read('phasegate.yaml'), files['phasegate.yaml']);
      });
    });
  }
});

describe('adoption over LSP', () => {
  const open = (workspace: TerminalWorkspace, trusted = true) =>
    Editor.open({ root: workspace.root, home: workspace.home, trusted });

  it('proposes, and writes only what was proposed on', async () => {
    await inWorkspace({ 'ROADMAP.md': original }, async (workspace) => {
      const editor = await open(workspace);
      try {
        const file = path.join(workspace.root, 'ROADMAP.md');
        const document = editor.openDocument(file, original);
        const target = { folderUri: editor.folderUri, fileUri: document.uri };
        const { proposal } = await editor.ask(proposeAdoption, target);
        assert.ok(proposal !== null);
        assert.deepEqual(
          proposal.phases.map(({ id, status }) => [id, status]),
          [
            ['0', 'DONE'],
            ['1', 'TODO'],
          ],
        );
        assert.equal(workspace.read('ROADMAP.md'), original);

        editor.type(file, 0, '\n');
        assert.equal(await editor.askFailing(acceptAdoption, { ...target, hash: proposal.hash }), 'roadmap-changed');

        const { proposal: newer } = await editor.ask(proposeAdoption, target);
        assert.ok(newer !== null);
        const { created } = await editor.ask(acceptAdoption, { ...target, hash: newer.hash });
        assert.deepEqual(created, ['stages/phase-0-frame.md', 'stages/phase-1-sail.md']);
        assert.equal(editor.document(file).getText(), newer.text);
        // The document was not saved before, so it is not saved now.
        assert.equal(readFileSync(file, 'utf8'), original);
        assert.equal((await editor.ask(proposeAdoption, target)).proposal, null);
      } finally {
        await editor.close();
      }
    });
  });

  it('writes nothing in a workspace that is not trusted', async () => {
    await inWorkspace({ 'ROADMAP.md': original, 'go.mod': 'module x\n' }, async (workspace) => {
      const editor = await open(workspace, false);
      try {
        const fileUri = `${editor.folderUri}/ROADMAP.md`;
        const { proposal } = await editor.ask(proposeAdoption, { folderUri: editor.folderUri, fileUri });
        const accept = { folderUri: editor.folderUri, fileUri, hash: proposal?.hash ?? '' };
        assert.equal(await editor.askFailing(acceptAdoption, accept), 'not-trusted');
        assert.equal(
          await editor.askFailing(addGates, { folderUri: editor.folderUri, names: ['test'], hash: sha256('') }),
          'not-trusted',
        );
        assert.equal(workspace.read('ROADMAP.md'), original);
        assert.ok(!existsSync(path.join(workspace.root, 'phasegate.yaml')));
      } finally {
        await editor.close();
      }
    });
  });

  it('adds the gates that were picked', async () => {
    await inWorkspace({ 'ROADMAP.md': original, 'go.mod': 'module x\n' }, async (workspace) => {
      const editor = await open(workspace);
      try {
        const { folderUri } = editor;
        const { gates } = await editor.ask(proposeGates, { folderUri });
        assert.deepEqual(
          gates.map(({ name, run, problems }) => [name, run, problems]),
          [
            ['lint', 'go vet ./...', '$go'],
            ['test', 'go test ./...', '$go'],
            ['build', 'go build ./...', '$go'],
          ],
        );
        const picked = { folderUri, names: ['test'] };
        const { preview } = await editor.ask(previewGates, picked);
        const expected = 'gates:\n  test:\n    run: go test ./...\n    problems: $go\ndefault: [test]\n';
        assert.deepEqual([preview?.text, preview?.isNew], [expected, true]);
        assert.ok(!existsSync(path.join(workspace.root, 'phasegate.yaml')), 'looking writes nothing');
        const hash = preview?.hash ?? '';
        assert.ok((await editor.ask(addGates, { ...picked, hash })).isWritten);
        assert.equal(workspace.read('phasegate.yaml'), expected);

        assert.equal((await editor.ask(previewGates, picked)).preview, null);
        const { gates: later } = await editor.ask(proposeGates, { folderUri });
        assert.deepEqual(
          later.map(({ isPresent }) => isPresent),
          [false, true, false],
        );
        // What was shown was made of another text than the one that is there now.
        assert.equal(await editor.askFailing(addGates, { folderUri, names: ['lint'], hash }), 'roadmap-changed');
        assert.equal(workspace.read('phasegate.yaml'), expected);
      } finally {
        await editor.close();
      }
    });
  });
});
