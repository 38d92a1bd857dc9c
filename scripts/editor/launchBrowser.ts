/** Starts a Chromium that reaches nothing but this machine. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/**
 * A headless browser, unless PHASEGATE_HEADED is set. The caller closes it.
 * @param names host names that lead to this machine, as those of a rebinding attacker do. Default none
 */
export function launchBrowser(executablePath: string, names: readonly string[] = []): Promise<Browser> {
  const rules = [...names.map((name) => `MAP ${name} 127.0.0.1`), 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
  return chromium.launch({
    executablePath,
    headless: process.env.PHASEGATE_HEADED === undefined,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--host-resolver-rules=${rules.join(' , ')}`,
    ],
  });
}
