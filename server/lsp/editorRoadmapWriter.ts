/** Writes a roadmap that is open in the editor through the editor, so that nothing typed is lost. */
import { setTimeout as wait } from 'node:timers/promises';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import { saveDocument } from '../../protocol/roadmap.ts';
import { Failure } from '../base/failure.ts';
import { readTextFile } from '../base/replaceFile.ts';
import { roadmapLimitBytes } from '../phases/plan.ts';
import { writeAttempts, type RoadmapWriter } from '../phases/roadmapWriter.ts';
import { ask } from './answer.ts';
import { openDocument } from './documentTextSource.ts';

/** Milliseconds between attempts when the person types at the very moment of the edit; each waits longer. */
const retryMs = 40;

/**
 * @param onDisk writes roadmaps that are not open
 * @param companion whether the client can be asked to save
 */
export function editorRoadmapWriter(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  onDisk: RoadmapWriter,
  companion: () => boolean,
): RoadmapWriter {
  return {
    async write(root, file, computeEdits, guard) {
      for (let attempt = 0; attempt < writeAttempts; attempt++) {
        const document = openDocument(documents, file);
        if (document === undefined) return onDisk.write(root, file, computeEdits, guard);
        const { version } = document;
        const text = document.getText();
        const edits = computeEdits(text);
        if (edits.length === 0) return;
        const saved = await readTextFile(file, roadmapLimitBytes, root);
        // A document that equals its file was not dirty, so saving it after the edit takes nothing from the person.
        const wasClean = saved.kind === 'text' && saved.text.replace(/^\uFEFF/, '') === text.replace(/^\uFEFF/, '');
        await guard(() => undefined);
        const { applied } = await connection.workspace.applyEdit({
          label: 'Phasegate: write the status',
          edit: {
            documentChanges: [
              {
                textDocument: { uri: document.uri, version },
                edits: edits.map((edit) => ({
                  range: { start: document.positionAt(edit.range.start), end: document.positionAt(edit.range.end) },
                  newText: edit.newText,
                })),
              },
            ],
          },
        });
        if (applied) {
          if (wasClean && companion()) await ask(connection, saveDocument, { uri: document.uri });
          return;
        }
        await wait(retryMs * (attempt + 1));
      }
      throw new Failure(
        'roadmap-changed',
        `${file} kept changing while its status was written. Run the gates again when you have finished typing.`,
      );
    },
  };
}
