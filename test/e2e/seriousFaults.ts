/** Judges the accessibility of a page as axe-core does. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';

interface AxeWindow {
  readonly axe: {
    run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
  };
}

/** What axe-core calls serious or critical, with the element. */
export async function seriousFaults(frame: Frame): Promise<readonly string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated through the debugger: the policy of the page lets no script in.
  await frame.evaluate(axe);
  return frame.evaluate(async () => {
    const { violations } = await (window as unknown as AxeWindow).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
