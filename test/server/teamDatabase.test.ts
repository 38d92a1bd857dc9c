/** Tests that the built programs keep everything in a PostgreSQL database when one is named, and tell no gate of it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as phases from '../../protocol/phases.ts';
import { describeOnPostgres } from '../databases/describeOnDatabases.ts';
import { EmbeddedPostgres } from '../databases/embeddedPostgres.ts';
import { dropPostgresSchema, freshPostgresUrl } from '../databases/sharedPostgres.ts';
import { Editor } from './languageServer.ts';
import { documents, TerminalWorkspace, workspaceFiles } from './terminal.ts';

const gates = '  - name: ok\n    run: node show.cjs\n';
const files = {
  ...workspaceFiles(['TODO', 'TODO'], gates),
  // It tells all of its environment, and asks for what it must not get.
  'show.cjs': `require('node:fs').writeFileSync('environment.json', JSON.stringify(process.env));\n`,
  'phasegate.yaml': 'environment: [PHASEGATE_DATABASE_URL, PASSED_ON]\n',
};

describeOnPostgres('a database of a team', () => {
  let workspace: TerminalWorkspace;
  let url: string;

  beforeEach(async () => {
    workspace = new TerminalWorkspace(files);
    url = await freshPostgresUrl();
  });
  afterEach(async () => {
    workspace.dispose();
    await dropPostgresSchema(url);
  });

  const terminal = async (args: readonly string[], databaseUrl = url) =>
    workspace.start(args, { PHASEGATE_DATABASE_URL: databaseUrl, PASSED_ON: 'yes' }).ended;

  it('holds the history of the terminal, and no file takes its place', async () => {
    const { exitCode, stderr } = await terminal(['gate', '1']);
    assert.equal(exitCode, 0, stderr);
    const history = await terminal(['history', '--json']);
    assert.equal(documents.history.parse(JSON.parse(history.stdout)).runs.length, 1);
    assert.equal(existsSync(path.join(workspace.home, 'phasegate.db')), false);
    const without = await workspace.json(documents.history, 'history');
    assert.equal(without.document.runs.length, 0);
  });

  it('takes over what the terminal kept in its file, and gives it back', async () => {
    await workspace.run('gate', '1');
    const there = await workspace.run('database', 'copy', '--to', url);
    assert.equal(there.exitCode, 0, there.stderr);
    assert.ok(!(there.stdout + there.stderr).includes('correct'));
    const history = async (text: string) => documents.history.parse(JSON.parse(text)).runs.map(({ id }) => id);
    const kept = await history((await workspace.run('history', '--json')).stdout);
    assert.deepEqual(await history((await terminal(['history', '--json'])).stdout), kept);
    const back = await terminal(['database', 'copy', '--to', 'back.db']);
    assert.equal(back.exitCode, 0, back.stderr);
    const sums = (text: string): readonly string[] => text.match(/\b[0-9a-f]{32}\b/g) ?? [];
    assert.deepEqual(sums(back.stdout), sums(there.stdout));
    assert.ok(sums(back.stdout).length > 10);
  });

  it('is hidden from gates, even from one that asks for its address', async () => {
    const { exitCode, stderr } = await terminal(['gate', '1']);
    assert.equal(exitCode, 0, stderr);
    const environment = JSON.parse(workspace.read('environment.json')) as Record<string, string>;
    assert.equal(environment['PASSED_ON'], 'yes');
    assert.ok(!('PHASEGATE_DATABASE_URL' in environment));
    assert.ok(!JSON.stringify(environment).includes('correct horse'));
  });

  it('is named by the setting of the editor, which sees within seconds what a terminal does', async () => {
    const editor = await Editor.open({ root: workspace.root, home: workspace.home, databaseUrl: url });
    try {
      await editor.overview();
      const { run } = await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
      assert.equal(run.outcome, 'passed');
      const { exitCode, stderr } = await terminal(['gate', '2']);
      assert.equal(exitCode, 0, stderr);
      await editor.until((overview) => overview?.phases[1]?.gates[0]?.state === 'passed');
      assert.equal(existsSync(path.join(workspace.home, 'phasegate.db')), false);
    } finally {
      await editor.close();
    }
  });

  it('that is away is told with an exit code, and tried again by a running editor', async function () {
    this.timeout(60_000);
    const server = await EmbeddedPostgres.start();
    await server.goAway();
    // It starts without its database, and shows the roadmap all the same.
    const editor = await Editor.open({ root: workspace.root, home: workspace.home, databaseUrl: server.url() });
    try {
      await editor.overview();
      const { exitCode, stderr } = await terminal(['history'], server.url());
      assert.equal(exitCode, 2);
      assert.match(
        stderr,
        /^phasegate: The database postgres:\/\/postgres@127\.0\.0\.1:\d+\/postgres cannot be reached/,
      );
      const failure = await editor.askFailing(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
      assert.equal(failure, 'database-unavailable');
      await server.comeBack();
      const { run } = await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
      assert.equal(run.outcome, 'passed');
    } finally {
      await editor.close();
      await server.stop();
    }
  });

  it('with a wrong address ends the program at once, with a message and without the password', async () => {
    const startMs = performance.now();
    for (const address of [
      'postgres://ann:hush@127.0.0.1:1/x',
      'postgres://ann:hush#@db/x',
      url.replace('horse', 'hush'),
    ]) {
      const { exitCode, stdout, stderr } = await terminal(['history', '--json'], address);
      assert.equal(exitCode, 2);
      assert.equal(documents.failure.parse(JSON.parse(stdout)).failure.code, 'database-unavailable');
      assert.ok(!(stdout + stderr).includes('hush'), stdout + stderr);
    }
    assert.ok(performance.now() - startMs < 15_000);
  });
});
