/** Opens a new conversation in an editor tab. */
import type { Command } from './command.ts';

export const newChat: Command = ({ chats }) => {
  chats.openNew();
  return Promise.resolve();
};
