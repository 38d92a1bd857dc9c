/** The short form of the roadmap's property tests; the long one is in test/long. */
import assert from 'node:assert/strict';
import { compareWithMarkdownIt } from './compareWithMarkdownIt.ts';
import {
  checkNoteRoundTrip,
  checkParsing,
  checkWrites,
  compareWithNaiveReading,
  comparePositions,
} from './fuzzRoadmap.ts';

describe('any text as a roadmap', () => {
  it('never makes the parser throw, and every fix removes its problem', () => {
    checkParsing(2000);
  });

  it('has the phases and statuses that a naive reading finds', () => {
    assert.ok(compareWithNaiveReading(2000) > 2000);
  });

  it('has the phases that a CommonMark renderer shows as headings', () => {
    assert.ok(compareWithMarkdownIt(3000) > 500);
  });

  it('keeps every byte that is not a status word or the own note', () => {
    assert.ok(checkWrites(2000) > 300);
  });

  it('is restored byte for byte when the own note goes', () => {
    assert.ok(checkNoteRoundTrip(2000) > 200);
  });

  it('has positions that counting lines and characters confirms', () => {
    assert.ok(comparePositions(400) > 5000);
  });
});
