/** Keeps up with what changes in the store of conversations, whoever changes it. */
import { chatChanged, readChanges, type ChatChangesReport } from '../../protocol/chat.ts';
import type { Bridge } from '../shared/bridge.ts';

export interface Follower {
  /** Shows what changed. */
  readonly apply: (changes: ChatChangesReport) => Promise<void>;
  /** Reads everything anew: the database is another one, or could not be read before. */
  readonly startOver: () => Promise<void>;
  /** Shows what goes wrong. @returns whether it went well */
  readonly attempt: (action: () => Promise<void>) => Promise<boolean>;
}

/** Changes of one question. */
const atOnce = 200;

export class ChangeFollower {
  readonly #bridge: Bridge;
  readonly #follower: Follower;
  #known: { readonly generation: string; readonly upTo: number } | null = null;
  #isBehind = false;
  #following: Promise<void> = Promise.resolve();

  constructor(bridge: Bridge, follower: Follower) {
    this.#bridge = bridge;
    this.#follower = follower;
    bridge.receive(chatChanged, ({ generation, upTo }) => {
      if (this.#known?.generation !== generation || this.#known.upTo < upTo) this.follow();
    });
  }

  /** Asks for what changed since the last look, one question after the other. */
  follow(): void {
    this.#following = this.#following.then(async () => {
      if (!(await this.#follower.attempt(() => this.#catchUp()))) this.#isBehind = true;
    });
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const known = this.#known;
      // The first look only learns the newest number: everything is read anew at that time anyway.
      const changes = await this.#bridge.ask(readChanges, { after: known?.upTo ?? 0, limit: atOnce });
      const { generation, upTo, hasMore } = changes;
      const isAnother = known !== null && known.generation !== generation;
      if (isAnother || this.#isBehind) {
        await this.#follower.startOver();
        this.#isBehind = false;
        this.#known = { generation, upTo: isAnother ? 0 : upTo };
        if (isAnother) continue;
      } else {
        this.#known = { generation, upTo };
        if (known !== null) await this.#follower.apply(changes);
      }
      if (!hasMore) return;
    }
  }
}
