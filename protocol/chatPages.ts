/** Messages between a page that shows conversations and the client that holds the page. */
import * as z from 'zod';
import { notification } from './message.ts';

const id = z.string().min(1).max(200);

/** What a page keeps to be as it was after a reload; the editor hands it back. */
export const chatPageState = z.object({
  conversation: id,
  /** The first message that is seen, by its place in the branch; null at the end. */
  depth: z.number().int().nullable(),
  /** Whether the list is shown: beside the conversation where there is room, else in its place. */
  screen: z.enum(['list', 'conversation']),
  filter: z.enum(['folder', 'everywhere', 'archive', 'trash']),
});
export type ChatPageState = z.infer<typeof chatPageState>;

/** What the client tells a page by the attribute `data-start` of its body. */
export const chatPageStart = z.object({
  place: z.enum(['sidebar', 'tab']),
  /** The folder that new conversations belong to; null when none is open. */
  folderUri: z.string().nullable(),
  /** Null for a new conversation. */
  conversation: id.nullable(),
  /** The message to land on; null for none. */
  message: id.nullable(),
});
export type ChatPageStart = z.infer<typeof chatPageStart>;

/** Page tells the client that the person wants a conversation in an editor tab of its own; the client opens it. */
export const openInTab = notification('chat/openInTab', 'client', z.object({ conversation: id }));

/** Page tells the client that the person wants the whole of a long message; the client opens it as a document. */
export const openWholeText = notification('chat/openWholeText', 'client', z.object({ message: id }));

/** Page tells the client that the person wants to see a cited passage where it stands; the client opens its file there. */
export const openCitedSource = notification(
  'chat/openSource',
  'client',
  z.object({ message: id, number: z.number().int() }),
);

/** Page tells the client that the person wants to set the API key of Anthropic; the client asks for it. */
export const setModelKey = notification('chat/setKey', 'client', z.object({}));

/** Client tells a page that other models can be picked now, since a key was set or taken away. */
export const modelsChanged = notification('chat/modelsChanged', 'webview', z.object({}));

/** Page tells the client what it shows, for the title of its tab. */
export const pageTitled = notification('chat/pageTitled', 'client', z.object({ conversation: id, title: z.string() }));

/** Page tells the client that the person wants a block of code in the editor that they used last; the client puts it there. */
export const insertCode = notification('chat/insertCode', 'client', z.object({ text: z.string() }));

/** Page tells the client that the person turned to it; what they attach from elsewhere goes to the page used last. */
export const pageFocused = notification('chat/pageFocused', 'client', z.object({}));

/** Client tells a page to show a conversation, at a message where one is named; null begins a new conversation. */
export const revealConversation = notification(
  'chat/reveal',
  'webview',
  z.object({ conversation: id.nullable(), message: id.nullable() }),
);
