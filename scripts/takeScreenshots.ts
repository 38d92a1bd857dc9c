/** Takes the pictures of the README in the real workbench, on the starter: `npm run build`, then `node scripts/takeScreenshots.ts`. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkbench } from '../test/e2e/workbench.ts';
import type { WorkbenchPage } from '../test/e2e/workbenchPage.ts';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'docs', 'screenshots');

/** The first one is the README's; the others show that nothing depends on one theme. */
const themes = [
  { name: '', setting: 'Default Dark Modern' },
  { name: '-light', setting: 'Default Light Modern' },
  { name: '-high-contrast', setting: 'Default High Contrast' },
] as const;

const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-screenshots-'));
try {
  await mkdir(target, { recursive: true });
  for (const theme of themes) {
    const folder = path.join(scratch, `greeter${theme.name}`);
    const empty = path.join(scratch, `new-project${theme.name}`);
    await cp(path.join(root, 'starter'), folder, { recursive: true });
    await mkdir(empty);
    const workbench = await openWorkbench({
      folder,
      extension: 'source',
      settings: {
        'workbench.colorTheme': theme.setting,
        'window.commandCenter': false,
        'workbench.tips.enabled': false,
      },
    });
    try {
      await takePictures(workbench.window, theme.name);
      const welcome = await workbench.openWindow(empty);
      await welcome.openView('Phasegate');
      await welcome.see(welcome.page.locator('.part.sidebar').getByRole('button', { name: 'Start a Roadmap' }));
      await picture(welcome, `welcome${theme.name}`);
    } finally {
      await workbench.close();
    }
  }
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

async function takePictures(window: WorkbenchPage, suffix: string): Promise<void> {
  await window.openFile('ROADMAP.md');
  await window.openView('Phasegate');
  await window.see(window.treeItem(/^1 A greeting/));
  await window.see(window.codeLens('Run phase'));
  await picture(window, `tree${suffix}`);

  await window.inlineAction(/^1 A greeting/, 'Run Phase');
  await window.see(window.dialog());
  await picture(window, `consent${suffix}`);
  await window.answerDialog('Run These Commands');
  await window.see(window.notification(/Phase 1 passed/));
  await picture(window, `done${suffix}`);

  await window.inlineAction(/^2 A farewell/, 'Run Phase');
  await window.answerDialog('Run These Commands');
  await window.see(window.notification(/Gate farewell test failed/));
  await window.answerNotification(/Gate farewell test failed/, 'Show Log');
  await window.waitFor('the log', async () => (await window.terminalText()).includes('failed'));
  await picture(window, `failed${suffix}`);
}

async function picture(window: WorkbenchPage, name: string): Promise<void> {
  // The pointer would leave a hover on whatever it stands on.
  await window.page.mouse.move(640, 790);
  await window.page.evaluate(() => document.fonts.ready.then(() => undefined));
  await window.page.screenshot({ path: path.join(target, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/screenshots/${name}.png`);
}
