/** A gate that prints without end fills neither memory nor disk nor the view; the long form prints two gigabytes. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { runFlood } from './runFlood.ts';

describe('a gate that floods', () => {
  it('takes little memory, log and live text for 64 MB', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(60_000);
    const { outcome, message, rssGrowthBytes, logBytes, liveBytes, durationMs } = await runFlood(64_000_000);
    assert.deepEqual([outcome, message], ['passed', '']);
    assert.ok(rssGrowthBytes <= 100_000_000, `memory grew by ${rssGrowthBytes} bytes`);
    assert.ok(logBytes > 9_000_000 && logBytes <= 10_000_000, `the log has ${logBytes} bytes`);
    assert.ok(liveBytes <= (durationMs / 1000 + 2) * 270_000, `${liveBytes} bytes were shown in ${durationMs} ms`);
  });
});
