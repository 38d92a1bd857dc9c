/** What client and server tell each other about the surroundings: trust, and where data is kept. */
import * as z from 'zod';
import { request } from './message.ts';

/** `initializationOptions` of the LSP initialize request. A plain LSP editor sends none and gets the defaults. */
export const initializationOptions = z.object({
  /** Whether the person trusts the workspace. Default false: nothing is executed. */
  trusted: z.boolean().default(false),
  /** Whether the client answers the requests of `protocol/phases.ts` and registers the commands itself. Default false. */
  companion: z.boolean().default(false),
  /** Address of the team's PostgreSQL database; PHASEGATE_DATABASE_URL wins. Default empty: SQLite in the data folder. */
  databaseUrl: z.string().default(''),
  /** Whether the REST API is served on 127.0.0.1 while the server runs. Default false. */
  servesRest: z.boolean().default(false),
});
export type InitializationOptions = z.infer<typeof initializationOptions>;

/** Client asks the server where runs, logs and approvals are kept; the person opens that folder. */
export const findDataFolder = request('settings/dataFolder', 'server', z.object({}), z.object({ path: z.string() }));
