/** Imports conversations from a file that Phasegate exported, after it has checked all of it. */
import { createHash } from 'node:crypto';
import { Failure } from '../base/failure.ts';
import { chatFileKind, chatFileVersion, headShape, invalid, readImportedConversation } from './chatFile.ts';
import type { ImportedConversation, ImportedCount } from './chatFile.ts';
import type { ChatStores } from './chatStores.ts';
import { JsonItems } from './jsonItems.ts';

/** Opens what is imported; called twice, once for checking and once for writing. */
export type ImportSource = () => AsyncIterable<Uint8Array>;

export interface ImportReport {
  readonly conversations: {
    readonly created: number;
    /** Were there already, and got messages that they lacked. */
    readonly extended: number;
    readonly unchanged: number;
    /** Of all these, how many lie in the trash, where they stay. */
    readonly inTrash: number;
  };
  readonly messages: {
    readonly added: number;
    /** Were there already, and stay as they are. */
    readonly kept: number;
  };
}

/**
 * What is there already stays as it is, and what is lacking is added under the ids of the file, so that importing again
 * changes nothing. Each conversation is written in one transaction.
 *
 * @param isDryRun only checks and counts
 * @throws Failure `import-invalid` with the place of the first fault, before anything is written; `read-failed` when the
 *   file changed while it was read; `cancelled`
 */
export async function importConversations(
  source: ImportSource,
  { imports }: Pick<ChatStores, 'imports'>,
  isDryRun: boolean,
  signal?: AbortSignal,
): Promise<ImportReport> {
  const conversations = new Set<string>();
  const messages = new Set<string>();
  const checked = await readAll(source, signal, async (imported, place) => {
    requireUnique(conversations, [imported.conversation.id], place);
    requireUnique(
      messages,
      imported.messages.map(({ id }) => id),
      place,
    );
    return imports.examine(imported, place);
  });
  if (isDryRun) return checked.report;
  const written = await readAll(source, signal, (imported, place) => imports.write(imported, place));
  if (written.hash !== checked.hash) {
    throw new Failure(
      'read-failed',
      'The file was changed while it was imported. What was whole in it is imported; import it again.',
    );
  }
  return written.report;
}

async function readAll(
  source: ImportSource,
  signal: AbortSignal | undefined,
  act: (imported: ImportedConversation, place: string) => Promise<ImportedCount>,
): Promise<{ readonly hash: string; readonly report: ImportReport }> {
  const items = new JsonItems('conversations');
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const counts = { created: 0, extended: 0, unchanged: 0, inTrash: 0 };
  const messages = { added: 0, kept: 0 };
  let number = 0;
  const take = async (piece: string): Promise<void> => {
    for (const json of items.take(piece)) {
      if (signal?.aborted === true) throw new Failure('cancelled', 'The import was cancelled. Import again to go on.');
      if (number === 0) checkHead(items.rest);
      number++;
      const place = `Conversation ${number} of the file`;
      const { isNew, isInTrash, added, kept } = await act(readImportedConversation(json, place), place);
      if (isNew) counts.created++;
      else if (added > 0) counts.extended++;
      else counts.unchanged++;
      if (isInTrash) counts.inTrash++;
      messages.added += added;
      messages.kept += kept;
    }
  };
  for await (const bytes of source()) {
    hash.update(bytes);
    await take(decode(decoder, bytes));
  }
  await take(decode(decoder, null));
  if (!items.isWhole) throw invalid('The file', `it ends in the middle, after ${number} whole conversations`);
  checkEnd(items.rest, number);
  return { hash: hash.digest('hex'), report: { conversations: counts, messages } };
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | null): string {
  try {
    return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw invalid('The file', 'it is no UTF-8 text');
  }
}

/** Looks at what stands before the first conversation, so that a foreign file is called one. */
function checkHead(beginning: string): void {
  const end = beginning.indexOf('0', beginning.lastIndexOf('['));
  let head: unknown;
  try {
    head = JSON.parse(`${beginning.slice(0, end + 1)}]}`);
  } catch {
    // Another order of the members is JSON, too; the end tells.
    return;
  }
  const { schemaVersion, kind } = (head ?? {}) as { readonly schemaVersion?: unknown; readonly kind?: unknown };
  if (kind === chatFileKind && typeof schemaVersion === 'number' && schemaVersion > chatFileVersion) {
    throw invalid('The file', `it was written by a newer version of Phasegate (schemaVersion ${schemaVersion})`);
  }
  if (kind !== chatFileKind) throw foreign();
}

function checkEnd(rest: string, count: number): void {
  let whole: unknown;
  try {
    whole = JSON.parse(rest);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid('The file', `it is no JSON (${reason}, with each conversation counted as one character)`);
  }
  const parsed = headShape.safeParse(whole);
  if (!parsed.success || parsed.data.conversations.length !== count) throw foreign();
}

function foreign(): Failure {
  return invalid('The file', 'it is no export of conversations of Phasegate');
}

function requireUnique(known: Set<string>, ids: readonly string[], place: string): void {
  for (const id of ids) {
    if (known.has(id)) throw invalid(place, `the id ${id} stands in the file twice`);
    known.add(id);
  }
}
