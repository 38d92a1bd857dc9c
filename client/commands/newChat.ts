/** Opens a conversation in an editor tab: a new one, or the one that is named. */
import type { Command } from './command.ts';

/** An argument that is a text is the id of a conversation. */
export const newChat: Command = ({ chats }, argument) => {
  if (typeof argument === 'string') chats.open(argument, null);
  else chats.openNew();
  return Promise.resolve();
};
