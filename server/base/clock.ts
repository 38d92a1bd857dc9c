/** The port to time, so that tests need no sleeping. */

/** A source of time and of timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /**
   * Calls `action` once after `delayMs`, with 0 as soon as what is under way has been dealt with; the returned function
   * cancels. Never keeps the process alive for longer than that.
   */
  after(delayMs: number, action: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, action) => {
    if (delayMs <= 0) {
      // A timer takes a millisecond at least. An immediate that does not hold the process may wait for another event.
      const immediate = setImmediate(action);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
