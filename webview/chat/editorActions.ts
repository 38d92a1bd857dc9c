/** What a page has the editor around it do. */
import { insertCode, openCitedSource, openInTab, openWholeText, setModelKey } from '../../protocol/chatPages.ts';
import type { Bridge } from '../shared/bridge.ts';

export class EditorActions {
  readonly #bridge: Pick<Bridge, 'tell'>;

  constructor(bridge: Pick<Bridge, 'tell'>) {
    this.#bridge = bridge;
  }

  setModelKey(): void {
    this.#bridge.tell(setModelKey, {});
  }

  openSource(message: string, number: number): void {
    this.#bridge.tell(openCitedSource, { message, number });
  }

  openInTab(conversation: string): void {
    this.#bridge.tell(openInTab, { conversation });
  }

  openWholeText(message: string): void {
    this.#bridge.tell(openWholeText, { message });
  }

  /** Puts a text where the cursor is in the editor that was used last. */
  insertCode(text: string): void {
    this.#bridge.tell(insertCode, { text });
  }
}
