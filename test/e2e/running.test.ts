/** A person runs phases in the real workbench: from the tree, the palette and a lens, and sees what came of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, makeProject, notingExecutor } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

const run = 'Run These Commands';

describe('running phases in the workbench', function () {
  this.timeout(120_000);
  let project: Project;
  let workbench: OpenWorkbench;
  let window: WorkbenchPage;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject(
      [
        {
          id: '1',
          title: 'From the tree',
          gates: '  - name: check\n    run: node gates/say.mjs\n    env: { LEVEL: high }',
        },
        { id: '2', title: 'From the palette', gates: '  - name: check\n    run: node gates/say.mjs' },
        { id: '3', title: 'From a lens', gates: '  - name: check\n    run: node gates/say.mjs fixed' },
        { id: '4', title: 'Takes long', gates: '  - name: slow\n    run: node gates/wait.mjs go' },
      ],
      notingExecutor,
    );
    undo.push(() => project.remove());
    workbench = await openWorkbench({ folder: project.folder });
    undo.push(() => workbench.close());
    ({ window } = workbench);
    await window.openView('Phasegate');
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  // Each step stands on the one before it, so after a failure the others would only wait in vain.
  let isBroken = false;
  beforeEach(function () {
    if (isBroken) this.skip();
  });
  afterEach(function () {
    isBroken ||= this.currentTest?.state === 'failed';
  });

  const statusOf = async (phase: string): Promise<string | undefined> =>
    new RegExp(`## Phase ${phase}:[^\\n]*\\n\\*\\*Status:\\*\\* (\\w+)`).exec(await window.fileText('ROADMAP.md'))?.[1];
  const waitForStatus = (phase: string, status: string): Promise<void> =>
    window.waitFor(`phase ${phase} to be ${status}`, async () => (await statusOf(phase)) === status);
  const worked = async (): Promise<readonly string[]> =>
    (await window.fileText('worked.txt').catch(() => '')).split('\n').filter((line) => line !== '');

  it('shows the phases with their state, and which one is the next', async () => {
    await window.see(window.treeItem(/^1 From the tree, todo, .*next.*From the tree works/));
    await window.see(window.treeItem(/^4 Takes long, todo/));
    await window.see(window.page.locator('.part.sidebar .pane-header').getByText('4 phases · 0 done'));
    await window.see(window.statusBarItem('Phase 1'));
  });

  it('runs a phase from the tree, after showing exactly what it will run', async () => {
    await window.inlineAction(/^1 From the tree/, 'Run Phase');
    const asked = await window.answerDialog(run);
    assert.match(asked, /Run these commands for phase 1\?/);
    assert.match(asked, /executor, in the workspace folder:\s+node work\.mjs \{spec\}/);
    assert.match(asked, /check, in the workspace folder:\s+node gates\/say\.mjs[\s\S]*with LEVEL=high/);
    await waitForStatus('1', 'DONE');
    assert.deepEqual(await worked(), ['stages/1.md']);
    await window.see(window.notification(/Phase 1 passed in .* and is done\./));
    await window.see(window.treeItem(/^1 From the tree, done, passed/));
    await window.see(window.treeItem(/^2 From the palette, todo, .*next/));
  });

  it('runs the next phase from the palette', async () => {
    await window.runCommand('Phasegate: Run Next Phase');
    await window.answerDialog(run);
    await waitForStatus('2', 'DONE');
    await window.see(window.page.locator('.part.sidebar .pane-header').getByText('4 phases · 2 done'));
  });

  it('runs a phase from its lens, and says which gate failed and why', async () => {
    await window.openFile('ROADMAP.md');
    await window.see(window.codeLens('Run phase'));
    await clickLens(window, 'Run phase', 'Phase 3:');
    await window.answerDialog(run);
    await waitForStatus('3', 'FAILED');
    assert.match(await window.fileText('ROADMAP.md'), /\*\*Status:\*\* FAILED[\s\S]*\*\*Notes:\*\* [^\n]*check/);
    await window.see(window.notification(/Gate check failed: exit code 1.* Phase 3 is marked FAILED\./));
    await window.see(window.treeItem(/^3 From a lens, failed/));
    await window.see(window.treeItem(/^check, failed/));
  });

  it('shows the log with its colours', async () => {
    // Nothing opens by itself, unless a setting says so.
    assert.equal(await window.page.locator('.terminal-wrapper').count(), 0);
    await window.answerNotification(/Gate check failed/, 'Show Log');
    await window.waitFor('the output in the terminal', async () =>
      (await window.terminalText()).includes('not yet, see gates/say.mjs'),
    );
    await window.see(window.page.locator('.terminal-wrapper.active .xterm-rows .xterm-fg-1').first());
    assert.match(await window.terminalText(), /\$ node gates\/say\.mjs fixed[\s\S]*Gate check failed: exit code 1/);
  });

  it('opens the file that a line of the log names', async () => {
    await clickInTerminal(window, 'gates/say.mjs:3:7');
    await window.see(window.openTab('say.mjs'));
    await window.see(window.statusBarItem('Ln 3, Col 7'));
  });

  it('runs again from the message, without asking again, and passes once the cause is gone', async () => {
    await writeFile(path.join(project.folder, 'fixed.txt'), '');
    await window.runCommand('Phasegate: Run Phase…');
    await window.quickPick(/^3 +From a lens/);
    await waitForStatus('3', 'DONE');
    assert.doesNotMatch(await window.fileText('ROADMAP.md'), /Notes/);
    await window.see(window.treeItem(/^3 From a lens, done/));
  });

  it('shows a running gate and cancels it with everything it started', async () => {
    await window.inlineAction(/^4 Takes long/, 'Run Phase');
    await window.answerDialog(run);
    await window.see(window.treeItem(/^slow, running/));
    await window.see(window.badge('Phasegate'));
    assert.equal(await window.badge('Phasegate').innerText(), '1');
    await window.see(window.notification(/Phase 4: slow running \(1 of 1 gates\)/));
    await window.see(window.statusBarItem('Phase 4: slow'));
    const pid = Number(await window.waitForFile('waiting.pid', /^\d+$/));
    assert.ok(isAlive(pid));
    await window.treeItem(/^slow, running/).click();
    await window.waitFor('the live output', async () => (await window.terminalText()).includes('waiting for go'));
    await window.inlineAction(/^4 Takes long/, 'Cancel');
    await window.see(window.treeItem(/^slow, cancelled/));
    await window.waitFor('the gate to be gone', () => !isAlive(pid));
    assert.notEqual(await statusOf('4'), 'DONE');
    assert.notEqual(await statusOf('4'), 'FAILED');
    await window.gone(window.badge('Phasegate'));
  });

  it('cancels from the progress as well, and asks no more for gates that were agreed to with the executor', async () => {
    await writeFile(path.join(project.folder, 'waiting.pid'), '');
    await window.runCommand('Phasegate: Run Gates…');
    await window.quickPick(/^4 +Takes long/);
    const pid = Number(await window.waitForFile('waiting.pid', /^\d+$/));
    await window.answerNotification(/Phase 4: slow running/, 'Cancel');
    await window.waitFor('the gate to be gone', () => !isAlive(pid));
    await window.see(window.treeItem(/^slow, cancelled/));
  });

  it('asks again when a definition changed, and runs nothing when the answer is no', async () => {
    const spec = path.join(project.folder, 'stages', '4.md');
    await writeFile(spec, (await readFile(spec, 'utf8')).replace('wait.mjs go', 'wait.mjs go changed'));
    await writeFile(path.join(project.folder, 'waiting.pid'), '');
    await window.runCommand('Phasegate: Run Gates…');
    await window.quickPick(/^4 +Takes long/);
    const asked = await window.answerDialog('Cancel');
    assert.match(asked, /What phase 4 runs has changed since you agreed\./);
    assert.match(asked, /node gates\/wait\.mjs go changed/);
    await window.see(window.statusBarItem('Nothing was run.'));
    assert.equal(await window.fileText('waiting.pid'), '');
  });

  it('shows a run whose server was killed as interrupted, and takes it up again only when asked', async () => {
    await window.runCommand('Phasegate: Run Gates…');
    await window.quickPick(/^4 +Takes long/);
    await window.answerDialog(run);
    const pid = Number(await window.waitForFile('waiting.pid', /^\d+$/));
    process.kill(requireServerPid(workbench.phasegateHome), 'SIGKILL');
    await window.see(window.treeItem(/^4 Takes long, interrupted/));
    await window.waitFor('the orphaned gate to be gone', () => !isAlive(pid));
    await writeFile(path.join(project.folder, 'go.txt'), '');
    assert.equal(await statusOf('4'), 'IN_PROGRESS');
    await window.inlineAction(/^4 Takes long/, 'Run Gates');
    await waitForStatus('4', 'DONE');
    await window.see(window.page.locator('.part.sidebar .pane-header').getByText('4 phases · 4 done'));
    await window.see(window.statusBarItem('4 of 4 phases'));
  });

  it('looks back: runs, the gates of one, and its log in an editor', async () => {
    await window.runCommand('Phasegate: Show History');
    await window.see(window.quickPickRows().filter({ hasText: 'Phase 4 passed' }).first());
    await window.see(window.quickPickRows().filter({ hasText: 'Phase 4 was cancelled' }).first());
    await window.quickPick(/Phase 3 failed/);
    await window.quickPick(/check/);
    await window.see(window.openTab('3 check.log'));
    assert.match(await window.editorText(), /not yet, see gates/);
  });

  it('compares two runs of one gate', async () => {
    await window.runCommand('Phasegate: Show History');
    await window.quickPick(/Phase 3 passed/);
    const row = window.quickPickRows().filter({ hasText: 'check' }).first();
    await row.hover();
    await row.getByRole('button', { name: 'Compare with…' }).click();
    await window.quickPick(/Phase 3 failed/);
    await window.see(window.openTab(/^3 check: .*↔/));
    const editor = window.page.locator('.editor-group-container.active .monaco-diff-editor');
    await window.see(editor.locator('.editor.original .view-line').filter({ hasText: 'not yet' }));
    await window.see(editor.locator('.editor.modified .view-line').filter({ hasText: 'passed after' }));
  });

  it('offers to start a server again that crashed too often', async () => {
    const notice = 'The Phasegate server stopped too often';
    // One crash was a step above.
    let last = 0;
    for (let crash = 1; crash < 5; crash++) {
      await window.waitFor('another server', () => (serverPid(workbench.phasegateHome) ?? last) !== last);
      last = requireServerPid(workbench.phasegateHome);
      process.kill(last, 'SIGKILL');
    }
    await window.see(window.notification(notice));
    await window.see(window.page.locator('.part.sidebar').getByText('The Phasegate server does not run.'));
    await window.answerNotification(notice, 'Start It Again');
    await window.gone(window.page.locator('.part.sidebar').getByText('The Phasegate server does not run.'));
    await window.see(window.treeItem(/^4 Takes long, done/));
  });
});

/** Clicks the lens that stands right above the line with that text. */
async function clickLens(window: WorkbenchPage, lens: string, line: string): Promise<void> {
  const editor = window.page.locator('.editor-group-container.active');
  const lenses = editor.locator('.codelens-decoration a').filter({ hasText: lens });
  const headings = editor.locator('.view-line').filter({ hasText: line });
  const tops = (nodes: (SVGElement | HTMLElement)[]): number[] => nodes.map((node) => node.getBoundingClientRect().top);
  let nearest = -1;
  // The editor draws lines and lenses anew at any time, so both are measured until they fit together.
  await window.waitFor(`the lens ${lens} above ${line}`, async () => {
    const [heading] = await headings.evaluateAll(tops);
    const distances = (await lenses.evaluateAll(tops)).map((top) => (heading ?? Number.NaN) - top);
    nearest = distances.findIndex((distance) => distance > 0 && distance < 40);
    return nearest >= 0;
  });
  await lenses.nth(nearest).click();
}

/** Follows a link in the terminal: the pointer first rests on it, since links are looked for only then. */
async function clickInTerminal(window: WorkbenchPage, text: string): Promise<void> {
  const run = window.page.locator('.terminal-wrapper.active .xterm-rows span').filter({ hasText: text }).first();
  const box = await run.boundingBox();
  const whole = await run.textContent();
  assert.ok(box && whole, `the terminal does not show ${text}`);
  const letterWidth = box.width / whole.length;
  const x = box.x + (whole.indexOf(text) + text.length / 2) * letterWidth;
  const y = box.y + box.height / 2;
  await window.page.mouse.move(x - letterWidth, y);
  await window.page.mouse.move(x, y);
  await window.see(window.page.locator('.workbench-hover').getByText('Open the file'));
  await window.page.keyboard.down('ControlOrMeta');
  await window.page.mouse.click(x, y);
  await window.page.keyboard.up('ControlOrMeta');
}

/** The language server that works with this data directory; other windows on the machine have their own. */
function serverPid(phasegateHome: string): number | undefined {
  const table = execFileSync('ps', ['eww', '-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  const line = table
    .split('\n')
    .find((row) => row.includes('dist/server.cjs') && row.includes(`PHASEGATE_HOME=${phasegateHome}`));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}

function requireServerPid(phasegateHome: string): number {
  const pid = serverPid(phasegateHome);
  assert.ok(pid, 'there is no server');
  return pid;
}
