/** A page in a real browser can neither read from the REST API nor write to it, even if it knows the token. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/launchBrowser.ts';
import { obtainBrowser } from '../../scripts/editor/obtainBrowser.ts';
import { ServedApi } from '../server/rest/servedApi.ts';

const attackersName = 'attacker.example';

/** Runs in the page: everything that a page has for sending requests, each answered by what the page learnt. */
async function attack({ url, token }: { readonly url: string; readonly token: string }): Promise<readonly string[]> {
  const learnt: string[] = [];
  const body = '{"title":"planted"}';
  const authorization = `Bearer ${token}`;
  const attempts: readonly (readonly [string, RequestInit])[] = [
    ['/conversations', {}],
    ['/conversations', { mode: 'no-cors' }],
    ['/conversations', { headers: { authorization } }],
    ['/conversations', { headers: { authorization }, credentials: 'include' }],
    ['/conversations', { method: 'POST', body }],
    ['/conversations', { method: 'POST', body, mode: 'no-cors', headers: { 'content-type': 'text/plain' } }],
    ['/conversations', { method: 'POST', body, headers: { authorization, 'content-type': 'application/json' } }],
    ['/conversations', { method: 'POST', body, mode: 'no-cors', headers: { authorization } }],
    ['/export', { headers: { authorization }, referrerPolicy: 'no-referrer' }],
    ['/openapi.json', { mode: 'no-cors' }],
  ];
  for (const [address, init] of attempts) {
    try {
      const response = await fetch(url + address, init);
      if (response.ok) learnt.push(`${address}: ${await response.text()}`);
    } catch {
      // The browser did not let it, which is as good.
    }
  }
  navigator.sendBeacon(`${url}/conversations`, new Blob([body], { type: 'text/plain' }));
  for (const tag of ['img', 'script', 'iframe'] as const) {
    const element = document.createElement(tag);
    element.src = `${url}/conversations?access_token=${token}`;
    const isLoaded = await new Promise<boolean>((resolve) => {
      element.onload = () => resolve(tag !== 'iframe');
      element.onerror = () => resolve(false);
      document.body.append(element);
    });
    if (isLoaded) learnt.push(`${tag} was loaded`);
  }
  const opened = await new Promise<boolean>((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/conversations`);
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  if (opened) learnt.push('a socket was opened');
  return learnt;
}

describe('a page of somebody else', () => {
  let api: ServedApi;
  let site: Server;
  let browser: Browser;
  let page: Page;

  before(async () => {
    api = await ServedApi.start();
    await api.ask('POST', '/conversations', { title: 'secret' });
    site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>A page</title><body></body>');
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const found = await obtainBrowser((line) => process.stderr.write(`${line}\n`));
    assert.ok(found.kind === 'found', found.kind === 'missing' ? found.reason : '');
    browser = await launchBrowser(found.path, [attackersName]);
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());
  after(async () => {
    await Promise.allSettled([browser.close(), api.dispose()]);
    site.close();
    site.closeAllConnections();
  });

  const siteOf = (host: string): string => `http://${host}:${String((site.address() as AddressInfo).port)}/`;

  /** Sends a form, as a page can do to any address without a script. */
  const sendForm = async (from: string): Promise<void> => {
    await page.goto(from);
    const answered = page.waitForResponse((response) => response.url().startsWith(api.url.href));
    await page.evaluate((action) => {
      const form = document.createElement('form');
      Object.assign(form, { action, method: 'post', enctype: 'text/plain' });
      const input = document.createElement('input');
      Object.assign(input, { name: '{"title":"planted","x":"', value: '"}' });
      form.append(input);
      document.body.append(form);
      form.submit();
    }, `${api.url.href}/conversations`);
    assert.equal((await answered).status(), 403);
  };

  for (const host of ['127.0.0.1', attackersName]) {
    it(`learns nothing and writes nothing from ${host}, another port`, async () => {
      const before = api.rows();
      await page.goto(siteOf(host));
      assert.deepEqual(await page.evaluate(attack, { url: api.url.href, token: api.token }), []);
      await sendForm(siteOf(host));
      assert.deepEqual(api.rows(), before);
    });
  }

  it('learns nothing and writes nothing when its name is bound to this machine anew', async () => {
    const before = api.rows();
    // The API's own policy would stop the page's script; here the API has to refuse by itself.
    await page.close();
    page = await browser.newPage({ bypassCSP: true });
    // The page has the port of the API, so the browser takes both for one origin and asks nobody.
    const rebound = api.url.href.replace('127.0.0.1', attackersName);
    await page.goto(`${rebound}/conversations`);
    assert.match(await page.content(), /not this server/);
    const attempt = async ({ url, token }: { readonly url: string; readonly token: string }) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const statuses: number[] = [];
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? { body: '{"title":"planted"}' } : {};
        statuses.push((await fetch(`${url}/conversations`, { method, headers, ...body })).status);
      }
      return statuses;
    };
    assert.deepEqual(await page.evaluate(attempt, { url: rebound, token: api.token }), [403, 403]);
    assert.deepEqual(api.rows(), before);
    assert.equal((await api.ask('GET', '/conversations')).status, 200);
  });
});
