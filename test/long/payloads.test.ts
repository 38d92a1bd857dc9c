/** Texts that attack the page, in every place of it: nothing is asked for, nothing runs, nothing leads elsewhere. */
import assert from 'node:assert/strict';
import type { ChatMessage } from '../../protocol/chat.ts';
import { conversationId, messageWith, sourcesWith } from '../payloads/answerWith.ts';
import { PageAlone, type Posted } from '../payloads/pageAlone.ts';
import { renderingPayloads } from '../payloads/renderingPayloads.ts';

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
]);

describe('texts that attack the page', function () {
  this.timeout(600_000);
  let page: PageAlone;
  const messages: readonly ChatMessage[] = renderingPayloads.map(messageWith);

  before(async () => {
    const start = { place: 'tab', folderUri: null, conversation: conversationId, message: null };
    page = await PageAlone.open(start, answer);
  });
  after(() => page.close());

  const conversation = {
    id: conversationId,
    change: 1,
    title: renderingPayloads[10] ?? '',
    hasGivenTitle: true,
    workspace: null,
    model: null,
    tags: [],
    place: 'open',
    isPinned: false,
    isArchived: false,
    createdAtMs: 1,
    updatedAtMs: 1,
    activeLeaf: messages.at(-1)?.id ?? null,
    messageCount: messages.length,
  } as const;
  const answer = ({ method, params }: Posted): unknown => {
    const asked = params as { readonly from?: number; readonly limit?: number; readonly message?: string };
    switch (method) {
      case 'chat/window': {
        const limit = asked.limit ?? 40;
        const from = asked.from ?? messages.length - limit;
        return { conversation, messages: messages.slice(from, from + limit), length: messages.length };
      }
      case 'chat/list':
        return { conversations: [conversation], next: null };
      case 'chat/changes':
        return { generation: 'g', conversations: [], messages: [], purged: [], upTo: 1, hasMore: false };
      case 'chat/readDraft':
        return { text: renderingPayloads[9] };
      case 'chat/models':
        return { models: [{ id: 'quotes', title: renderingPayloads[9] }] };
      case 'chat/sources':
        return { sources: sourcesWith(renderingPayloads[Number(asked.message?.slice('message-'.length) ?? 0)] ?? '') };
      default:
        return {};
    }
  };

  it('are drawn as words, all of them, and cause no request and no command', async () => {
    assert.ok(renderingPayloads.length >= 500);
    assert.equal(new Set(renderingPayloads).size, renderingPayloads.length);
    const { page: tab } = page;
    await tab.locator('article').first().waitFor();
    await tab.evaluate(() => {
      const own = window as unknown as { violations: string[]; wasRun: boolean };
      own.violations = [];
      own.wasRun = false;
      window.alert = () => (own.wasRun = true);
      document.addEventListener('securitypolicyviolation', (event) => own.violations.push(event.blockedURI));
    });
    const drawn = new Set<number>();
    let rests = 0;
    let direction = -1;
    // From the end to the beginning, as a reader would who looks at everything.
    while (drawn.size < messages.length) {
      const before = drawn.size;
      const look = await tab.evaluate(() => {
        const bad: string[] = [];
        const seen: number[] = [];
        for (const article of document.querySelectorAll<HTMLElement>('article')) {
          if (article.querySelector('.message-body') !== null) seen.push(Number(article.dataset['index']));
          for (const element of article.querySelectorAll('*')) {
            const isOdd =
              /^(img|script|style|iframe|object|embed|link|meta|base|form|input|video|audio|source|svg:)$/i.test(
                element.localName,
              );
            // The icons of the page are the only drawings.
            const isForeign = element.namespaceURI?.endsWith('svg') === true && element.closest('svg.icon') === null;
            if (isOdd || isForeign) bad.push(element.outerHTML);
            for (const { name, value } of element.attributes) {
              if (/^on|^style$|^src|^ping$|^formaction$|^xlink/i.test(name)) bad.push(`${name}=${value}`);
              if (name === 'href' && !/^https?:\/\//.test(value)) bad.push(`href=${value}`);
            }
          }
        }
        return { bad: bad.slice(0, 5), seen };
      });
      assert.deepEqual(look.bad, []);
      for (const index of look.seen) drawn.add(index);
      // Heights are estimated until something is drawn, so some are passed by; they are met on the way back.
      if (rests % 40 === 39) direction = -direction;
      await tab.evaluate(async (step) => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const feed = document.querySelector('.feed');
        feed?.scrollBy(0, (step * feed.clientHeight) / 3);
        // What comes into view is asked for and drawn within a few pictures.
        for (let picture = 0; picture < 3; picture++) await new Promise(requestAnimationFrame);
      }, direction);
      rests = drawn.size > before ? 0 : rests + 1;
      assert.ok(
        rests < 500,
        `not drawn: ${messages.flatMap((_, index) => (drawn.has(index) ? [] : [index])).join(', ')}`,
      );
    }
    assert.equal(drawn.size, messages.length);
    // A look at numbers opens cards, which draw what is cited.
    for (const number of (await tab.locator('.cite').all()).slice(0, 6)) {
      await number.focus();
      await tab.getByRole('tooltip').waitFor();
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
