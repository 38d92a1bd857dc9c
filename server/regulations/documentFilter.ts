/** Which documents of a dataset are searched. */
import type { DocumentDescription } from './document.ts';

export interface DocumentFilter {
  /** The source's own id of the only one. */
  readonly document?: string;
  /** A day, as `2024-01-31`. A document that does not say from when it is in force is taken for one that is. */
  readonly inForce?: string;
}

export function passesFilter(
  { id, effectiveFrom }: Pick<DocumentDescription, 'id' | 'effectiveFrom'>,
  { document, inForce }: DocumentFilter,
): boolean {
  const isDocument = document === undefined || id === document;
  return isDocument && (inForce === undefined || effectiveFrom === null || effectiveFrom <= inForce);
}

export function isEmptyFilter({ document, inForce }: DocumentFilter): boolean {
  return document === undefined && inForce === undefined;
}
