/** Follows an answer from its beginning to its end, and says each word of it once, as Markdown. */
import * as vscode from 'vscode';
import { answerArrived, followAnswer, stopAnswer } from '../protocol/answers.ts';
import { chatChanged, readWindow, type ChatMessage, type MessagePartReport } from '../protocol/chat.ts';
import { ImagelessMarkdown } from './imagelessMarkdown.ts';
import type { ServerConnection } from './serverConnection.ts';

export class ArrivingAnswer implements vscode.Disposable {
  readonly #server: ServerConnection;
  readonly #id: string;
  readonly #say: (markdown: string) => void;
  readonly #listening: vscode.Disposable;
  #wake: () => void = () => undefined;
  /** What was said: UTF-16 units of text, and citations. */
  #units = 0;
  #citations = 0;
  readonly #markdown = new ImagelessMarkdown();

  /**
   * Listens from now on, so that nothing is missed of an answer that is asked for under this id afterwards.
   * @param say is given Markdown without images
   */
  constructor(server: ServerConnection, id: string, say: (markdown: string) => void) {
    this.#server = server;
    this.#id = id;
    this.#say = say;
    this.#listening = vscode.Disposable.from(
      server.onNotification(answerArrived, ({ message, parts }) => {
        if (message === id) for (const part of parts) this.#tell(part);
      }),
      server.onNotification(chatChanged, () => this.#wake()),
    );
  }

  /**
   * Waits for the end of the answer. Cancelling stops it; what has arrived is kept.
   * @param begun the answer as it was when it began
   * @returns the whole answer, of which nothing is left to be said
   * @throws RequestFailure
   */
  async end(begun: ChatMessage, token: vscode.CancellationToken): Promise<ChatMessage> {
    const stop = (): void => {
      // One that has ended meanwhile cannot be stopped, which is what was wanted.
      this.#server.ask(stopAnswer, { message: this.#id }).then(undefined, () => undefined);
    };
    const cancelling = token.onCancellationRequested(stop);
    if (token.isCancellationRequested) stop();
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => (this.#wake = resolve));
        const { isHere } = await this.#server.ask(followAnswer, { message: this.#id });
        if (!isHere) {
          const { conversation, depth: from } = begun;
          const { messages } = await this.#server.ask(readWindow, { conversation, from, limit: 1 });
          // Where another branch is shown by now, all that can be said has been said.
          const answer = messages.find(({ id }) => id === this.#id) ?? { ...begun, status: 'complete' as const };
          if (answer.status !== 'streaming') return this.#whole(answer);
        }
        await woken;
      }
    } finally {
      cancelling.dispose();
    }
  }

  dispose(): void {
    this.#listening.dispose();
    this.#wake();
  }

  /** Says what is left. */
  #whole(answer: ChatMessage): ChatMessage {
    let units = this.#units;
    let citations = this.#citations;
    for (const part of answer.parts) {
      if (part.kind === 'text') {
        const rest = part.text.slice(units);
        units = Math.max(0, units - part.text.length);
        if (rest !== '') this.#tell({ ...part, text: rest });
      } else if (part.kind === 'citation') {
        if (citations > 0) citations--;
        else this.#tell(part);
      }
    }
    this.#show(this.#markdown.end());
    return answer;
  }

  #tell(part: MessagePartReport): void {
    switch (part.kind) {
      case 'text':
        this.#units += part.text.length;
        this.#show(this.#markdown.add(part.text));
        break;
      case 'citation':
        this.#citations++;
        this.#show(`${this.#markdown.end()} \\[${part.number}\\]`);
        break;
      case 'retrieval':
      case 'tool-use':
      case 'tool-result':
      case 'attachment':
      case 'summary':
      case 'omission':
        break;
    }
  }

  #show(markdown: string): void {
    if (markdown !== '') this.#say(markdown);
  }
}
