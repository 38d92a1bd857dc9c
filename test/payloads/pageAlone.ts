/** The page of conversations in a browser without the editor: its own bundle and policy, and answers from the test. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/launchBrowser.ts';
import { obtainBrowser } from '../../scripts/editor/obtainBrowser.ts';

const bundles = path.join(import.meta.dirname, '..', '..', 'dist', 'webview');

/** Something that the page asked or told the editor. */
export interface Posted {
  readonly kind: string;
  readonly method: string;
  readonly number?: number;
  readonly params?: unknown;
}

export class PageAlone {
  readonly page: Page;
  /** Everything that the page sent to the editor. */
  readonly posted: Posted[] = [];
  /** Addresses that something in the page wanted to have, or to go to, apart from its own bundle. */
  readonly requests: string[] = [];
  readonly #browser: Browser;
  readonly #server: http.Server;

  private constructor(page: Page, browser: Browser, server: http.Server) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  /**
   * The page is as high as some long messages are, so that all of them are drawn at once.
   * @param answer what the editor answers to a question of the page
   */
  static async open(start: object, answer: (message: Posted) => unknown): Promise<PageAlone> {
    const found = await obtainBrowser((line) => console.log(line));
    if (found.kind === 'missing') throw new Error(`The page cannot be opened: ${found.reason}.`);
    const server = http.createServer((request, response) => void serve(request.url ?? '/', start, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const browser = await launchBrowser(found.path);
    const page = await browser.newPage({ viewport: { width: 900, height: 12_000 } });
    const alone = new PageAlone(page, browser, server);
    await page.exposeFunction('postToEditor', (message: Posted) => {
      alone.posted.push(message);
      if (message.kind !== 'request') return null;
      return { kind: 'answer', number: message.number, result: answer(message) };
    });
    await page.addInitScript(() => {
      const own = window as unknown as {
        postToEditor: (message: unknown) => Promise<unknown>;
        acquireVsCodeApi: () => object;
      };
      own.acquireVsCodeApi = () => ({
        postMessage: (message: unknown) =>
          void own.postToEditor(message).then((reply) => {
            if (reply !== null) window.postMessage(reply, '*');
          }),
        getState: () => undefined,
        setState: () => undefined,
      });
    });
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/`;
    page.on('request', (request) => {
      if (!['', 'chat.css', 'chat.js', 'favicon.ico'].includes(request.url().slice(address.length)))
        alone.requests.push(request.url());
    });
    page.on('framenavigated', (frame) => {
      if (frame.url() !== address) alone.requests.push(frame.url());
    });
    await page.goto(address);
    return alone;
  }

  /** Tells the page something, as the editor does. */
  async tell(method: string, params: object): Promise<void> {
    await this.page.evaluate((message) => window.postMessage(message, '*'), { kind: 'notification', method, params });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** The policy is that of client/views/pageHtml.ts, with this server in the place of the editor's resources. */
async function serve(url: string, start: object, response: http.ServerResponse): Promise<void> {
  if (url === '/chat.js' || url === '/chat.css') {
    response.writeHead(200, { 'content-type': url.endsWith('js') ? 'text/javascript' : 'text/css' });
    response.end(await readFile(path.join(bundles, url.slice(1))));
    return;
  }
  if (url !== '/') {
    response.writeHead(404).end();
    return;
  }
  const policy =
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'nonce-test'; connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'";
  const data = JSON.stringify(start).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy });
  response.end(
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/chat.css"><title>Phasegate</title></head><body data-start="${data}"><script type="module" nonce="test" src="/chat.js"></script></body></html>`,
  );
}
