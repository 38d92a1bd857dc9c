/** A temporary folder of regulations, and what reads it in a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDocuments, type FileReading } from '../../../server/regulations/readDocuments.ts';

/** The worker of regulations as it stands in the sources. */
export const workerScript = new URL('../../../server/regulations/regulationWorker.ts', import.meta.url);

export class RegulationFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'phasegate-regulations-'));

  /** @returns the absolute path */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  read(name: string, content: string | Uint8Array): Promise<FileReading> {
    const file = this.write(name, content);
    return readDocuments({ file, name: path.parse(name).name, knownHash: null });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Passages as JSON, in the shape of the format. */
export function passagesJson(
  document: string | number,
  passages: readonly (readonly [reference: string, text: string])[],
): string {
  return JSON.stringify(
    passages.map(([PassageID, Passage]) => ({ DocumentID: document, PassageID, Passage })),
    null,
    1,
  );
}
