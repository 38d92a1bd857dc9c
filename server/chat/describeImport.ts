/** Says in words what came of an import. */
import type { ImportReport } from './importConversations.ts';

export function describeImport({ conversations, messages }: ImportReport, isDryRun: boolean): string {
  const { created, extended, unchanged, inTrash } = conversations;
  const parts = [
    ...(created > 0 ? [`${created} new`] : []),
    ...(extended > 0 ? [`${extended} with new messages`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
  ];
  if (parts.length === 0) return 'The file holds no conversations.';
  const trash = inTrash > 0 ? ` ${inTrash} of them in the trash.` : '';
  const added = `${messages.added} ${messages.added === 1 ? 'message' : 'messages'}`;
  return `Conversations: ${parts.join(', ')}. ${isDryRun ? 'Would add' : 'Added'} ${added}.${trash}`;
}
