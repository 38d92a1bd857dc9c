/** A gate that prints two gigabytes. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { runFlood } from '../unit/gates/runFlood.ts';

describe('a gate that prints 2 GB', () => {
  it('takes at most 100 MB of memory', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(1_800_000);
    const { outcome, message, rssGrowthBytes, logBytes, durationMs } = await runFlood(2_000_000_000);
    assert.deepEqual([outcome, message], ['passed', '']);
    assert.ok(rssGrowthBytes <= 100_000_000, `memory grew by ${rssGrowthBytes} bytes`);
    assert.ok(logBytes <= 10_000_000, `the log has ${logBytes} bytes`);
    console.log(`      ${Math.round(rssGrowthBytes / 1e6)} MB more, ${Math.round(2e6 / durationMs)} MB/s`);
  });
});
