/** Messages about what is attached to a question: files, selections, passages, phases and past messages. */
import * as z from 'zod';
import { notification, request } from './message.ts';

const id = z.string().min(1).max(200);
const name = z.string().min(1).max(2_000);

/** Where an attachment is taken from. Its text is read when it is attached, and does not change afterwards. */
export const attachmentSource = z.discriminatedUnion('kind', [
  /** A file inside an open folder. */
  z.object({ kind: z.literal('file'), fileUri: z.string().max(10_000) }),
  /** What is selected in an editor, as the person sees it, saved or not. Lines count from 1. */
  z.object({
    kind: z.literal('selection'),
    fileUri: z.string().max(10_000),
    startLine: z.number().int().min(1),
    endLine: z.number().int().min(1),
    text: z.string(),
  }),
  /** The content of a file that has no place here, such as one that was dropped from another program. */
  z.object({ kind: z.literal('content'), name, text: z.string() }),
  /** A passage of the regulations, by its id or its reference. */
  z.object({ kind: z.literal('passage'), dataset: name, document: name, passage: name }),
  /** Where a phase of a folder's roadmap stands; null for all phases. */
  z.object({ kind: z.literal('phase'), folderUri: z.string(), phase: z.string().max(200).nullable() }),
  /** What was said earlier, in any conversation. */
  z.object({ kind: z.literal('message'), message: id }),
]);
export type AttachmentSource = z.infer<typeof attachmentSource>;

/** An attachment of what stands in a composer. */
export const draftAttachment = z.object({
  id,
  /** With the lines, where it is a part of a file: `src/main.ts:3-7`. */
  name: z.string(),
  /** UTF-16 units of its text. */
  length: z.number().int(),
});
export type DraftAttachmentReport = z.infer<typeof draftAttachment>;

/**
 * Page asks the server to attach something to what stands in a composer, and so does the client; it is kept with the
 * draft when this is answered. The conversation need not have begun.
 */
export const attachToDraft = request(
  'chat/attach',
  'server',
  z.object({ conversation: id, source: attachmentSource }),
  z.object({ attachment: draftAttachment }),
);

/** Client tells the pages that something was attached in a conversation; those that show it read its draft again. */
export const draftChanged = notification('chat/draftChanged', 'webview', z.object({ conversation: id }));

/** Page tells the client that the person wants to attach something; the client lets them choose what. */
export const pickAttachment = notification('chat/pickAttachment', 'client', z.object({ conversation: id }));

/** Page tells the client that files were dropped on a composer; the client says where they are and has them attached. */
export const dropFiles = notification(
  'chat/dropFiles',
  'client',
  z.object({ conversation: id, uris: z.array(z.string().max(10_000)).max(100) }),
);

/** Page asks the server for the phases of a folder, to attach one of them. */
export const listPhases = request(
  'chat/phases',
  'server',
  z.object({ folderUri: z.string() }),
  z.object({ phases: z.array(z.object({ id: z.string(), title: z.string(), summary: z.string() })) }),
);

/** Page tells the client that the person wants to export a conversation; the client asks where to. */
export const exportConversation = notification('chat/export', 'client', z.object({ conversation: id }));
