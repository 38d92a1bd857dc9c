/** Checks that semantic tokens can be decoded, and are in order and in the text. */
import assert from 'node:assert/strict';
import type { SemanticTokens, SemanticTokensDelta, SemanticTokensLegend } from 'vscode-languageserver-protocol';
import type { AnswerPlaces } from './answerPlaces.ts';

/** Absolute line and character, length, type and modifiers. */
export type DecodedToken = readonly [line: number, character: number, length: number, type: number, modifiers: number];

/** Tokens may touch, and do not overlap. */
export function checkTokens(
  places: AnswerPlaces,
  uri: string,
  data: readonly number[],
  legend: SemanticTokensLegend,
): readonly DecodedToken[] {
  assert.equal(data.length % 5, 0, 'tokens are five numbers each');
  const tokens: DecodedToken[] = [];
  let [line, character, free] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines = -1, characters = -1, length = -1, type = -1, modifiers = -1] = data.slice(at, at + 5);
    assert.ok(lines >= 0 && characters >= 0 && length > 0, `token ${at / 5} goes backwards or is empty`);
    if (lines > 0) [character, free] = [0, 0];
    line += lines;
    character += characters;
    assert.ok(character >= free, `token ${at / 5} overlaps the one before`);
    free = character + length;
    places.range(uri, { start: { line, character }, end: { line, character: free } });
    assert.ok(type >= 0 && type < legend.tokenTypes.length, `there is no token type ${type}`);
    assert.ok(modifiers >= 0 && modifiers < 2 ** legend.tokenModifiers.length, `there is no modifier ${modifiers}`);
    tokens.push([line, character, length, type, modifiers]);
  }
  return tokens;
}

/** The data that a client has after an answer that may tell only what changed. */
export function dataAfter(before: readonly number[], answer: SemanticTokens | SemanticTokensDelta): readonly number[] {
  if ('data' in answer) return answer.data;
  const data = [...before];
  for (const { start, deleteCount, data: put = [] } of answer.edits.toSorted((a, b) => b.start - a.start)) {
    assert.ok(start >= 0 && start + deleteCount <= data.length, 'an edit of tokens is outside of them');
    data.splice(start, deleteCount, ...put);
  }
  return data;
}
