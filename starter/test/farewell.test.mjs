import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bid } from '../src/farewell.mjs';

test('says goodbye by name', () => {
  assert.equal(bid('Ada'), 'Goodbye, Ada.');
});
