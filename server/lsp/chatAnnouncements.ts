/** Tells the client by number that conversations changed, whoever changed them. */
import type { Connection } from 'vscode-languageserver/node';
import { chatChanged } from '../../protocol/chat.ts';
import type { ConversationListStore } from '../chat/conversationListStore.ts';
import { tell } from './answer.ts';
import { RepeatedLook } from './repeatedLook.ts';

export class ChatAnnouncements {
  readonly #connection: Connection;
  readonly #lists: () => ConversationListStore | null;
  #isWanted = false;
  readonly #looks: RepeatedLook;
  #told = '';

  /** @param lists null while the database is not open */
  constructor(connection: Connection, lists: () => ConversationListStore | null) {
    this.#connection = connection;
    this.#lists = lists;
    // Whoever asks for something hears of a failure; the next write leads here again.
    this.#looks = new RepeatedLook(
      () => this.#tellNews(),
      (message) => connection.console.info(message),
    );
  }

  /** Called once the client has shown that it knows conversations; an editor that does not is left alone. */
  want(): void {
    this.#isWanted = true;
  }

  /** Looks at the database, and tells what it was not told yet; to be called after each write, here or elsewhere. */
  look(): void {
    if (!this.#isWanted) return;
    this.#looks.again();
  }

  async #tellNews(): Promise<void> {
    const lists = this.#lists();
    if (lists === null) return;
    const [generation, upTo] = await Promise.all([lists.generation(), lists.newestChange()]);
    const news = `${generation} ${upTo}`;
    if (news === this.#told) return;
    this.#told = news;
    tell(this.#connection, chatChanged, { generation, upTo });
  }
}
