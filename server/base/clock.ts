/** The port to time, so that tests need no sleeping. */

/** A source of time and of timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /** Calls `action` once after `delayMs`; the returned function cancels. Never keeps the process alive. */
  after(delayMs: number, action: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
