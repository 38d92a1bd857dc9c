/** Starts a Chromium that reaches nothing but this machine. */
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** A headless browser, unless PHASEGATE_HEADED is set. The caller closes it. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: process.env.PHASEGATE_HEADED === undefined,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}
