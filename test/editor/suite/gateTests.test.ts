/** The Test Explorer has the phases and gates at their places, and running them there does what the commands do. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import {
  closeEditors,
  openFolder,
  readText,
  statusOf,
  target,
  until,
  uriOf,
  writePlan,
  writeText,
} from '../openFolder.ts';
import type { PlannedPhase } from '../openFolder.ts';

// Gates that start no program need no consent, and so no dialog, which a test host cannot show.
const gates =
  'gates:\n  - name: criteria\n    checklist: Acceptance criteria\n  - name: roadmap\n    files: [ROADMAP.md]';

function phase(id: string, isTicked: boolean, more = ''): PlannedPhase {
  const body = `## Acceptance criteria\n- [${isTicked ? 'x' : ' '}] the only one\n`;
  return { id, gates: `${gates}${more}`, body };
}

/** The editor's own group of profiles that run tests. */
const runGroup = 2;

/** Ids of the items that stand in a file, each as the path of ids that leads to it. */
async function itemsIn(file: string): Promise<readonly (readonly string[])[]> {
  return vscode.commands.executeCommand('vscode.testing.getTestsInFile', uriOf(file));
}

async function names(file: string): Promise<readonly string[]> {
  const root = openFolder().uri.toString();
  return (await itemsIn(file)).map((ids) => (ids.at(-1) ?? '').replace(root, '')).sort();
}

async function runItem(file: string, name: string): Promise<void> {
  const found = await until(`the item ${name}`, async () =>
    (await itemsIn(file)).find((ids) => ids.at(-1)?.endsWith(name)),
  );
  await vscode.commands.executeCommand('vscode.runTestsById', runGroup, found.join('\0'));
}

interface KeptRun {
  readonly id: string;
  readonly phase: string;
  readonly outcome: string;
  readonly gates: readonly { readonly name: string; readonly outcome: string }[];
}

/** The runs kept, newest first, as a terminal tells them. */
async function history(): Promise<readonly KeptRun[]> {
  const extension = vscode.extensions.getExtension('phasegate.phasegate');
  assert.ok(extension);
  const program = path.join(extension.extensionPath, 'dist', 'cli.js');
  const answer = await promisify(execFile)(process.execPath, [
    program,
    '-C',
    openFolder().uri.fsPath,
    'history',
    '--json',
  ]);
  return (JSON.parse(answer.stdout) as { readonly runs: readonly KeptRun[] }).runs;
}

const gatesOf = (run: KeptRun | undefined): readonly string[] | undefined =>
  run?.gates.map(({ name, outcome }) => `${name} ${outcome}`);

describe('gates in the Test Explorer', () => {
  afterEach(closeEditors);

  it('stand in the roadmap and in the specs, under ids that stay', async () => {
    await writePlan([phase('1', true), phase('2A', false)]);
    // The plan of an earlier test may have as many phases.
    const shows = async (expected: string): Promise<boolean> => (await names('ROADMAP.md')).join(' ') === expected;
    await until('the phases', () => shows('#1 #2A'));
    assert.deepEqual(await names('stages/2A.md'), ['#2A/criteria', '#2A/roadmap']);
    await writeText('ROADMAP.md', (await readText('ROADMAP.md')).replace('Title of 1', 'Another title'));
    await vscode.commands.executeCommand('phasegate.refresh');
    assert.ok(await shows('#1 #2A'));
  });

  it('write the verdict when a phase is run, and none when a gate is', async () => {
    await writePlan([phase('1', true)]);
    await runItem('stages/1.md', '#1/criteria');
    assert.equal(await statusOf('1'), 'TODO');
    assert.deepEqual(gatesOf((await history())[0]), ['criteria passed']);
    await runItem('ROADMAP.md', '#1');
    assert.equal(await statusOf('1'), 'DONE');
    assert.deepEqual(gatesOf((await history())[0]), ['criteria passed', 'roadmap passed']);
  });

  it('run again where they failed', async () => {
    await writePlan([phase('1', false)]);
    await runItem('ROADMAP.md', '#1');
    assert.equal(await statusOf('1'), 'FAILED');
    await writeText('stages/1.md', (await readText('stages/1.md')).replace('- [ ]', '- [x]'));
    await vscode.commands.executeCommand('testing.reRunFailTests');
    const again = await until('another run', async () => {
      const [run] = await history();
      return run?.outcome === 'passed' && run;
    });
    assert.deepEqual(gatesOf(again), ['criteria passed']);
  });

  it('run one phase after the other, and end where the order ends', async () => {
    await writePlan([phase('1', true), phase('2', false), phase('3', true)]);
    await until('the phases', async () => (await itemsIn('ROADMAP.md')).length === 3);
    await vscode.commands.executeCommand('testing.runAll');
    assert.deepEqual([await statusOf('1'), await statusOf('2'), await statusOf('3')], ['DONE', 'FAILED', 'TODO']);
  });

  it('count a run from elsewhere, so that what failed there can be run again here', async () => {
    await writePlan([phase('1', false)]);
    await until('the gates', async () => (await itemsIn('stages/1.md')).length === 2);
    await vscode.commands.executeCommand('phasegate.runGates', target('1'));
    const [before] = await history();
    const again = await until('another run', async () => {
      await vscode.commands.executeCommand('testing.reRunFailTests');
      const [run] = await history();
      return run?.id !== before?.id && run;
    });
    assert.deepEqual(gatesOf(again), ['criteria failed']);
  });
});
