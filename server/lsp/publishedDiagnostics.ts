/** The diagnostics that the client has: several owners may each say something about one file, and it gets all of it. */
import type { Diagnostic } from 'vscode-languageserver';
import { fileAddress } from './fileAddress.ts';

/** What one owner says about one file; the text tells whether it is still the same. */
interface Part {
  readonly diagnostics: readonly Diagnostic[];
  readonly text: string;
  readonly isCurrent: () => boolean;
}

const always = (): boolean => true;

export class PublishedDiagnostics {
  readonly #send: (params: { readonly uri: string; readonly diagnostics: Diagnostic[] }) => Promise<void>;
  readonly #byOwner = new Map<object, Map<string, Part>>();

  constructor(send: (params: { readonly uri: string; readonly diagnostics: Diagnostic[] }) => Promise<void>) {
    this.#send = send;
  }

  /**
   * Puts this in the place of everything that the owner said before; only files about which something changed are
   * sent.
   *
   * @param owner known by its identity; one that says nothing any more is forgotten
   * @param byFile diagnostics by absolute path
   * @param isCurrent whether they are still about the text that the client has. Where they are not, they are left out of
   *   what is sent for another owner, and forgotten. Default always
   */
  replace(owner: object, byFile: ReadonlyMap<string, readonly Diagnostic[]>, isCurrent = always): void {
    const before = this.#byOwner.get(owner) ?? new Map<string, Part>();
    const now = new Map<string, Part>();
    for (const [file, diagnostics] of byFile) {
      if (diagnostics.length > 0) now.set(file, { diagnostics, text: JSON.stringify(diagnostics), isCurrent });
    }
    if (now.size === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, now);
    for (const file of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(file)?.text !== now.get(file)?.text) this.#publish(file);
    }
  }

  #publish(file: string): void {
    const parts: Part[] = [];
    for (const byFile of this.#byOwner.values()) {
      const part = byFile.get(file);
      if (part?.isCurrent() === true) parts.push(part);
      else byFile.delete(file);
    }
    let diagnostics = parts.flatMap((part) => part.diagnostics);
    if (parts.length > 1) {
      // Two folders may hold the same file, and two gates may run the same tool.
      diagnostics = [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
    }
    // A connection that is closing loses it, which is of no consequence.
    this.#send({ uri: fileAddress(file), diagnostics }).catch(() => undefined);
  }
}
