/** A language client that can do nothing but ask and be told, made of the protocol alone. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeResult,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { URI } from 'vscode-uri';
import * as z from 'zod';
import type { TerminalWorkspace } from './terminal.ts';

const server = path.join(import.meta.dirname, '..', '..', 'dist', 'server.cjs');

export class PlainClient {
  readonly child: ChildProcess;
  /** What the person was asked; the first button is always the answer. */
  readonly questions: string[] = [];
  readonly #connection: ProtocolConnection;
  readonly #diagnostics = new Map<string, readonly unknown[]>();
  #wake: () => void = () => undefined;
  readonly #root: string;

  constructor({ root, home }: TerminalWorkspace) {
    this.#root = root;
    this.child = spawn(process.execPath, [server, '--stdio'], {
      env: { ...process.env, PHASEGATE_HOME: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    assert.ok(this.child.stdout !== null && this.child.stdin !== null);
    this.#connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    this.#connection.onNotification('textDocument/publishDiagnostics', (params: unknown) => {
      const { uri, diagnostics } = z.object({ uri: z.string(), diagnostics: z.array(z.unknown()) }).parse(params);
      this.#diagnostics.set(uri, diagnostics);
      this.#wake();
    });
    this.#connection.onRequest('window/showMessageRequest', (params: unknown) => {
      const { message, actions } = z.object({ message: z.string(), actions: z.array(z.unknown()) }).parse(params);
      if (actions.length > 0) this.questions.push(message);
      return actions[0];
    });
    this.#connection.listen();
  }

  /** Without folders, in a workspace that is trusted; by default without a single capability. */
  async connect(capabilities: ClientCapabilities = {}): Promise<InitializeResult['capabilities']> {
    const { capabilities: announced } = await this.#connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: URI.file(this.#root).toString(),
      capabilities,
      initializationOptions: { trusted: true },
    });
    await this.#connection.sendNotification('initialized', {});
    return announced;
  }

  uri(name: string): string {
    return URI.file(path.join(this.#root, name)).toString();
  }

  /** Opens a document, whatever its file holds. */
  async open(name: string, text: string): Promise<void> {
    const languageId = name.endsWith('.md') ? 'markdown' : 'yaml';
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(name), languageId, version: 1, text },
    });
  }

  /** Replaces the text of an open document. */
  async retype(name: string, text: string): Promise<void> {
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: 2 },
      contentChanges: [{ text }],
    });
  }

  async ask(method: string, params: object): Promise<unknown> {
    return this.#connection.sendRequest<unknown>(method, params);
  }

  /** Waits until the server reports something of a file, or at least so many problems. */
  async diagnosticsOf(name: string, atLeast = 1): Promise<readonly unknown[]> {
    for (;;) {
      const found = this.#diagnostics.get(this.uri(name)) ?? [];
      if (found.length >= atLeast) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await exited;
    this.#connection.dispose();
  }
}
