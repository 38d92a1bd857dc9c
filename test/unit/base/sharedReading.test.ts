/** Shows that a reading is shared, kept until something changes, and never given back out of date. */
import assert from 'node:assert/strict';
import { SharedReading } from '../../../server/base/sharedReading.ts';

/** A reading whose end the test decides. */
class HeldReadings {
  changes = 0;
  begun = 0;
  readonly #ends: ((error: Error | null) => void)[] = [];
  readonly shared = new SharedReading(
    () => this.#read(),
    () => this.changes,
  );

  /** Ends the oldest reading that has not ended. */
  async end(error: Error | null = null): Promise<void> {
    this.#ends.shift()?.(error);
    // Whoever waits goes on before the test does.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #read(): Promise<number> {
    this.begun++;
    const seen = this.changes;
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => (error === null ? resolve(seen) : reject(error)));
    });
  }
}

describe('SharedReading', () => {
  it('reads once for all who ask, and once for all who ask later', async () => {
    const readings = new HeldReadings();
    const asked = [readings.shared.current(), readings.shared.current()];
    await readings.end();
    assert.deepEqual(await Promise.all(asked), [0, 0]);
    assert.equal(await readings.shared.current(), 0);
    assert.equal(readings.begun, 1);
  });

  it('reads again after a change, also for who asked before it', async () => {
    const readings = new HeldReadings();
    const asked = readings.shared.current();
    readings.changes++;
    const askedLater = readings.shared.current();
    await readings.end();
    await readings.end();
    assert.deepEqual([await asked, await askedLater], [1, 1]);
    assert.equal(readings.begun, 2);
  });

  it('tells a failure to who asked, and tries again for the next', async () => {
    const readings = new HeldReadings();
    const asked = assert.rejects(readings.shared.current(), /no disk/);
    await readings.end(new Error('no disk'));
    await asked;
    const next = readings.shared.current();
    await readings.end();
    assert.equal(await next, 0);
  });

  it('tells no failure of a reading that is out of date', async () => {
    const readings = new HeldReadings();
    const asked = readings.shared.current();
    readings.changes++;
    await readings.end(new Error('no disk'));
    await readings.end();
    assert.equal(await asked, 1);
  });
});
