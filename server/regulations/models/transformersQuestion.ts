/** What the process that runs transformer models is asked. */
import * as z from 'zod';

export const transformersQuestion = z.discriminatedUnion('kind', [
  /** Comes first. Answered with true when library and model are there. */
  z.object({
    kind: z.literal('load'),
    task: z.enum(['embed', 'rank']),
    /** Absolute path of the model's folder, or its name at the hub. */
    model: z.string(),
    /** Absolute path of a folder in whose node_modules the library is; null to look where programs of npm are. */
    library: z.string().nullable(),
    allowsHub: z.boolean(),
  }),
  /** Answered with a vector for each text. */
  z.object({ kind: z.literal('embed'), texts: z.array(z.string()) }),
  /** Answered with a number for each text. */
  z.object({ kind: z.literal('rank'), query: z.string(), texts: z.array(z.string()) }),
]);
export type TransformersQuestion = z.infer<typeof transformersQuestion>;
