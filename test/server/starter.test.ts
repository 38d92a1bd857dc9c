/** The starter workspace keeps its promise to a newcomer: one phase that passes, one to put right, one to approve, one to do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { documents, TerminalWorkspace } from './terminal.ts';

const starter = path.join(import.meta.dirname, '..', '..', 'starter');

function starterFiles(): Record<string, string> {
  const names = readdirSync(starter, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(path.join(starter, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(starter, name), 'utf8')]));
}

// Each test goes on where the one before it stopped, as a newcomer does.
describe('the starter workspace', function () {
  this.bail(true);
  let workspace: TerminalWorkspace;
  before(() => (workspace = new TerminalWorkspace(starterFiles())));
  after(() => workspace.dispose());

  async function statuses(): Promise<string> {
    const { document } = await workspace.json(documents.status, 'status');
    return document.phases.map(({ status }) => status).join(' ');
  }

  it('has a plan without problems', async () => {
    const { exitCode, document } = await workspace.json(documents.check, 'check');
    assert.deepEqual(document.problems, []);
    assert.equal(exitCode, 0);
    assert.equal(await statuses(), 'TODO TODO TODO TODO');
  });

  it('passes phase 1', async () => {
    assert.equal((await workspace.run('run')).exitCode, 0);
    assert.equal(await statuses(), 'DONE TODO TODO TODO');
  });

  it('fails phase 2 until its one line is put right, and keeps what the person wrote', async () => {
    assert.equal((await workspace.run('run')).exitCode, 1);
    assert.equal(await statuses(), 'DONE FAILED TODO TODO');
    assert.match(workspace.read('ROADMAP.md'), /\*\*Notes:\*\* .*farewell test/);
    workspace.write('src/farewell.mjs', workspace.read('src/farewell.mjs').replace('name.`', '${name}.`'));
    assert.equal((await workspace.run('run', '2')).exitCode, 0);
    assert.equal(await statuses(), 'DONE DONE TODO TODO');
    assert.doesNotMatch(workspace.read('ROADMAP.md'), /\*\*Notes:\*\*/);
  });

  it('waits for a person in phase 3', async () => {
    assert.equal((await workspace.run('run')).exitCode, 4);
    assert.equal((await workspace.run('gate', '3', '--approve', 'Ada')).exitCode, 0);
    assert.equal(await statuses(), 'DONE DONE DONE TODO');
  });

  it('leaves phase 4 to the person', async () => {
    assert.equal((await workspace.run('run')).exitCode, 1);
    workspace.write('NOTES.md', '# Notes\n\n`greet` greets, `bid` says goodbye.\n');
    const spec = 'stages/phase-4-notes-for-readers.md';
    workspace.write(spec, workspace.read(spec).replaceAll('- [ ]', '- [x]'));
    assert.equal((await workspace.run('gate', '4')).exitCode, 0);
    assert.equal(await statuses(), 'DONE DONE DONE DONE');
    assert.equal((await workspace.run('verify')).exitCode, 0);
  });
});
