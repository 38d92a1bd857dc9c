import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '../src/greeting.mjs';

test('greets by name', () => {
  assert.equal(greet('Ada'), 'Hello, Ada.');
});

test('greets the world without one', () => {
  assert.equal(greet(), 'Hello, world.');
});
