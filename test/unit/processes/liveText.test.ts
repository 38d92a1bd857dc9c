/** A view gets what a program prints soon and whole, but no more than it can bear. */
import assert from 'node:assert/strict';
import type { Clock } from '../../../server/base/clock.ts';
import { liveBytesPerSecond, LiveText } from '../../../server/base/processes/liveText.ts';

/** A clock that stands still until it is moved. */
class StillClock implements Clock {
  #nowMs = 1_000_000;
  #timers: { readonly atMs: number; readonly action: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#nowMs);
    for (const { action } of due) action();
  }
}

describe('LiveText', () => {
  it('gathers lines for a moment', () => {
    const clock = new StillClock();
    const shown: string[] = [];
    const live = new LiveText((text) => shown.push(text), clock);
    live.write(Buffer.from('a\n'));
    live.write(Buffer.from('b\n'));
    assert.deepEqual(shown, []);
    clock.advance(50);
    assert.deepEqual(shown, ['a\nb\n']);
    live.write(Buffer.from('c\n'));
    live.end();
    assert.deepEqual(shown, ['a\nb\n', 'c\n']);
    clock.advance(1000);
    assert.deepEqual(shown, ['a\nb\n', 'c\n']);
  });

  it('shows whole lines of a flood, as many as a second may have, and says how much is missing', () => {
    const clock = new StillClock();
    let shown = '';
    const live = new LiveText((text) => (shown += text), clock);
    const line = '\u001b[31mä line of a flood\u001b[0m\n';
    const block = line.repeat(3000);
    const seconds = 3;
    for (let at = 0; at < seconds * 20; at++) {
      for (let round = 0; round < 5; round++) live.write(Buffer.from(block));
      clock.advance(50);
    }
    live.end();
    assert.ok(Buffer.byteLength(shown) <= (seconds + 1) * (liveBytesPerSecond + 100), String(shown.length));
    assert.ok(Buffer.byteLength(shown) >= (seconds * liveBytesPerSecond) / 3);
    const notices = shown.split('\n').filter((text) => text.includes('left out of the live view'));
    assert.equal(notices.length, seconds);
    assert.ok(notices.every((text) => text.startsWith('\u001b[0m[… ')));
    assert.ok(shown.split('\n').every((text) => text === '' || notices.includes(text) || `${text}\n` === line));
  });

  it('goes on as before once the flood is over', () => {
    const clock = new StillClock();
    let shown = '';
    const live = new LiveText((text) => (shown += text), clock);
    live.write(Buffer.from('x\n'.repeat(liveBytesPerSecond)));
    clock.advance(1000);
    live.write(Buffer.from('after\n'));
    clock.advance(50);
    assert.match(shown, /left out of the live view …\]\nafter\n$/);
  });
});
