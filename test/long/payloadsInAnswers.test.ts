/** Texts that attack the page from within an answer: its citations, their cards, what was found, and what it cost. */
import assert from 'node:assert/strict';
import type { FoundReport } from '../../protocol/regulations.ts';
import { messageWith, sourcesWith } from '../payloads/answerWith.ts';
import { PageAlone, type Posted } from '../payloads/pageAlone.ts';
import { renderingPayloads as makePayloads } from './drills/renderingPayloads.ts';

const evil = 'https://evil.test/x';
const renderingPayloads = [
  ...makePayloads({ server: evil, command: 'workbench.action.files.newUntitledFile' }),
  // They look like the marks by which the page finds its citations.
  `\u{E000}1\u{E001}`,
  `\u{E000}1"><img src="${evil}">\u{E001} \u{E000}1\u{E001}`,
  `[x](https://example.com "\u{E000}1\u{E001}" onmouseover="location='${evil}'")`,
  `\`\u{E000}2\u{E001}\` <\u{E000}3\u{E001}> [\u{E000}1\u{E001}](${evil}?\u{E000}1\u{E001})`,
];

/** What a page asks and tells by itself. */
const innocent = new Set([
  'chat/list',
  'chat/window',
  'chat/changes',
  'chat/readDraft',
  'chat/keepDraft',
  'chat/models',
  'chat/sources',
  'chat/pageTitled',
  'chat/pageFocused',
  'regulations/find',
]);

/** Messages of one conversation; all of them fit on the page. */
const together = 7;

describe('texts that attack the page', function () {
  this.timeout(600_000);
  let page: PageAlone;
  const chunks = Array.from({ length: Math.ceil(renderingPayloads.length / together) }, (_, chunk) =>
    renderingPayloads
      .slice(chunk * together, (chunk + 1) * together)
      .map((payload, at) => messageWith(payload, chunk * together + at, String(chunk), at)),
  );

  before(async () => {
    const start = { place: 'tab', folderUri: null, conversation: '0', message: null };
    page = await PageAlone.open(start, answer);
  });
  after(() => page.close());

  const conversation = (id: string) => ({
    id,
    change: 1,
    title: `${id}: ${renderingPayloads[Number(id)] ?? ''}`,
    hasGivenTitle: true,
    workspace: null,
    model: null,
    tags: [],
    place: 'open',
    isPinned: false,
    isArchived: false,
    createdAtMs: 1,
    updatedAtMs: 1,
    activeLeaf: chunks[Number(id)]?.at(-1)?.id ?? null,
    messageCount: together,
  });
  /** One of the first texts of a conversation. */
  const attacking = (chunk = '0'): string => renderingPayloads[Number(chunk) * together] ?? '';
  const answer = ({ method, params }: Posted): unknown => {
    const asked = params as { readonly conversation?: string; readonly message?: string; readonly query?: string };
    switch (method) {
      case 'chat/window': {
        const messages = chunks[Number(asked.conversation)] ?? [];
        return { conversation: conversation(asked.conversation ?? ''), messages, length: messages.length };
      }
      case 'chat/list':
        return { conversations: chunks.map((_, chunk) => conversation(String(chunk))), next: null };
      case 'chat/changes':
        return { generation: 'g', conversations: [], messages: [], purged: [], upTo: 1, hasMore: false };
      case 'chat/readDraft':
        return {
          text: renderingPayloads[9],
          attachments: [{ id: 'a', name: attacking(asked.conversation), length: 3 }],
        };
      case 'regulations/find':
        return {
          found: [{ passage: passageWith(attacking(asked.query)), fusedRank: 1, score: 1, legs: [] }],
          legs: [],
          vanished: 0,
        } satisfies FoundReport;
      case 'chat/models':
        return { models: [{ id: 'quotes', title: renderingPayloads[9] }] };
      case 'chat/sources':
        return { sources: sourcesWith(renderingPayloads[Number(asked.message?.slice('message-'.length) ?? 0)] ?? '') };
      default:
        return {};
    }
  };

  it('are drawn as words, all of them, and cause no request and no command', async () => {
    assert.ok(new Set(renderingPayloads).size >= 500);
    const { page: tab } = page;
    await tab.locator('article').first().waitFor();
    await tab.evaluate(() => {
      const own = window as unknown as { violations: string[]; wasRun: boolean };
      own.violations = [];
      own.wasRun = false;
      window.alert = () => (own.wasRun = true);
      document.addEventListener('securitypolicyviolation', (event) => own.violations.push(event.blockedURI));
    });
    for (const [chunk, messages] of chunks.entries()) {
      await page.tell('chat/reveal', { conversation: String(chunk), message: null });
      await tab.waitForFunction(
        ({ name, count }) =>
          document.querySelector('.feed')?.getAttribute('aria-label')?.startsWith(`Messages of ${name}: `) === true &&
          document.querySelectorAll('article .message-body').length === count,
        { name: chunk, count: messages.length },
      );
      // What is folded away is drawn only when somebody looks.
      await tab.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await tab.waitForFunction(
        (count) => document.querySelectorAll('.inspector').length === count,
        messages.filter(({ role }) => role === 'assistant').length,
      );
      assert.deepEqual(await tab.evaluate(findForeign), []);
      // A look at a number opens its card, which draws what is cited.
      await tab.locator('.source').last().focus();
      await tab.getByRole('tooltip').waitFor();
      assert.deepEqual(await tab.evaluate(findForeign), []);
      // So does what a command lets choose.
      await tab.locator('.composer-field').fill(`/regulation ${chunk}`);
      await tab.getByRole('listbox', { name: 'Commands' }).getByRole('option').first().waitFor();
      await tab.getByRole('listitem').filter({ hasText: '3 characters' }).waitFor();
      assert.deepEqual(await tab.evaluate(findForeign), []);
      await tab.locator('.composer-field').press('Escape');
    }
    const { violations, wasRun } = await tab.evaluate(() => {
      const own = window as unknown as { violations: string[]; wasRun: boolean };
      return { violations: own.violations, wasRun: own.wasRun };
    });
    assert.deepEqual([violations, wasRun, page.requests], [[], false, []]);
    const commands = page.posted.filter(({ method }) => !innocent.has(method));
    assert.deepEqual(commands, []);
  });
});

function passageWith(payload: string) {
  return {
    dataset: payload,
    document: { id: payload, title: payload, version: payload },
    id: payload,
    reference: payload,
    headings: [payload],
    text: payload,
    address: payload,
    fileUri: payload,
    start: 0,
    end: 1,
    line: 0,
  };
}

/** What a page of words has no use for. Runs in the page. */
function findForeign(): readonly string[] {
  const found: string[] = [];
  const odd = /^(img|script|style|iframe|object|embed|link|meta|base|form|input|video|audio|source|math)$/i;
  for (const element of document.querySelectorAll('phasegate-chat *')) {
    // The icons of the page are the only drawings, and the field of the search the only input.
    const isForeign = element.namespaceURI?.endsWith('svg') === true && element.closest('svg.icon') === null;
    if (isForeign || (odd.test(element.localName) && element.closest('vscode-textfield') === null))
      found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      const isPlaced = name === 'style' && element.matches('article, .feed-room, .card');
      if (/^on|^style$|^src|^ping$|^formaction$|^xlink/i.test(name) && !isPlaced) found.push(`${name}=${value}`);
      if (name === 'href' && !/^https?:\/\//.test(value)) found.push(`href=${value}`);
    }
  }
  return found;
}
