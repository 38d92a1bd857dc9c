/** What a person does in a window of the workbench, as typed verbs; each waits for its condition, never for time. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { downloadsFolder } from '../../scripts/editor/obtainWorkbench.ts';
import { readExtensionHostLog, VerbError } from './verbError.ts';
import { waitLimitMs, waitUntil } from './waitUntil.ts';

const openLimitMs = 60_000;
/** A name: a string is found as a part of the whole name, in any letter case. */
export type Name = string | RegExp;

export class WorkbenchPage {
  readonly page: Page;
  /** The folder that the window has open. */
  readonly folder: string;
  readonly #serverOutput: () => string;
  readonly #dataFolder: string;
  readonly #console: string[] = [];

  constructor(page: Page, folder: string, serverOutput: () => string, dataFolder: string) {
    this.page = page;
    this.folder = folder;
    this.#serverOutput = serverOutput;
    this.#dataFolder = dataFolder;
    page.setDefaultTimeout(waitLimitMs);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#console.push(message.text());
    });
    page.on('pageerror', (error) => this.#console.push(String(error)));
  }

  /** Goes to the address and waits until the window can be used. */
  open(url: string): Promise<void> {
    return this.#step(`open ${url}`, async () => {
      await this.page.goto(url, { timeout: openLimitMs });
      await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: openLimitMs });
      await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    });
  }

  /** Loads the window again, as a person would after an update. */
  reload(): Promise<void> {
    return this.#step('reload the window', async () => {
      await this.page.reload({ timeout: openLimitMs });
      await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: openLimitMs });
    });
  }

  /** Shows the view container with that name in the side bar. */
  openView(name: Name): Promise<void> {
    return this.#step(`open the view ${name}`, async () => {
      const tab = this.page.locator('.activitybar').getByRole('tab', { name });
      await tab.waitFor();
      // A click on the view that is already open would close the side bar.
      if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
      await waitUntil(async () => (await tab.getAttribute('aria-expanded')) === 'true');
    });
  }

  /** A row in the side bar. */
  treeItem(name: Name): Locator {
    return this.page.locator('.sidebar').getByRole('treeitem', { name }).first();
  }

  /** Opens or closes a row with children. */
  toggle(name: Name): Promise<void> {
    return this.#step(`toggle ${name}`, async () => {
      const item = this.treeItem(name);
      const before = await item.getAttribute('aria-expanded');
      await item.locator('.monaco-tl-twistie').click();
      await waitUntil(async () => (await item.getAttribute('aria-expanded')) !== before);
    });
  }

  /** Presses one of the small buttons that a row shows under the pointer. */
  inlineAction(item: Name, action: Name): Promise<void> {
    return this.#step(`press ${action} on ${item}`, async () => {
      const row = this.treeItem(item);
      await row.hover();
      await row.locator('.monaco-action-bar').getByRole('button', { name: action }).click();
    });
  }

  /** Picks an entry of a row's context menu. */
  contextAction(item: Name, action: Name): Promise<void> {
    return this.#step(`choose ${action} in the menu of ${item}`, async () => {
      await this.treeItem(item).click({ button: 'right' });
      const entry = this.page.locator('.context-view').getByRole('menuitem', { name: action });
      await entry.click();
      // The editor passes over a click that follows the opening of the menu too closely.
      await waitUntil(async () => {
        if (await entry.isHidden()) return true;
        await entry.click({ timeout: 1000 }).catch(() => undefined);
        return entry.isHidden();
      });
    });
  }

  /** Presses a button in the title of a view in the side bar. */
  titleAction(action: Name): Promise<void> {
    return this.#step(`press ${action} in the title of the view`, async () => {
      const sideBar = this.page.locator('.part.sidebar');
      await sideBar.locator('.pane-header, .composite.title').first().hover();
      await sideBar.locator('.title, .pane-header').getByRole('button', { name: action }).first().click();
    });
  }

  /** Runs a command from the palette by its whole label, such as `Phasegate: Run Next Phase`. */
  runCommand(label: string): Promise<void> {
    return this.#step(`run the command ${label}`, async () => {
      const input = this.page.locator('.quick-input-widget input.input');
      // A key that is pressed while a page is being loaded, which has the focus then, goes nowhere.
      await waitUntil(async () => {
        await this.page.keyboard.press('F1');
        return input.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      });
      await input.fill(`>${label}`);
      await this.#quickPickRow(label).click();
    });
  }

  /** Whether the palette offers the command; it is closed again. */
  async offersCommand(label: string): Promise<boolean> {
    return this.#step(`look for the command ${label}`, async () => {
      await this.page.keyboard.press('F1');
      const input = this.page.locator('.quick-input-widget input.input');
      await input.waitFor();
      await input.fill(`>${label}`);
      const rows = this.page.locator('.quick-input-list .monaco-list-row');
      await rows.first().waitFor();
      const labels = await rows.locator('.quick-input-list-label-name, .label-name').allTextContents();
      await this.page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
      return labels.some((text) => plain(text) === label);
    });
  }

  /** Picks a row of the open quick pick by a part of its label. */
  quickPick(label: Name): Promise<void> {
    return this.#step(`pick ${label}`, () => this.#quickPickRow(label).click());
  }

  /** The rows of the open quick pick. */
  quickPickRows(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  }

  /** Types into the open input box and confirms. */
  answerInput(text: string): Promise<void> {
    return this.#step(`answer ${text}`, async () => {
      const input = this.page.locator('.quick-input-widget input.input');
      await input.fill(text);
      await input.press('Enter');
      await input.waitFor({ state: 'hidden' });
    });
  }

  /** Opens a file of the folder by its path in it, and waits until its text is there. */
  openFile(file: string): Promise<void> {
    return this.#step(`open the file ${file}`, async () => {
      await this.page.keyboard.press('ControlOrMeta+KeyP');
      const input = this.page.locator('.quick-input-widget input.input');
      await input.waitFor();
      await input.fill(file);
      await this.quickPickRows()
        .filter({ hasText: path.basename(file) })
        .first()
        .click();
      await this.openTab(path.basename(file)).waitFor();
      await this.page.locator('.editor-group-container.active .view-lines .view-line').first().waitFor();
    });
  }

  /** The active tab, if it has that name. */
  openTab(name: Name): Locator {
    return this.page
      .locator('.editor-group-container.active .tabs-container')
      .getByRole('tab', { name, selected: true });
  }

  /** What the active editor shows, line by line. Lines out of sight are not in it: read a long file from disk. */
  editorText(): Promise<string> {
    return this.#step('read the editor', async () => {
      const lines = this.page.locator('.editor-group-container.active .editor-instance .view-lines .view-line');
      await lines.first().waitFor();
      const placed = await lines.evaluateAll((nodes) =>
        nodes.map((node) => ({
          top: parseFloat(node instanceof HTMLElement ? node.style.top : '0'),
          text: node.textContent,
        })),
      );
      return placed
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => plain(text))
        .join('\n');
    });
  }

  /** Puts the cursor at the end of the active editor's text and types. */
  typeAtEnd(text: string): Promise<void> {
    return this.#step('type at the end of the editor', async () => {
      await this.page.locator('.editor-group-container.active .view-lines').first().click();
      await this.page.keyboard.press('ControlOrMeta+End');
      await this.page.keyboard.type(text);
    });
  }

  /** A lens above a line of the active editor. */
  codeLens(text: Name): Locator {
    return this.page.locator('.editor-group-container.active .codelens-decoration a').filter({ hasText: text }).first();
  }

  /** A message in the lower right corner. */
  notification(text: Name): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  }

  /** Presses a button of such a message. */
  answerNotification(text: Name, button: Name): Promise<void> {
    return this.#step(`press ${button} on the notification ${text}`, () =>
      this.notification(text).getByRole('button', { name: button }).click(),
    );
  }

  /** The question in the middle of the window. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Answers it, and returns what it said. */
  answerDialog(button: Name): Promise<string> {
    return this.#step(`press ${button} in the dialog`, async () => {
      const dialog = this.dialog();
      await dialog.waitFor();
      const text = await dialog.locator('.dialog-message-container').innerText();
      await dialog.getByRole('button', { name: button }).click();
      await dialog.waitFor({ state: 'hidden' });
      return plain(text);
    });
  }

  /** An item at the bottom of the window. */
  statusBarItem(text: Name): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** The number or mark on a view's icon. */
  badge(view: Name): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name: view }).locator('.badge-content');
  }

  /** What the visible terminal shows. */
  terminalText(): Promise<string> {
    return this.#step('read the terminal', async () => {
      const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
      await rows.first().waitFor();
      return (await rows.allTextContents()).map(plain).join('\n').trimEnd();
    });
  }

  /** Says that the folder is trusted, as a person does in the trust editor. */
  trustFolder(): Promise<void> {
    return this.#step('trust the folder', async () => {
      await this.runCommand('Workspaces: Manage Workspace Trust');
      await this.page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: /^Trust$/ })
        .click();
      await this.page.locator('.workspace-trust-editor .workspace-trust-header.workspace-trust-trusted').waitFor();
      // The trust editor lies over the whole window.
      const over = this.page.locator('.monaco-modal-editor-block');
      await over.getByRole('button', { name: /^Close/ }).click();
      await over.waitFor({ state: 'hidden' });
    });
  }

  /** A file of the folder as it is on disk. */
  fileText(file: string): Promise<string> {
    return readFile(path.join(this.folder, file), 'utf8');
  }

  /** Waits until the file on disk matches, and returns its text. */
  async waitForFile(file: string, expected: Name, limitMs = waitLimitMs): Promise<string> {
    let text = '';
    await this.waitFor(
      `${file} to hold ${expected}`,
      async () => {
        text = await this.fileText(file).catch(() => '');
        return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
      },
      limitMs,
    );
    return text;
  }

  /** Waits until the element is there to be seen. */
  see(element: Locator, description = String(element), limitMs = waitLimitMs): Promise<void> {
    return this.#step(`see ${description}`, () => element.waitFor({ timeout: limitMs }));
  }

  /** Waits until the element is gone. */
  gone(element: Locator, description = String(element), limitMs = waitLimitMs): Promise<void> {
    return this.#step(`see no more of ${description}`, () => element.waitFor({ state: 'hidden', timeout: limitMs }));
  }

  /** Waits until the condition holds; `description` completes the sentence "waited for …". */
  waitFor(description: string, condition: () => Promise<boolean> | boolean, limitMs = waitLimitMs): Promise<void> {
    return this.#step(`wait for ${description}`, () => waitUntil(condition, limitMs));
  }

  async screenshot(name: string): Promise<string> {
    const folder = path.join(downloadsFolder, 'screenshots');
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  #quickPickRow(label: Name): Locator {
    const exact = typeof label === 'string' ? new RegExp(`^${escape(label)}$`) : label;
    const rows = this.quickPickRows();
    return rows.filter({ has: this.page.locator('.label-name').filter({ hasText: exact }) }).first();
  }

  /** Does what a verb means; when it fails, the error says which verb it was and keeps what can be known about it. */
  async #step<Result>(description: string, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      // A verb inside a verb has told it all already.
      if (error instanceof VerbError) throw error;
      const name = `failed-${description.replaceAll(/\W+/g, '-').slice(0, 60)}-${Date.now()}`;
      const picture = await this.screenshot(name).catch((fault: unknown) => `none (${String(fault)})`);
      const logs = {
        'console of the page': this.#console.join('\n'),
        'extension host': await readExtensionHostLog(this.#dataFolder),
        server: this.#serverOutput(),
      };
      throw new VerbError(description, error, picture, logs);
    }
  }
}

/** The editor sets its text in no-break spaces. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').trimEnd();
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
