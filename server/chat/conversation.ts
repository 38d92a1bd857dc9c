/** What a conversation is, apart from its messages. */

/** Where a conversation is listed. */
export type ConversationPlace = 'open' | 'archive' | 'trash';

/** Something elsewhere that a conversation is about, such as a phase or a deal. */
export interface RecordLink {
  /** Such as `phase`. */
  readonly kind: string;
  readonly id: string;
}

export interface Conversation {
  readonly id: string;
  /** Number of its last change; the messages' changes are theirs alone. */
  readonly change: number;
  /** Empty until somebody gives one or a first message tells one. */
  readonly title: string;
  readonly titleOrigin: 'given' | 'derived';
  /** The folder that it belongs to; null for none. */
  readonly workspace: string | null;
  /** The language model that answers; null for the default. */
  readonly model: string | null;
  /** In the order in which they were given, each once. */
  readonly tags: readonly string[];
  readonly links: readonly RecordLink[];
  readonly isPinned: boolean;
  /** Also while it is in the trash, from where it returns to the archive. */
  readonly isArchived: boolean;
  /** Milliseconds since 1970; null while it is not in the trash. */
  readonly deletedAtMs: number | null;
  readonly createdAtMs: number;
  /** When something was last said in it, or it was made. */
  readonly updatedAtMs: number;
  /** The last message of the branch that is shown; null while there is none. */
  readonly activeLeaf: string | null;
  /** Of all branches. */
  readonly messageCount: number;
}

/** What a conversation begins with. */
export interface NewConversation {
  /** A UUID. Default a new one; one that is known already gives that conversation back. */
  readonly id?: string;
  /** Default derived from the first message. */
  readonly title?: string;
  readonly workspace?: string | null;
  readonly model?: string | null;
  readonly tags?: readonly string[];
  readonly links?: readonly RecordLink[];
}

/** What can be changed; what is not given stays. */
export interface ConversationPatch {
  /** Empty to have it derived again. */
  readonly title?: string;
  readonly model?: string | null;
  readonly tags?: readonly string[];
  readonly links?: readonly RecordLink[];
  readonly isPinned?: boolean;
  readonly isArchived?: boolean;
}

/** Days after which what is in the trash is gone for good. */
export const trashDays = 30;

export function placeOf(conversation: Pick<Conversation, 'isArchived' | 'deletedAtMs'>): ConversationPlace {
  if (conversation.deletedAtMs !== null) return 'trash';
  return conversation.isArchived ? 'archive' : 'open';
}
