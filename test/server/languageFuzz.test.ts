/** Tests that the built server answers every request about any text, with places that are in it. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { storm } from './storm/storm.ts';
import { richCapabilities } from './storm/stormServer.ts';

/** How many documents are tried; the long suite has a form of its own. */
const documents = Number(process.env['PHASEGATE_FUZZED_DOCUMENTS'] ?? 1_500);
const seed = Number(process.env['PHASEGATE_FUZZ_SEED'] ?? 18);

describe('the server in a storm of fuzzed documents', function () {
  this.timeout(60_000 + documents * 40);

  it(`answers everything about ${documents} documents of an editor (seed ${seed})`, async () => {
    const tally = await storm({
      seed,
      documents,
      compareEvery: Math.max(200, documents / 10),
      capabilities: richCapabilities,
    });
    for (const [method, { asked, told, refused }] of tally) {
      console.log(`      ${method}: ${asked} asked, ${told} told something, ${refused} refused`);
      assert.ok(told > asked / 100 || refused > 0, `${method} never told anything`);
    }
  });

  it(`answers everything about ${documents / 4} documents of a client that can do nothing (seed ${seed})`, async () => {
    await storm({ seed, documents: documents / 4, compareEvery: documents / 8, capabilities: {} });
  });
});
