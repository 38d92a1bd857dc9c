/** The long form of the proof that the built server answers every request about any text. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { storm } from '../server/storm/storm.ts';
import { richCapabilities } from '../server/storm/stormServer.ts';

const documents = 100_000;
const seed = Number(process.env['PHASEGATE_FUZZ_SEED'] ?? 2026);

describe('the server in a storm of fuzzed documents, long', function () {
  // About twenty documents a second, each asked about in some twenty ways.
  this.timeout(4 * 60 * 60 * 1000);

  it(`answers everything about 100,000 documents (seed ${seed})`, async () => {
    const tally = await storm({
      seed,
      documents,
      compareEvery: 2_000,
      capabilities: richCapabilities,
      tellProgress: (made) => console.log(`      ${made.toLocaleString('en')} documents`),
    });
    const asked = [...tally.values()].reduce((sum, one) => sum + one.asked, 0);
    console.log(`      100,000 documents: ${asked} requests, all answered`);
    assert.ok(asked > documents);
  });
});
