/** The pages that show conversations: the view in the side bar, and any number of editor tabs. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as answers from '../../protocol/answers.ts';
import {
  attachToDraft,
  draftChanged,
  dropFiles,
  exportConversation,
  listPhases,
  pickAttachment,
  type AttachmentSource,
} from '../../protocol/attachments.ts';
import * as chat from '../../protocol/chat.ts';
import {
  chatPageState,
  insertCode,
  modelsChanged,
  openCitedSource,
  openInTab,
  openWholeText,
  pageFocused,
  pageTitled,
  revealConversation,
  setModelKey,
  type ChatPageStart,
} from '../../protocol/chatPages.ts';
import { findPassages } from '../../protocol/regulations.ts';
import { chooseAttachment, fileSource } from '../attachmentChoices.ts';
import type { ChatTabMemory } from '../chatTabMemory.ts';
import { commandIds } from '../contributions.ts';
import type { LastEditor } from '../lastEditor.ts';
import type { ServerConnection } from '../serverConnection.ts';
import { openCitedSource as openSource } from '../openCitedSource.ts';
import { showFailure } from '../showFailure.ts';
import { pageFolder, pageHtml } from './pageHtml.ts';
import { WebviewHost } from './webviewHost.ts';

/** What the page may ask the server. */
const relayed = [
  chat.createConversation,
  chat.listConversations,
  chat.readWindow,
  chat.appendMessage,
  chat.editAsBranch,
  chat.switchBranch,
  chat.changeConversation,
  chat.removeConversation,
  chat.restoreConversation,
  chat.searchMessages,
  chat.searchMemory,
  chat.readChanges,
  chat.readDraft,
  chat.keepDraft,
  answers.askQuestion,
  answers.stopAnswer,
  answers.followAnswer,
  answers.listModels,
  answers.readSources,
  attachToDraft,
  listPhases,
  findPassages,
] as const;

/** A tab, and the conversation that it shows as far as it has said so. */
interface Tab {
  readonly panel: vscode.WebviewPanel;
  readonly host: WebviewHost;
  conversation: string | null;
}

/** The page in the side bar. */
interface Side {
  readonly view: vscode.WebviewView;
  readonly host: WebviewHost;
  conversation: string | null;
}

export class ChatViews implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer, vscode.Disposable {
  /** The type of the tabs, by which the editor restores them. */
  static readonly tabType = 'phasegate.chatTab';
  readonly #extensionUri: vscode.Uri;
  readonly #server: ServerConnection;
  readonly #memory: ChatTabMemory;
  readonly #lastEditor: LastEditor;
  readonly #tabs = new Set<Tab>();
  readonly #news: vscode.Disposable;
  #side: Side | null = null;
  /** The page that the person turned to last. */
  #last: Tab | Side | null = null;
  /** A conversation to which something was attached while its page was not on the screen, and so not loaded. */
  #attachedUnseen: string | null = null;

  constructor(extensionUri: vscode.Uri, server: ServerConnection, memory: ChatTabMemory, lastEditor: LastEditor) {
    this.#extensionUri = extensionUri;
    this.#server = server;
    this.#memory = memory;
    this.#lastEditor = lastEditor;
    this.#news = vscode.Disposable.from(
      server.onNotification(chat.chatChanged, (news) => {
        for (const host of this.#hosts()) host.tell(chat.chatChanged, news);
      }),
      server.onNotification(answers.answerArrived, (news) => {
        for (const host of this.#hosts()) host.tell(answers.answerArrived, news);
      }),
    );
  }

  /** Opens a tab with a conversation that has not begun yet. */
  openNew(): void {
    this.#openTab(null, null);
  }

  /** Shows a conversation in the tab that has it, or in a new one. */
  open(conversation: string, message: string | null): void {
    const tab = [...this.#tabs].find((one) => one.conversation === conversation);
    if (tab === undefined) {
      this.#openTab(conversation, message);
      return;
    }
    tab.panel.reveal();
    tab.host.tell(revealConversation, { conversation, message });
  }

  /**
   * Attaches something in the conversation that the person turned to last, and shows it; where none is open, in a new one.
   * @throws RequestFailure
   */
  async attach(source: AttachmentSource): Promise<void> {
    const tab = [...this.#tabs].find(({ panel }) => panel.visible);
    const place = this.#last ?? tab ?? (this.#side?.view.visible === true ? this.#side : null);
    const conversation = place?.conversation ?? randomUUID();
    await this.#server.ask(attachToDraft, { conversation, source });
    if (place?.conversation !== conversation) {
      this.#openTab(conversation, null);
      return;
    }
    const shown = 'panel' in place ? place.panel : place.view;
    if (!shown.visible) this.#attachedUnseen = conversation;
    if ('panel' in place) place.panel.reveal();
    else place.view.show();
    this.#tellDraft(conversation);
  }

  /** A page was loaded, or shows another conversation. */
  #titled(page: Tab | Side, conversation: string): void {
    page.conversation = conversation;
    if (this.#attachedUnseen !== conversation) return;
    this.#attachedUnseen = null;
    this.#tellDraft(conversation);
  }

  /** Tells the pages that other models can be picked. */
  modelsChanged(): void {
    for (const host of this.#hosts()) host.tell(modelsChanged, {});
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const host = this.#hold(view.webview, 'sidebar', null, null);
    const side: Side = { view, host, conversation: null };
    this.#side = side;
    host.receive(pageTitled, ({ conversation }) => this.#titled(side, conversation));
    host.receive(pageFocused, () => (this.#last = side));
    view.onDidDispose(() => {
      host.dispose();
      if (this.#last === side) this.#last = null;
      if (this.#side === side) this.#side = null;
    });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const parsed = chatPageState.safeParse(state);
    this.#fill(panel, parsed.success ? parsed.data.conversation : await this.#forgotten(), null);
  }

  /** A conversation that stood in a tab before, and in none now. */
  async #forgotten(): Promise<string | null> {
    const open = new Set([...this.#tabs].map(({ conversation }) => conversation));
    return (await this.#memory.read()).find((id) => !open.has(id)) ?? null;
  }

  dispose(): void {
    this.#news.dispose();
    for (const { panel } of this.#tabs) panel.dispose();
  }

  #hosts(): readonly WebviewHost[] {
    const tabs = [...this.#tabs].map(({ host }) => host);
    return this.#side === null ? tabs : [this.#side.host, ...tabs];
  }

  #openTab(conversation: string | null, message: string | null): void {
    const panel = vscode.window.createWebviewPanel(ChatViews.tabType, 'New Chat', vscode.ViewColumn.Active);
    this.#fill(panel, conversation, message);
  }

  #fill(panel: vscode.WebviewPanel, conversation: string | null, message: string | null): void {
    const media = vscode.Uri.joinPath(this.#extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'phasegate-light.svg'),
      dark: vscode.Uri.joinPath(media, 'phasegate-dark.svg'),
    };
    const host = this.#hold(panel.webview, 'tab', conversation, message);
    const tab: Tab = { panel, host, conversation };
    host.receive(pageTitled, (shown) => {
      this.#titled(tab, shown.conversation);
      panel.title = shown.title;
      this.#remember(tab);
    });
    this.#tabs.add(tab);
    host.receive(pageFocused, () => (this.#last = tab));
    this.#last = tab;
    panel.onDidChangeViewState(() => {
      if (!panel.active) return;
      this.#last = tab;
      this.#remember(tab);
    });
    panel.onDidDispose(() => {
      host.dispose();
      this.#tabs.delete(tab);
      if (this.#last === tab) this.#last = null;
    });
  }

  #remember(last: Tab): void {
    const others = [...this.#tabs].filter((tab) => tab !== last);
    this.#memory.keep([last, ...others].flatMap(({ conversation }) => conversation ?? []));
  }

  #hold(
    webview: vscode.Webview,
    place: ChatPageStart['place'],
    conversation: string | null,
    message: string | null,
  ): WebviewHost {
    webview.options = { enableScripts: true, localResourceRoots: [pageFolder(this.#extensionUri)] };
    const host = new WebviewHost(webview, this.#server, relayed);
    host.receive(openInTab, (wanted) => this.open(wanted.conversation, null));
    host.receive(openWholeText, (wanted) => void this.#openWholeText(wanted.message));
    host.receive(openCitedSource, (cited) => {
      openSource(this.#server, cited).catch((error: unknown) => showFailure(error, {}));
    });
    host.receive(pickAttachment, (wanted) => {
      this.#pickAttachment(wanted.conversation).catch((error: unknown) => showFailure(error, {}));
    });
    host.receive(dropFiles, (dropped) => {
      this.#attachAll(dropped.conversation, dropped.uris.map(droppedFile)).catch((error: unknown) =>
        showFailure(error, {}),
      );
    });
    host.receive(exportConversation, (wanted) => {
      void vscode.commands.executeCommand(commandIds.exportChat, wanted.conversation);
    });
    host.receive(insertCode, ({ text }) => void this.#insertCode(text));
    host.receive(setModelKey, () => void vscode.commands.executeCommand(commandIds.setApiKey, 'anthropic'));
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    const start: ChatPageStart = { place, folderUri: folder?.uri.toString() ?? null, conversation, message };
    webview.html = pageHtml(webview, this.#extensionUri, { name: 'chat', start });
    return host;
  }

  async #insertCode(text: string): Promise<void> {
    if (await this.#lastEditor.insert(text)) return;
    void vscode.window.showInformationMessage(
      'No editor is open that the code could go into. Open a file, put the cursor where it belongs, and press again.',
    );
  }

  async #pickAttachment(conversation: string): Promise<void> {
    const source = await chooseAttachment(this.#server, this.#lastEditor.editor);
    await this.#attachAll(conversation, source === null ? [] : [source]);
  }

  /** Those before one that cannot be attached stay. The page has the focus again in any case. */
  async #attachAll(conversation: string, sources: readonly AttachmentSource[]): Promise<void> {
    try {
      for (const source of sources) await this.#server.ask(attachToDraft, { conversation, source });
    } finally {
      this.#tellDraft(conversation);
    }
  }

  #tellDraft(conversation: string): void {
    for (const host of this.#hosts()) host.tell(draftChanged, { conversation });
  }

  async #openWholeText(message: string): Promise<void> {
    try {
      const { text } = await this.#server.ask(chat.readWholeText, { message });
      const document = await vscode.workspace.openTextDocument({ content: text, language: 'markdown' });
      await vscode.window.showTextDocument(document);
    } catch (error) {
      showFailure(error, {});
    }
  }
}

/** The editor names files of another machine by that machine, where this extension runs. */
function droppedFile(address: string): AttachmentSource {
  const uri = vscode.Uri.parse(address);
  return fileSource(uri.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri);
}
