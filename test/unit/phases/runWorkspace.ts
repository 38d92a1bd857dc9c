/** A workspace on disk with a real database, in which tests run phases inside their own process. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { databaseFile } from '../../../server/base/paths.ts';
import { diskTextSource } from '../../../server/base/textSource.ts';
import type { Database } from '../../../server/database/database.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import type { PhaseRun, PhaseRunEvent } from '../../../server/phases/phaseRun.ts';
import { diskRoadmapWriter } from '../../../server/phases/roadmapWriter.ts';
import { runPhase, type RunRequest } from '../../../server/phases/runPhase.ts';
import { buildRunStores } from '../../../server/phases/runStores.ts';
import type { RunSurroundings } from '../../../server/phases/runSurroundings.ts';

export class RunWorkspace {
  readonly root: string;
  readonly surroundings: RunSurroundings;
  readonly events: PhaseRunEvent[] = [];
  readonly #base: string;
  readonly #database: Database;

  private constructor(base: string, root: string, database: Database) {
    this.#base = base;
    this.root = root;
    this.#database = database;
    this.surroundings = {
      ...buildRunStores(database, systemClock),
      source: diskTextSource,
      writer: diskRoadmapWriter,
      dataDirectory: path.join(base, 'home'),
      environment: { ...process.env, SHELL: '/bin/sh' },
      isTrusted: () => true,
      askConsent: null,
      openSpec: async () => undefined,
      watch: (event) => this.events.push(event),
    };
  }

  /**
   * @param name of the workspace folder
   * @param parent folder in which everything is made; default the system's for temporary files
   */
  static async open(
    files: Readonly<Record<string, string>>,
    name = 'workspace',
    parent = tmpdir(),
  ): Promise<RunWorkspace> {
    mkdirSync(parent, { recursive: true });
    const base = realpathSync(mkdtempSync(path.join(parent, 'phasegate-run-')));
    const database = await openDatabase({ file: databaseFile(path.join(base, 'home')), clock: systemClock });
    const workspace = new RunWorkspace(base, path.join(base, name), database);
    mkdirSync(workspace.root);
    for (const [file, text] of Object.entries(files)) workspace.write(file, text);
    return workspace;
  }

  write(name: string, text: string): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  async run(
    request: Partial<RunRequest> & Pick<RunRequest, 'phase'>,
    changed: Partial<RunSurroundings> = {},
  ): Promise<PhaseRun> {
    return runPhase(
      { folder: this.root, verb: 'gate', signal: new AbortController().signal, ...request },
      { ...this.surroundings, ...changed },
    );
  }

  async dispose(): Promise<void> {
    await this.#database.close();
    rmSync(this.#base, { recursive: true, force: true });
  }
}
