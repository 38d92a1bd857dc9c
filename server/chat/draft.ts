/** What stands in a composer and was not sent yet. */
import { Failure } from '../base/failure.ts';
import type { MessagePart } from './message.ts';

export type AttachmentPart = Extract<MessagePart, { kind: 'attachment' }>;

export interface DraftAttachment {
  /** A UUID, by which it is sent or taken away. */
  readonly id: string;
  readonly part: AttachmentPart;
}

export interface Draft {
  /** Empty when nothing was written. */
  readonly text: string;
  /** In the order in which they were attached. */
  readonly attachments: readonly DraftAttachment[];
}

/** Bytes of UTF-8 that the text of one attachment may have. */
export const attachmentLimitBytes = 256 * 1024;
/** Bytes that all of a draft may have; a message has at most 1 MB, with what is written and as JSON. */
const allLimitBytes = 640 * 1024;
const mostAttachments = 20;

/** @throws Failure `message-too-large`, `text-invalid` */
export function requireAttachable({ name, text }: AttachmentPart, others: readonly DraftAttachment[]): void {
  const bytes = Buffer.byteLength(text ?? '');
  if (bytes > attachmentLimitBytes) throw tooLarge(name, bytes);
  if ((text ?? '').includes('\0')) throw notText(name);
  if (others.length >= mostAttachments) {
    throw new Failure(
      'message-too-large',
      `A question takes ${mostAttachments} attachments, so ${name} was not attached. Remove one first.`,
    );
  }
  const together = others.reduce((sum, { part }) => sum + Buffer.byteLength(part.text ?? ''), bytes);
  if (together > allLimitBytes) {
    throw new Failure(
      'message-too-large',
      `With ${name} the attachments would have ${inKilobytes(together)}; the most is ${inKilobytes(allLimitBytes)}. Remove one first, or attach a selection.`,
    );
  }
}

/** @param bytes null when it is only known to be too large */
export function tooLarge(name: string, bytes: number | null): Failure {
  const size = bytes === null ? 'is too large' : `has ${inKilobytes(bytes)}`;
  return new Failure(
    'message-too-large',
    `${name} ${size}; an attachment has at most ${inKilobytes(attachmentLimitBytes)}. Select the part that matters and attach that.`,
  );
}

export function notText(name: string): Failure {
  return new Failure('text-invalid', `${name} is not text in UTF-8, so it was not attached. Attach a text file.`);
}

function inKilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KB`;
}
