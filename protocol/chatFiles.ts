/** What client and server tell each other about conversations as files. */
import * as z from 'zod';
import { request } from './message.ts';

/** Client asks the server which conversations there are, the last used first, so that the person picks one to export. */
export const listExportable = request(
  'chatFiles/list',
  'server',
  z.object({}),
  z.object({
    conversations: z.array(
      z.object({ id: z.string(), title: z.string(), updatedAtMs: z.number(), messageCount: z.number() }),
    ),
  }),
);

/**
 * Client asks the server to write a conversation, or all with null, to a file. The person has picked it, so one that is
 * there is replaced.
 */
export const exportChats = request(
  'chatFiles/export',
  'server',
  z.object({ conversation: z.string().nullable(), format: z.enum(['json', 'markdown']), fileUri: z.string() }),
  z.object({}),
);

/** Client asks the server to import a file of conversations. The server answers with what came of it, in words. */
export const importChats = request(
  'chatFiles/import',
  'server',
  z.object({ fileUri: z.string() }),
  z.object({ summary: z.string() }),
);
