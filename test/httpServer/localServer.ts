/** A server on this machine that does with each request what a test tells it to; the kinds of it speak a wire format each. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export abstract class LocalServer<Body, Received, Behaviour extends { readonly kind: string }> {
  readonly requests: Received[] = [];
  /** Connections that the other side has given up. */
  abandoned = 0;
  readonly #server: http.Server;
  #decide: (request: Body, index: number) => Behaviour;

  protected constructor(decide: (request: Body, index: number) => Behaviour) {
    this.#decide = decide;
    this.#server = http.createServer((request, response) => void this.handle(request, response));
  }

  protected async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Without a slash at the end. */
  protected get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What it does from now on, the last one again and again; requests are counted anew. */
  next(...behaviours: readonly (Behaviour | ((request: Body, index: number) => Behaviour))[]): void {
    this.requests.length = 0;
    this.#decide = (request, index) => {
      const behaviour = behaviours[Math.min(index, behaviours.length - 1)];
      if (behaviour === undefined) throw new Error('the test names no behaviour');
      return typeof behaviour === 'function' ? behaviour(request, index) : behaviour;
    };
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  protected abstract handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void>;

  /** Reads the body of a request. */
  protected async read(request: http.IncomingMessage, response: http.ServerResponse): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned++;
    });
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  }

  /** Takes note of a request, and says what is to be done with it. */
  protected take(received: Received, body: Body): Behaviour {
    this.requests.push(received);
    return this.#decide(body, this.requests.length - 1);
  }
}
