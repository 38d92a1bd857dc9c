/** Takes the pictures of the README in the real workbench, on the starter: `npm run build`, then `node scripts/takeScreenshots.ts`. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChatPage } from '../test/e2e/chatPage.ts';
import { openWorkbench, type OpenWorkbench } from '../test/e2e/workbench.ts';
import type { WorkbenchPage } from '../test/e2e/workbenchPage.ts';
import { seedConversations } from './seedConversations.ts';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'docs', 'screenshots');

/** Whether only the pictures of the chat are taken. */
const isChatOnly = process.argv.includes('--chat');

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
    const folder = path.join(scratch, theme.setting, 'greeter');
    const empty = path.join(scratch, theme.setting, 'new-project');
    const home = path.join(scratch, theme.setting, 'home');
    await cp(path.join(root, 'starter'), folder, { recursive: true });
    await mkdir(empty);
    const workbench = await openWorkbench({
      folder,
      extension: 'source',
      settings: {
        'workbench.colorTheme': theme.setting,
        'window.commandCenter': false,
        'window.title': '${activeEditorShort}${separator}${rootName}',
        'workbench.tips.enabled': false,
      },
      // As on a person's machine: paths below the home folder are short.
      phasegateHome: path.join(home, '.local', 'share', 'phasegate'),
      environment: { HOME: home },
    });
    try {
      if (!isChatOnly) await takePictures(workbench.window, theme.name);
      await takeChatPicture(workbench, folder, theme.name);
      if (theme.name !== '' || isChatOnly) continue;
      const welcome = await workbench.openWindow(empty);
      await welcome.openView('Phasegate');
      await welcome.see(welcome.page.locator('.part.sidebar').getByRole('button', { name: 'Start a Roadmap' }));
      await picture(welcome, 'welcome');
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
  await window.see(window.codeLens('Run phase'), 'the lenses', 60_000);
  if (suffix === '') await picture(window, 'tree');

  await window.inlineAction(/^1 A greeting/, 'Run Phase');
  await window.see(window.dialog());
  if (suffix === '') await picture(window, 'consent');
  await window.answerDialog('Run These Commands');
  await window.see(window.notification(/Phase 1 passed/));
  await window.see(window.codeLens(/Passed in/));
  if (suffix === '') await picture(window, 'done');

  await window.runCommand('Notifications: Clear All Notifications');
  await window.inlineAction(/^2 A farewell/, 'Run Phase');
  await window.answerDialog('Run These Commands');
  await window.see(window.notification(/Gate farewell test failed/));
  await window.see(window.codeLens(/Failed: farewell test/));
  await picture(window, `failed${suffix}`);
  if (suffix !== '') return;

  await window.answerNotification(/Gate farewell test failed/, 'Show Log');
  await window.waitFor('the log', async () => (await window.terminalText()).includes('Gate farewell test failed'));
  await picture(window, 'log');
}

async function takeChatPicture(
  { window, phasegateHome }: OpenWorkbench,
  folder: string,
  suffix: string,
): Promise<void> {
  await window.openView('Phasegate');
  await ChatPage.find(window, 'sidebar');
  await seedConversations(phasegateHome, folder);
  await window.runCommand('Notifications: Clear All Notifications');
  await window.runCommand('View: Close All Editors');
  await window.runCommand('View: Hide Panel').catch(() => undefined);
  const side = await ChatPage.find(window, 'sidebar');
  await side.row('KYC for existing clients').getByRole('button').first().click();
  await side.button('Open in a Tab').click();
  await side.button('Show All Conversations').click();
  const chat = await ChatPage.find(window, 'tab');
  await chat.message('six years').waitFor();
  await chat.frame.locator('.feed').evaluate((feed) => feed.scrollTo(0, 0));
  // The passage behind a number is shown while it is looked at.
  await chat.citations.first().hover();
  await chat.frame.getByRole('tooltip').waitFor();
  await picture(window, `chat${suffix}`, 'stay');
}

async function picture(window: WorkbenchPage, name: string, pointer: 'away' | 'stay' = 'away'): Promise<void> {
  // The pointer would leave a hover on whatever it stands on.
  if (pointer === 'away') await window.page.mouse.move(640, 790);
  await window.gone(window.page.locator('.workbench-hover-container'));
  await window.page.evaluate(() => document.fonts.ready.then(() => undefined));
  await window.page.screenshot({ path: path.join(target, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/screenshots/${name}.png`);
}
