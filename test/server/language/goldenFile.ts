/** Compares answers with files that a person has read and accepted. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * With PHASEGATE_ACCEPT_GOLDEN=1 the answer becomes the file; read the difference before it is committed.
 *
 * @param name of the file under test/fixtures/language
 */
export function assertGolden(name: string, answer: unknown): void {
  const file = path.join(import.meta.dirname, '..', '..', 'fixtures', 'language', name);
  const text = `${JSON.stringify(answer, null, 2)}\n`;
  if (process.env['PHASEGATE_ACCEPT_GOLDEN'] === '1') writeFileSync(file, text);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(file, 'utf8')), `${name} differs`);
}
