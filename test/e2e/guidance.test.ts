/** What explains Phasegate inside the workbench: the walkthrough, the page behind a problem's code, and its fixes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';

interface Walkthrough {
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly media: Readonly<Record<string, string>>;
  }[];
}

const root = path.join(import.meta.dirname, '..', '..');

describe('guidance in the workbench', function () {
  this.timeout(180_000);
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject([
      { id: '1', title: 'Foundation', status: 'wip', gates: '  - { name: there, files: [ROADMAP.md] }' },
    ]);
    undo.push(() => project.remove());
    workbench = await openWorkbench({ folder: project.folder });
    undo.push(() => workbench.close());
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('opens the page of a code from the problem, and offers its fix', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    await window.see(window.treeItem(/^1 Foundation/), 'the phase', 60_000);
    await window.openFile('ROADMAP.md');
    await window.runCommand('Problems: Focus on Problems View');
    const link = window.page.locator('.markers-panel').locator('.monaco-link', { hasText: 'phase-status-unknown' });
    await window.see(link, 'the code as a link', 60_000);
    await link.click();
    await window.see(window.openTab('phase-status-unknown.md'));
    await window.see(window.page.locator('.editor-instance').getByText('Why it matters').first());
    await window.screenshot('problem-page');

    await window.openFile('ROADMAP.md');
    await window.page.locator('.markers-panel').getByText('has the status').first().dblclick();
    await window.see(window.page.locator('[class*="codicon-gutter-lightbulb"]').first(), 'the light bulb');
    await window.runCommand('Quick Fix...');
    const action = window.page.locator('.action-widget').getByText('Change the status to IN_PROGRESS').first();
    await window.see(action);
    await window.screenshot('quick-fix');
    await action.click();
    await window.page.keyboard.press('Control+s');
    await window.waitForFile('ROADMAP.md', '**Status:** IN_PROGRESS');
  });

  it('walks through every step, with media that can be seen', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      contributes: { walkthroughs: readonly Walkthrough[] };
    };
    const [walkthrough] = manifest.contributes.walkthroughs;
    assert.ok(walkthrough);
    const fresh = await makeProject([]);
    undo.push(() => fresh.remove());
    const guide = await workbench.openWindow(fresh.folder);
    // A narrow window shows a step without its media.
    await guide.page.setViewportSize({ width: 1700, height: 1000 });
    await guide.openView('Phasegate');
    await guide.page.locator('.part.sidebar').getByRole('button', { name: 'Open the Walkthrough' }).click();
    await guide.see(guide.page.getByText('Get Started with Phasegate').first());
    for (const { id, title, media } of walkthrough.steps) {
      const step = guide.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
      await guide.see(step, title);
      if ((await step.getAttribute('class'))?.includes('expanded') !== true) await step.click();
      const shown = guide.page.locator('.gettingStartedContainer .getting-started-media');
      await guide.see(shown);
      const expected = media['markdown'];
      // The Chat view beside it is a page, too.
      const frame = guide.page
        .frameLocator('iframe.webview.ready:not([src*="purpose=webviewView"])')
        .frameLocator('#active-frame');
      if (expected === undefined) await frame.locator('svg').first().waitFor();
      else {
        const text = await readFile(path.join(root, expected), 'utf8');
        const [first = ''] = text
          .replace(/```[\s\S]*?```/g, '')
          .trim()
          .split(/[.\n:`*]/);
        await frame.getByText(first.trim()).first().waitFor();
      }
      await guide.screenshot(`walkthrough-${id}`);
    }
    await guide.page.getByRole('button', { name: 'Start a Roadmap' }).first().click();
    await guide.see(guide.openTab('ROADMAP.md'));
    await guide.openView('Phasegate');
    await guide.runCommand('Welcome: Open Walkthrough...');
    await guide.quickPick(/Get Started with Phasegate/);
    await guide.page.locator('.getting-started-step[data-step-id$="#tree"]').click();
    await guide.page.getByRole('button', { name: 'Show the Phases' }).click();
    for (const id of ['roadmap', 'tree']) {
      const done = guide.page.locator(`.getting-started-step[data-step-id$="#${id}"] .codicon.complete`);
      await guide.see(done.first(), `${id} is done`);
    }
    await guide.screenshot('walkthrough-done');
  });
});
