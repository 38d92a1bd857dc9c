/** Proves that no text of a conversation makes the chat ask for anything or do anything (reliability row 7). */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { systemClock } from '../../server/base/clock.ts';
import { buildChatStores } from '../../server/chat/chatStores.ts';
import type { MessagePart } from '../../server/chat/message.ts';
import { openSqliteDatabase } from '../../server/database/openSqliteDatabase.ts';
import { ChatPage } from '../e2e/chatPage.ts';
import { makeProject } from '../e2e/project.ts';
import { openWorkbench } from '../e2e/workbench.ts';
import { renderingPayloads } from './drills/renderingPayloads.ts';

const inOneMessage = 10;

/** A payload in each place where a text of a conversation is drawn. */
function partsWith(payload: string, number: number): readonly MessagePart[] {
  return [
    { kind: 'text', text: payload },
    { kind: 'citation', number, document: payload, passage: payload, quote: payload, isVerified: number % 2 === 0 },
    { kind: 'tool-use', id: String(number), name: payload, input: { words: payload } },
    { kind: 'tool-result', id: String(number), text: payload, isError: number % 2 === 0 },
    { kind: 'attachment', name: payload, mediaType: payload, text: payload, uri: payload },
  ];
}

describe('what is drawn in a chat', function () {
  this.timeout(1_200_000);

  it('asks for nothing and runs nothing, in 500 texts that try to', async () => {
    const undo: (() => Promise<unknown> | void)[] = [];
    try {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      undo.push(() => void server.close());
      const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      // Shows that the server would notice.
      await fetch(`${address}/noticed`);
      assert.deepEqual(asked.splice(0), ['/noticed']);

      const project = await makeProject([]);
      undo.push(() => project.remove());
      const { window, page, phasegateHome, close } = await openWorkbench({ folder: project.folder });
      undo.push(close);
      const requested: string[] = [];
      page.on('request', (request) => requested.push(request.url()));
      page.on('dialog', (dialog) => {
        requested.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });

      const command = 'workbench.action.files.newUntitledFile';
      const payloads = renderingPayloads({ server: address, command });
      assert.ok(payloads.length >= 500);
      const title = payloads[0] ?? '';
      const file = path.join(phasegateHome, 'phasegate.db');
      const database = await openSqliteDatabase({ file, clock: systemClock });
      try {
        const own = { pid: process.pid, start: 'now', host: 'here' };
        const { conversations, messages } = buildChatStores(database, systemClock, own);
        const { id } = await conversations.create({ title: 'Payloads', workspace: project.folder });
        for (let at = 0; at < payloads.length; at += inOneMessage) {
          const some = payloads.slice(at, at + inOneMessage);
          await messages.append(id, {
            role: at % (2 * inOneMessage) === 0 ? 'user' : 'assistant',
            parts: [
              ...some.flatMap((payload, index) => partsWith(payload, at + index)),
              { kind: 'text', text: `Message of ${String(at)}.` },
            ],
          });
        }
        // What a row of the list shows is drawn too.
        const other = await conversations.create({ title, workspace: project.folder });
        await messages.append(other.id, { role: 'user', parts: [{ kind: 'text', text: title }] });
      } finally {
        await database.close();
      }

      await window.openView('Phasegate');
      const chat = await ChatPage.find(window, 'sidebar');
      await chat.row('Payloads').getByRole('button').first().click();
      const feed = chat.frame.getByRole('feed');
      const drawn = new Set<string>();
      const strange = new Set<string>();
      const last = Math.floor((payloads.length - 1) / inOneMessage) * inOneMessage;
      await chat.message(`Message of ${String(last)}.`).waitFor();
      await feed.evaluate((element) => element.scrollTo(0, 0));
      await window.waitFor(
        'every message to be drawn',
        async () => {
          const seen = await feed.evaluate((element) => {
            const bad = 'img, svg, math, iframe, object, embed, video, audio, script, style, link, form, meta, base';
            const texts = [...element.querySelectorAll('article')].map(({ textContent }) => textContent);
            const found = [...element.querySelectorAll(`.markdown :is(${bad})`)].map(({ outerHTML }) => outerHTML);
            const links = [...element.querySelectorAll('.markdown a')].map((link) => link.getAttribute('href') ?? '');
            for (const open of element.querySelectorAll('details')) open.open = true;
            // What was drawn grows while it is measured; whatever was jumped over is seen in the next round.
            const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
            element.scrollTo(0, isAtEnd ? 0 : element.scrollTop + 600);
            return { texts, found, links: links.filter((link) => !/^https?:\/\//i.test(link)) };
          });
          for (const text of seen.texts) for (const [name] of text.matchAll(/Message of \d+\./g)) drawn.add(name);
          for (const one of [...seen.found, ...seen.links]) strange.add(one);
          return drawn.size === Math.ceil(payloads.length / inOneMessage);
        },
        600_000,
      );
      assert.deepEqual([...strange], []);
      assert.equal(await chat.frame.evaluate(() => 'wasRun' in globalThis), false);
      await chat.button('Show All Conversations').click();
      await chat.row('Payloads').waitFor();
      assert.deepEqual(asked, []);
      assert.deepEqual(
        requested.filter((url) => url.startsWith(address) || url.startsWith('dialog')),
        [],
      );
      assert.equal(await page.getByRole('tab', { name: /^Untitled-/ }).count(), 0);
      console.log(`      ${String(payloads.length)} texts in 9 places each: 0 requests, 0 commands`);
    } finally {
      for (const step of undo.reverse()) await step();
    }
  });
});
