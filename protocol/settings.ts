/** What the client hands the server when it starts it. */
import { z } from 'zod';

/** `initializationOptions` of the LSP initialize request. A plain LSP editor sends none and gets the defaults. */
export const initializationOptions = z.object({
  /** Whether the person trusts the workspace. Default false: nothing is executed. */
  trusted: z.boolean().default(false),
  /** Whether the client answers the requests of `protocol/phases.ts` and registers the commands itself. Default false. */
  companion: z.boolean().default(false),
});
export type InitializationOptions = z.infer<typeof initializationOptions>;
