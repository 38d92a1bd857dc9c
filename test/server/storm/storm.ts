/** Drives the built server through fuzzed documents in several folders at once, and checks every answer. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClientCapabilities } from 'vscode-languageserver-protocol';
import { TerminalWorkspace } from '../terminal.ts';
import { SeededRandom } from './seededRandom.ts';
import { StormLane, type Tally } from './stormLane.ts';
import { StormServer } from './stormServer.ts';

export interface StormSettings {
  readonly seed: number;
  /** How many documents are made. */
  readonly documents: number;
  /** After how many documents the diagnostics are compared with those of a server that was just started. */
  readonly compareEvery: number;
  readonly capabilities: ClientCapabilities;
  /** Called with the number of documents made so far, at each comparison. */
  readonly tellProgress?: (made: number) => void;
}

/** Folders whose rounds overlap, so that server and client are both busy. */
const laneCount = 4;

/**
 * @returns how often what was asked
 * @throws Error that names a file with the documents and the request, where something is not as it has to be
 */
export async function storm({
  seed,
  documents,
  compareEvery,
  capabilities,
  tellProgress,
}: StormSettings): Promise<Tally> {
  const tally: Tally = new Map();
  const home = new TerminalWorkspace({});
  const server = new StormServer(home.home);
  const lanes: StormLane[] = [];
  let published = null as Error | null;
  try {
    for (let lane = 0; lane < laneCount; lane++) lanes.push(new StormLane(server, () => lanes, tally));
    server.whenPublished = (params) => {
      const lane = lanes.find(({ folder }) => params.uri.startsWith(folder));
      try {
        lane?.published(params);
      } catch (error) {
        const texts = lane?.latest(params.uri).map(({ text }) => text);
        published ??= new Error(JSON.stringify({ params, texts }, null, 1), { cause: error });
      }
    };
    await server.connect(
      lanes.map(({ workspace }) => workspace.root),
      capabilities,
    );
    for (const lane of lanes) lane.openAll();
    let made = 0;
    for (let part = 0; made < documents; part++) {
      const goal = Math.min(documents, made + compareEvery);
      const turn = async (lane: StormLane, at: number): Promise<void> => {
        for (let round = 0; made < goal; round++) {
          const roundMade = await lane.round(new SeededRandom(seed, part, at, round));
          made += roundMade;
          if (published !== null) throw published;
          assert.deepEqual(server.complaints, [], 'the server complains');
        }
      };
      await Promise.all(lanes.map(turn));
      tellProgress?.(made);
      await compareWithFreshServer(server, lanes, capabilities, `Barrier ${part}`);
    }
    await server.close();
    assert.deepEqual(server.complaints, [], 'the server complains');
    return tally;
  } catch (error) {
    throw new Error(`Seed ${seed}: ${describe(error)}`, { cause: error });
  } finally {
    await server.kill();
    for (const { workspace } of [...lanes, { workspace: home }]) workspace.dispose();
  }
}

/** What a server shows that went through all of it, and what one shows that sees only the texts as they are now. */
async function compareWithFreshServer(
  server: StormServer,
  lanes: readonly StormLane[],
  capabilities: ClientCapabilities,
  barrier: string,
): Promise<void> {
  const home = new TerminalWorkspace({});
  const fresh = new StormServer(home.home);
  try {
    // A phase that is seen in an overview tells that everything before it has been taken in.
    for (const lane of lanes) lane.retype('ROADMAP.md', `## Phase 999: ${barrier}\n\n${lane.text('ROADMAP.md')}`);
    await fresh.connect(
      lanes.map(({ workspace }) => workspace.root),
      capabilities,
    );
    for (const lane of lanes) lane.openAll(fresh);
    // Below, one waits for what both say.
    fresh.whenPublished = () => server.look();
    for (const lane of lanes) {
      const hasArrived = (some: StormServer): boolean => {
        const overview = some.overviews.get(lane.folder);
        if (overview === undefined) return false;
        const isElsewhere = overview.roadmapUri !== lane.uri('ROADMAP.md');
        return isElsewhere || overview.phases.some(({ title }) => title === barrier);
      };
      for (const one of [server, fresh])
        await one.until(
          () => hasArrived(one),
          () => `${barrier} of ${lane.folder}`,
        );
      const shown = (some: StormServer): string => JSON.stringify(shownIn(some, lane), null, 1);
      const told = (): string =>
        `After the storm the diagnostics are\n${shown(server)}\nand those of a fresh server\n${shown(fresh)}\nof ${JSON.stringify(lane.documents, null, 1)}`;
      await server.until(() => shown(server) === shown(fresh), told);
    }
    assert.deepEqual(fresh.complaints, [], 'a fresh server complains');
    await fresh.close();
  } finally {
    await fresh.kill();
    home.dispose();
  }
}

function shownIn(server: StormServer, lane: StormLane): readonly (readonly [string, readonly string[]])[] {
  return [...server.diagnostics]
    .filter(([uri]) => uri.startsWith(lane.folder))
    .map(([uri, diagnostics]) => {
      // Only a server that saw a phase undone before can say that its DONE was written since.
      const comparable = diagnostics.filter(({ code }) => code !== 'status-unproven');
      return [uri, comparable.map((one) => JSON.stringify(one)).toSorted()] as const;
    })
    .filter(([, diagnostics]) => diagnostics.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The first lines, and where all of it is. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) parts.push(one.stack ?? one.message);
  if (parts.length === 0) parts.push(String(error));
  // The innermost cause says what is wrong.
  const text = parts.reverse().join('\n\n');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'phasegate-storm-')), 'failure.txt');
  writeFileSync(file, text);
  return `${text.slice(0, 8_000)}\n(all of it: ${file})`;
}
