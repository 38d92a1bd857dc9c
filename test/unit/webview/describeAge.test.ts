/** Tests how a list says how long ago something was. */
import assert from 'node:assert/strict';
import { describeAge } from '../../../webview/shared/describeAge.ts';

const nowMs = new Date(2026, 10, 27, 12).getTime();
const minuteMs = 60_000;

describe('the age of a conversation', () => {
  for (const [ageMs, words] of [
    [-5_000, 'now'],
    [59_999, 'now'],
    [minuteMs, '1 min'],
    [59.9 * minuteMs, '59 min'],
    [60 * minuteMs, '1 h'],
    [24 * 60 * minuteMs, '1 d'],
    [8 * 24 * 60 * minuteMs, 'Nov 19'],
    [400 * 24 * 60 * minuteMs, 'Oct 23, 2025'],
  ] as const)
    it(`is "${words}"`, () => assert.equal(describeAge(nowMs - ageMs, nowMs), words));
});
