/** Hands text on to whoever watches: gathered for a moment, and no more of it in a second than a view can bear. */
import type { Clock } from '../clock.ts';
import { formatBytes } from './formatBytes.ts';

/** So much is handed on in one second; the rest is left out, and counted. */
export const liveBytesPerSecond = 262_144;

const gatherMs = 40;

/** After text was left out, colours that were switched on there must not go on. */
const colourReset = '\u001b[0m';

export class LiveText {
  readonly #emit: (text: string) => void;
  readonly #clock: Clock;
  #gathered = '';
  #forgetTimer: (() => void) | null = null;
  #secondBegan = Number.NEGATIVE_INFINITY;
  #handedOn = 0;
  #leftOut = 0;

  constructor(emit: (text: string) => void, clock: Clock) {
    this.#emit = emit;
    this.#clock = clock;
  }

  /** @param lines whole lines, as UTF-8, with colours as the only control sequences */
  write(lines: Buffer): void {
    if (lines.length === 0) return;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#secondBegan >= 1000 || nowMs < this.#secondBegan) {
      this.#secondBegan = nowMs;
      this.#handedOn = 0;
      this.#sayWhatIsMissing();
    }
    const room = this.#leftOut > 0 ? 0 : liveBytesPerSecond - this.#handedOn;
    // Of what does not fit the whole lines that do are shown; from then on nothing until the next second.
    const fits = lines.length <= room ? lines.length : room <= 0 ? 0 : lines.lastIndexOf(0x0a, room - 1) + 1;
    this.#handedOn += fits;
    this.#leftOut += lines.length - fits;
    if (fits > 0) this.#gather(lines.toString('utf8', 0, fits));
  }

  /** Hands on what was gathered. */
  end(): void {
    this.#sayWhatIsMissing();
    this.#flush();
  }

  #sayWhatIsMissing(): void {
    if (this.#leftOut === 0) return;
    this.#gather(`${colourReset}[… ${formatBytes(this.#leftOut)} left out of the live view …]\n`);
    this.#leftOut = 0;
  }

  #gather(text: string): void {
    this.#gathered += text;
    this.#forgetTimer ??= this.#clock.after(gatherMs, () => this.#flush());
  }

  #flush(): void {
    this.#forgetTimer?.();
    this.#forgetTimer = null;
    const text = this.#gathered;
    this.#gathered = '';
    if (text !== '') this.#emit(text);
  }
}
