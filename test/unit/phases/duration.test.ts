/** Tests of durations as they are written and printed. */
import assert from 'node:assert/strict';
import { formatAge, formatDuration, parseDuration } from '../../../server/phases/duration.ts';

describe('parseDuration', () => {
  it('reads what people write', () => {
    const written = {
      '30s': 30_000,
      '10m': 600_000,
      '1h': 3_600_000,
      '1h30m': 5_400_000,
      '1h 30m': 5_400_000,
      '250ms': 250,
      '1.5s': 1_500,
      ' 5m ': 300_000,
    };
    for (const [text, ms] of Object.entries(written)) assert.equal(parseDuration(text), ms, text);
  });

  it('refuses what is no duration', () => {
    for (const text of ['', '10', 's', '0s', '-1s', '10 minutes', '10m!', '1d', '25h', 'ten', '1e9s']) {
      assert.equal(parseDuration(text), null, text);
    }
  });
});

describe('formatDuration', () => {
  it('speaks in the unit that fits', () => {
    const spoken: readonly (readonly [number, string])[] = [
      [0, '0 ms'],
      [80, '80 ms'],
      [3_140, '3.1 s'],
      [9_960, '10 s'],
      [41_400, '41 s'],
      [99_000, '99 s'],
      [600_000, '10 min'],
      [3_600_000, '1 h'],
      [3_900_000, '1 h 5 min'],
    ];
    for (const [ms, text] of spoken) assert.equal(formatDuration(ms), text);
  });
});

describe('formatAge', () => {
  it('speaks in the unit that fits', () => {
    const spoken: readonly (readonly [number, string])[] = [
      [10_000, 'just now'],
      [300_000, '5 min ago'],
      [7_300_000, '2 h ago'],
      [90_000_000, 'yesterday'],
      [300_000_000, '3 days ago'],
    ];
    for (const [ms, text] of spoken) assert.equal(formatAge(ms), text);
  });
});
