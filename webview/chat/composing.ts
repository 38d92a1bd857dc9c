/** Writing a message of one conversation: its text, what is attached to it, and the commands that are typed. */
import {
  attachToDraft,
  dropFiles,
  exportConversation,
  pickAttachment,
  type AttachmentSource,
} from '../../protocol/attachments.ts';
import { keepDraft, readDraft } from '../../protocol/chat.ts';
import type { Bridge } from '../shared/bridge.ts';
import { CommandMenu } from './commandMenu.ts';
import type { CommandOption } from './commandOptions.ts';
import { Draft } from './draft.ts';
import { readCommand } from './slashCommands.ts';

export class Composing {
  readonly draft: Draft;
  readonly menu: CommandMenu;
  readonly #bridge: Bridge;
  readonly #conversation: string;
  readonly #hasBegun: () => boolean;

  /**
   * @param hasBegun whether there is a message in the conversation
   * @param changed called whenever there is something else to show
   */
  constructor(
    bridge: Bridge,
    conversation: string,
    folderUri: string | null,
    hasBegun: () => boolean,
    changed: () => void,
  ) {
    this.#bridge = bridge;
    this.#conversation = conversation;
    this.#hasBegun = hasBegun;
    this.menu = new CommandMenu(bridge, folderUri, changed);
    this.draft = new Draft({
      read: () => bridge.ask(readDraft, { conversation }),
      keep: async (text, dropped) => {
        await bridge.ask(keepDraft, { conversation, text, dropped: [...dropped] });
      },
      changed,
    });
  }

  /** Whether what stands in the composer can be sent: it is something, and no command. */
  get isSendable(): boolean {
    const { text, isSending } = this.draft;
    return text.trim() !== '' && !isSending && readCommand(text).kind === 'none';
  }

  write(text: string): void {
    this.draft.write(text);
    this.menu.update(text);
  }

  /** Does what an option means. What was typed stays when that fails. @throws PageFailure */
  async choose({ choice }: CommandOption): Promise<void> {
    switch (choice.kind) {
      case 'write':
        this.write(choice.text);
        break;
      case 'attach':
        await this.attach(choice.source);
        this.write('');
        break;
      case 'export':
        if (!this.#hasBegun())
          throw new Error('This conversation has no message yet, so there is nothing to export. Write one first.');
        this.#bridge.tell(exportConversation, { conversation: this.#conversation });
        this.write('');
        break;
    }
  }

  /** @throws PageFailure */
  async attach(source: AttachmentSource): Promise<void> {
    await this.#bridge.ask(attachToDraft, { conversation: this.#conversation, source });
    await this.draft.load();
  }

  /** Has the client ask what to attach. */
  pick(): void {
    this.#bridge.tell(pickAttachment, { conversation: this.#conversation });
  }

  /** Attaches what was dropped: files of the editor by their place, files of other programs by what they hold. @throws PageFailure */
  async drop(data: DataTransfer): Promise<void> {
    const uris = droppedUris(data);
    if (uris.length > 0) {
      this.#bridge.tell(dropFiles, { conversation: this.#conversation, uris: [...uris] });
      return;
    }
    for (const file of [...data.files]) {
      const text = await readText(file);
      await this.attach({ kind: 'content', name: file.name, text });
    }
  }
}

/** The ways in which the editor and other programs say what is dragged, the editor's own first. */
const uriTypes = ['application/vnd.code.uri-list', 'text/uri-list'] as const;

function droppedUris(data: DataTransfer): readonly string[] {
  for (const type of uriTypes) {
    const uris = data
      .getData(type)
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'));
    if (uris.length > 0) return uris;
  }
  return [];
}

/** Bytes beyond which a file is not even read; the server knows how many an attachment may have. */
const mostBytes = 600 * 1024;

async function readText(file: File): Promise<string> {
  if (file.size > mostBytes) {
    throw new Error(
      `${file.name} is too large to be attached. Select the part that matters in an editor and attach that.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is not text in UTF-8, so it was not attached. Attach a text file.`);
  }
}
