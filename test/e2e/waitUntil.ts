/** Waits for a condition, with a deadline. */

/** How long a verb waits for its condition. A loaded machine needs far more than the usual half second. */
export const waitLimitMs = 20_000;

/** @throws Error when the condition does not hold in time. */
export async function waitUntil(condition: () => Promise<boolean> | boolean, limitMs = waitLimitMs): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it was not so within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
