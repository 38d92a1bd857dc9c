/** Many who wait for one building: it is begun once, outlives those who give up, and ends with the last of them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { SharedBuilds } from '../../../server/regulations/sharedBuilds.ts';

describe('shared builds', () => {
  const { signal } = new AbortController();
  const waiting = { name: 'index', generation: 'a', signal, patienceMs: Infinity };

  /** A building that ends when it is told to, or is ended. */
  class Begun {
    readonly signals: AbortSignal[] = [];
    readonly #ends: (() => void)[] = [];

    readonly build = (ending: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        this.signals.push(ending);
        this.#ends.push(resolve);
        ending.addEventListener('abort', () => reject(new Error('ended')));
      });

    finish(): void {
      for (const end of this.#ends) end();
    }
  }

  it('are begun once, and again once they are done', async () => {
    const builds = new SharedBuilds();
    const begun = new Begun();
    const both = [builds.wait(waiting, begun.build), builds.wait(waiting, begun.build)];
    begun.finish();
    await Promise.all(both);
    const again = builds.wait(waiting, begun.build);
    begun.finish();
    await again;
    assert.equal(begun.signals.length, 2);
  });

  it('end once nobody waits, and not before', async () => {
    const builds = new SharedBuilds();
    const begun = new Begun();
    const gone = new AbortController();
    const stays = builds.wait(waiting, begun.build);
    const left = builds.wait({ ...waiting, signal: gone.signal }, begun.build);
    gone.abort();
    await assert.rejects(left, { code: 'cancelled' });
    assert.equal(begun.signals[0]?.aborted, false);
    begun.finish();
    await stays;
    const alone = new AbortController();
    const other = builds.wait({ ...waiting, signal: alone.signal }, begun.build);
    const [, ending] = begun.signals;
    assert.ok(ending);
    const ended = once(ending, 'abort');
    alone.abort();
    await assert.rejects(other, { code: 'cancelled' });
    await ended;
  });

  it('are overtaken by a building from something newer, and told so', async () => {
    const builds = new SharedBuilds();
    const begun = new Begun();
    const older = builds.wait(waiting, begun.build);
    const newer = builds.wait({ ...waiting, generation: 'b' }, begun.build);
    await assert.rejects(older, { code: 'index-not-ready' });
    begun.finish();
    await newer;
  });

  it('go on when patience ends, so that who asks next finds what was built', async () => {
    const builds = new SharedBuilds();
    const begun = new Begun();
    await assert.rejects(builds.wait({ ...waiting, patienceMs: 1 }, begun.build), { code: 'index-not-ready' });
    const next = builds.wait(waiting, begun.build);
    begun.finish();
    await next;
    assert.equal(begun.signals.length, 1);
  });

  it('end when they are closed, and take the failure of what they build to who waits', async () => {
    const builds = new SharedBuilds();
    const begun = new Begun();
    const open = builds.wait(waiting, begun.build);
    builds.close();
    await assert.rejects(open, { code: 'index-not-ready' });
    await assert.rejects(
      builds.wait(waiting, () => Promise.reject(new Error('no memory'))),
      /no memory/,
    );
  });
});
