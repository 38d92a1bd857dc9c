/** The page of conversations in a window of the workbench, as typed verbs. */
import type { Frame, Locator } from 'playwright-core';
import { waitUntil } from './waitUntil.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

/** A page is there once the extension host has started, which takes a busy machine long. */
const findLimitMs = 60_000;

export class ChatPage {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  /**
   * The page in the side bar, or the one in the editor tab that is seen.
   * @param title a part of the name of the conversation that it shows. Default any
   */
  static async find(window: WorkbenchPage, place: 'sidebar' | 'tab', title = ''): Promise<ChatPage> {
    let found: Frame | undefined;
    await window.waitFor(
      `the chat in the ${place}`,
      async () => {
        for (const frame of window.page.frames()) {
          const isIt = await frame
            .evaluate(
              ({ wanted, name }) =>
                document.visibilityState === 'visible' &&
                document.body.clientWidth > 0 &&
                (document.body.dataset['start'] ?? '').includes(`"place":"${wanted}"`) &&
                (document.querySelector('.conversation-title')?.textContent.includes(name) ?? false),
              { wanted: place, name: title },
            )
            .catch(() => false);
          // A tab that is hidden keeps its frame for a moment, but not on the screen.
          if (isIt && (await (await frame.parentFrame()?.frameElement())?.isVisible()) === true) {
            found = frame;
            return true;
          }
        }
        return false;
      },
      findLimitMs,
    );
    if (found === undefined) throw new Error('unreachable: the wait has thrown');
    return new ChatPage(found);
  }

  get composer(): Locator {
    // By its class: it is a text field, and a combobox while a command is typed.
    return this.frame.locator('.composer-field');
  }

  get messages(): Locator {
    return this.frame.getByRole('article');
  }

  /** By what it says, not by what is told below it of how it was found. */
  message(text: string | RegExp): Locator {
    return this.messages.filter({ has: this.frame.locator('.markdown, .message-end', { hasText: text }) });
  }

  /** A row of the list. */
  row(title: string | RegExp): Locator {
    return this.frame.locator('.row').filter({ has: this.frame.locator('.row-title', { hasText: title }) });
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  /** Writes a message once nothing is being answered, and waits until it is kept: the composer is empty then. */
  async send(text: string): Promise<void> {
    await this.answered();
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await waitUntil(async () => (await this.composer.inputValue()) === '');
  }

  /** Waits until an answer is arriving. */
  async answering(): Promise<void> {
    await this.frame.locator('vscode-button', { hasText: 'Stop' }).waitFor();
  }

  /** Waits until no answer is arriving. */
  async answered(): Promise<void> {
    await this.frame.locator('vscode-button', { hasText: 'Send' }).waitFor();
  }

  async stop(): Promise<void> {
    await this.frame.locator('vscode-button', { hasText: 'Stop' }).click();
  }

  async pickModel(title: string): Promise<void> {
    await this.frame.getByRole('combobox', { name: 'What answers' }).selectOption({ label: title });
  }

  /** The numbers of citations in the text of answers. */
  get citations(): Locator {
    return this.frame.locator('.cite');
  }

  /** What a command that is typed lets the person choose from. */
  get options(): Locator {
    return this.frame.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  }

  /** What is attached to the message that is being written. */
  get attachments(): Locator {
    return this.frame.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  }

  /** Presses one of the small buttons that a row shows under the pointer. */
  async rowAction(title: string | RegExp, action: string): Promise<void> {
    await this.row(title).hover();
    await this.row(title).getByRole('button', { name: action, exact: true }).click();
  }

  async messageAction(text: string | RegExp, action: string): Promise<void> {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: action }).click();
  }

  /** Waits until what stands in the composer would survive. */
  async draftKept(): Promise<void> {
    await waitUntil(async () => (await this.composer.getAttribute('data-kept')) === 'true');
  }
}
