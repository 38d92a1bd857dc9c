/** The verbs of the terminal program by name, each loaded when it is asked for. */
import type { VerbName } from './commandLine.ts';
import type { Verb } from './verb.ts';

/** A verb that only looks does not wait for the code of one that runs programs. */
export const loadVerb: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  status: async () => (await import('./statusVerb.ts')).statusVerb,
  check: async () => (await import('./checkVerb.ts')).checkVerb,
  gate: async () => (await import('./gateVerb.ts')).gateVerb,
  run: async () => (await import('./runVerb.ts')).runVerb,
  verify: async () => (await import('./verifyVerb.ts')).verifyVerb,
  history: async () => (await import('./historyVerb.ts')).historyVerb,
  init: async () => (await import('./initVerb.ts')).initVerb,
};
