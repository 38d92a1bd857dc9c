/** Runs the benchmarks: all of them, or those that are named. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchActivation } from './activation.ts';
import { benchChat } from './chat.ts';
import { benchChatView } from './chatView.ts';
import { benchChosenEmbedders } from './chosenEmbedders.ts';
import { benchGates } from './gates.ts';
import { benchHoverWhileIngesting } from './hoverWhileIngesting.ts';
import { benchLanguage } from './language.ts';
import { benchLargeRoadmap } from './largeRoadmap.ts';
import { fitShipped } from './ranking/fitShipped.ts';
import { benchRetrieval } from './retrieval.ts';
import { benchRetrievalGrowth } from './retrievalGrowth.ts';
import { benchRoadmap } from './roadmap.ts';
import { benchStore } from './store.ts';
import { missedGoals } from './table.ts';

/**
 * `--messages 50000` makes a smaller store and `--passages 60000` one rulebook of that size, for a quick look; the goals are for the default. With `--check` the exit code
 * is 1 when a goal was missed. `ranking` measures nothing: it fits the ranking anew and writes what is shipped.
 */
const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: { messages: { type: 'string' }, passages: { type: 'string' }, check: { type: 'boolean' } },
});

const benches: Readonly<Record<string, () => Promise<void>>> = {
  roadmap: benchRoadmap,
  gates: benchGates,
  language: async () => {
    await benchLanguage();
    await benchLargeRoadmap();
    await benchActivation();
  },
  store: () => benchStore(values.messages === undefined ? undefined : Number(values.messages)),
  retrieval: async () => {
    await benchRetrieval();
    await benchHoverWhileIngesting();
    benchRetrievalGrowth(values.passages === undefined ? undefined : [Number(values.passages)]);
  },
  embedders: benchChosenEmbedders,
  chat: async () => {
    await benchChat();
    await benchChatView();
  },
};

/** Run only when they are named. */
const writers: Readonly<Record<string, () => Promise<void>>> = { ranking: fitShipped };

const unknown = names.filter((name) => !Object.hasOwn(benches, name) && !Object.hasOwn(writers, name));
if (unknown.length > 0) {
  console.error(
    `No benchmark is named ${unknown.join(', ')}. There are: ${Object.keys({ ...benches, ...writers }).join(', ')}.`,
  );
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length === 0 || names.includes(name)) await bench();
  }
  for (const [name, write] of Object.entries(writers)) if (names.includes(name)) await write();
  if (values.check === true && missedGoals() > 0) {
    console.error(`\nGoals missed: ${missedGoals()}.`);
    process.exitCode = 1;
  }
}
