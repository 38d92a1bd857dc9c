/** Reads the command line: a verb, its arguments and its options. */
import { parseArgs } from 'node:util';
import { Failure } from '../base/failure.ts';

export const verbNames = [
  'status',
  'check',
  'gate',
  'run',
  'verify',
  'history',
  'init',
  'backup',
  'restore',
  'doctor',
  'database',
  'chat',
  'serve',
  'ingest',
  'search',
  'ask',
] as const;
export type VerbName = (typeof verbNames)[number];

export const checkFormats = ['text', 'json', 'sarif', 'github'] as const;
const formats = [...checkFormats, 'markdown'] as const;
export type Format = (typeof formats)[number];

export interface CommandLine {
  readonly verb: VerbName | 'help' | 'version';
  /** The phase id, where the verb takes one and it was given. */
  readonly phase: string | undefined;
  readonly folder: string;
  readonly json: boolean;
  /** `json` says the same as `--json`. */
  readonly format: Format;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly approve: string | undefined;
  readonly until: string | undefined;
  readonly limit: number;
  /** chat: whether messages are found by what they mean, too. */
  readonly meaning: boolean;
  /** init: the roadmap of another style that is adopted. database copy: the source. */
  readonly from: string | undefined;
  /** database copy: the target. */
  readonly to: string | undefined;
  /** database copy: whether U+FFFD takes the place of what PostgreSQL cannot keep. */
  readonly replaceNul: boolean;
  /** init: whether the gates that were found are written. */
  readonly gates: boolean;
  readonly watch: boolean;
  /** backup, restore: the backup, as it was typed. */
  readonly file: string | undefined;
  /** backup: whether it is that of the day, made when it is due. */
  readonly daily: boolean;
  /** restore: whether an empty database takes the place of the data. */
  readonly empty: boolean;
  /** chat, database: what it shall do, and with what; ingest: files and folders; search: the query. As they were typed. */
  readonly words: readonly string[];
  readonly dataset: string | undefined;
  /** search: the only document, by its own id. */
  readonly document: string | undefined;
  /** search: a day, as `2024-01-31`. */
  readonly inForce: string | undefined;
  /** search: a file with a query on each line, as it was typed. */
  readonly queries: string | undefined;
  /** search: how many passages are found. */
  readonly count: number;
  readonly explain: boolean;
  /** ask: what answers; undefined for what the conversation has, or else the default. */
  readonly model: string | undefined;
  /** ask: the conversation that the question goes on with; undefined for a new one. */
  readonly conversation: string | undefined;
  /** chat: the file that is written, as it was typed. */
  readonly out: string | undefined;
  /** serve: 0 for one that is free. */
  readonly port: number;
  /** Names of the options that only some verbs take. */
  readonly givenOptions: readonly string[];
}

/** What each verb takes beside -C, --json and --help. */
const accepted: Readonly<
  Record<
    VerbName,
    { readonly phase: 'none' | 'optional' | 'required' | 'file' | 'words'; readonly options: readonly string[] }
  >
> = {
  status: { phase: 'none', options: [] },
  check: { phase: 'none', options: ['format'] },
  gate: { phase: 'required', options: ['approve', 'dry-run', 'quiet', 'watch'] },
  run: { phase: 'optional', options: ['approve', 'dry-run', 'quiet', 'until'] },
  verify: { phase: 'optional', options: ['approve', 'quiet'] },
  history: { phase: 'optional', options: ['limit'] },
  init: { phase: 'none', options: ['dry-run', 'from', 'gates'] },
  backup: { phase: 'file', options: ['daily', 'dry-run'] },
  restore: { phase: 'file', options: ['dry-run', 'empty'] },
  doctor: { phase: 'none', options: [] },
  database: { phase: 'words', options: ['dry-run', 'from', 'replace-nul', 'to'] },
  chat: { phase: 'words', options: ['dry-run', 'format', 'limit', 'meaning', 'out'] },
  serve: { phase: 'none', options: ['port'] },
  ingest: { phase: 'words', options: ['dataset', 'dry-run', 'quiet'] },
  search: { phase: 'words', options: ['dataset', 'document', 'explain', 'in-force', 'k', 'queries'] },
  ask: { phase: 'words', options: ['conversation', 'dataset', 'dry-run', 'model', 'quiet'] },
};

const options = {
  C: { type: 'string', short: 'C' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  approve: { type: 'string' },
  until: { type: 'string' },
  limit: { type: 'string' },
  meaning: { type: 'boolean' },
  out: { type: 'string' },
  port: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  daily: { type: 'boolean' },
  empty: { type: 'boolean' },
  'replace-nul': { type: 'boolean' },
  gates: { type: 'boolean' },
  watch: { type: 'boolean' },
  dataset: { type: 'string' },
  document: { type: 'string' },
  'in-force': { type: 'string' },
  k: { type: 'string', short: 'k' },
  explain: { type: 'boolean' },
  model: { type: 'string' },
  conversation: { type: 'string' },
  queries: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Options that only some verbs take. */
const particularOptions = [
  'approve',
  'conversation',
  'daily',
  'dataset',
  'document',
  'dry-run',
  'empty',
  'explain',
  'format',
  'from',
  'gates',
  'in-force',
  'k',
  'limit',
  'meaning',
  'model',
  'out',
  'port',
  'queries',
  'quiet',
  'replace-nul',
  'to',
  'until',
  'watch',
] as const;

export const helpText = `Usage: phasegate <verb> [options]

  status                 phases of the roadmap and the next one
  check                  problems of roadmap, specs and phasegate.yaml
  gate <id>              run the gates of a phase, write DONE or FAILED
  run [<id>]             let the executor work on a phase, then run its gates
  verify [<id>]          rerun the gates of DONE phases, write nothing
  history [<id>]         runs kept, newest first
  init                   start a roadmap, or create the specs that are missing
  init --from <file>     adopt a roadmap written in another style

  backup <file>          write a verified backup of the data, while it is in use
  backup --daily         keep one of this day among the newest three, unless it is there already
  restore <file>         put a backup in the place of the data, keep what was there
  restore --empty        begin with an empty database, keep what was there
  doctor                 check the data and what it stands on
  database copy --to <db>  copy everything to an empty database: postgres://… or a file

  chat list              conversations, the last used first
  chat search <words>    messages that hold all of these words
  chat export [<id>]     write a conversation, or all, as JSON or Markdown
  chat import <file>     add the conversations of an export, once
  serve                  serve the REST API on this machine, until Ctrl+C
  ingest <path…>         load regulations (JSON, JSON Lines, Markdown, HTML, text)
  search <query>         find the passages that answer a question
  ask <question>         answer from the regulations, with citations

  -C <dir>               the workspace (default: this folder)
  --json                 one JSON document on stdout, prose on stderr
  --format <format>      check: text, json, sarif or github (annotations of GitHub Actions);
                         chat export: json or markdown
  --out <file>           chat export: the file to write (default: stdout)
  --port <n>             serve: this port (default: a free one)
  --until <id>           run: go on until this phase is done
  --approve <name>       gate, run, verify: approve as this person
  --from <db>            database copy: from this one (default: the one in use)
  --replace-nul          database copy: write U+FFFD where PostgreSQL cannot keep a NUL character
  --dry-run              gate, run, init, backup, restore, chat, ingest, ask, database copy:
                         say what would be done; ask: show what would be given to the model
  --gates                init: add the gates that were found to phasegate.yaml; asks at a terminal
  --quiet, -q            gate, run, verify: without the output of the gates; ingest: without progress
  --watch                gate: run again after each change, until Ctrl+C; write no status
  --meaning              chat search: messages that mean something alike, too, each with the reason
  --limit <n>            history, chat: at most so many (default 50)
  --dataset <name>       ingest: the dataset that is loaded; search, ask: only this one
  --document <id>        search: only this document
  --in-force <day>       search: only documents that are in force on this day, such as 2024-01-31
  -k <n>                 search: so many passages (default 10)
  --explain              search: what each way of finding brought
  --queries <file>       search: {"id", "query"} on each line, an answer on each line of stdout
  --conversation <id>    ask: go on with this conversation (default: a new one)
  --model <name>         ask: "quotes" (default, no model), a model of Anthropic, such as claude-opus-5-5, or one of
                         the endpoint PHASEGATE_OPENAI_BASE_URL: openai:<name>, or openai for its usual one
  --help, --version

Exit codes: 0 ok, 1 a gate failed, 2 usage or configuration, 3 the plan is invalid,
4 awaiting approval or work by hand, 5 order violation, 6 locked by another run,
124 timed out, 130 cancelled.
`;

/** @throws Failure `usage` */
export function readCommandLine(argv: readonly string[], currentFolder: string): CommandLine {
  const parsed = parse(argv);
  const { values, positionals } = parsed;
  const base = {
    folder: values.C ?? currentFolder,
    ...readFormat(values.format, values.json ?? false),
    dryRun: values['dry-run'] ?? false,
    quiet: values.quiet ?? false,
    approve: values.approve,
    until: values.until,
    limit: readLimit(values.limit),
    meaning: values.meaning ?? false,
    from: values.from,
    gates: values.gates ?? false,
    watch: values.watch ?? false,
    phase: undefined,
    file: undefined,
    daily: values.daily ?? false,
    empty: values.empty ?? false,
    to: values.to,
    replaceNul: values['replace-nul'] ?? false,
    words: [],
    out: values.out,
    port: readPort(values.port),
    givenOptions: particularOptions.filter((option) => values[option] !== undefined),
    dataset: values.dataset,
    document: values.document,
    inForce: readDay(values['in-force']),
    queries: values.queries,
    count: readCount(values.k),
    explain: values.explain ?? false,
    model: values.model,
    conversation: values.conversation,
  };
  if (values.version === true) return { ...base, verb: 'version' };
  const [verb, ...rest] = positionals;
  if (values.help === true || verb === 'help') return { ...base, verb: 'help' };
  if (verb === undefined)
    throw new Failure('usage', 'Name what to do, for example "phasegate status". "phasegate --help" lists all.');
  if (!isVerb(verb)) {
    throw new Failure(
      'usage',
      `There is no verb "${verb}". There are ${verbNames.join(', ')}; "phasegate --help" explains them.`,
    );
  }
  const takes = accepted[verb];
  for (const option of base.givenOptions) {
    if (!takes.options.includes(option)) {
      throw new Failure('usage', `"${verb}" takes no option ${option.length === 1 ? '-' : '--'}${option}.`);
    }
  }
  for (const option of values.watch === true ? (['approve', 'dry-run', 'json'] as const) : []) {
    if (values[option] !== undefined) {
      throw new Failure('usage', `--watch goes on until Ctrl+C and writes no status, so it takes no --${option}.`);
    }
  }
  if (values.approve?.trim() === '') throw new Failure('usage', '--approve needs the name of the person who approves.');
  if (verb !== 'chat' && base.format === 'markdown')
    throw new Failure('usage', `--format takes ${checkFormats.join(', ')}.`);
  if (takes.phase === 'words') return { ...base, verb, words: verb === 'chat' ? rest : readWords(verb, rest, base) };
  const atMost = takes.phase === 'none' ? 0 : 1;
  if (rest.length > atMost) {
    throw new Failure(
      'usage',
      `"${verb}" takes ${atMost === 0 ? 'no argument' : takes.phase === 'file' ? 'one file' : 'one phase id'}; "${rest[atMost] ?? ''}" is too much.`,
    );
  }
  if (takes.phase === 'required' && rest[0] === undefined) {
    throw new Failure('usage', `Name a phase, for example "phasegate ${verb} 17A".`);
  }
  if (takes.phase !== 'file') return { ...base, verb, phase: rest[0] };
  const instead = base.daily ? '--daily' : base.empty ? '--empty' : null;
  if (instead !== null) {
    if (rest[0] !== undefined) throw new Failure('usage', `With ${instead}, "${verb}" takes no file.`);
    return { ...base, verb };
  }
  if (rest[0] === undefined)
    throw new Failure('usage', `Name a file, for example "phasegate ${verb} phasegate-backup.db".`);
  return { ...base, verb, file: rest[0] };
}

/** @throws Failure `usage` */
function readWords(
  verb: VerbName,
  words: readonly string[],
  { dataset, queries }: Pick<CommandLine, 'dataset' | 'queries'>,
): readonly string[] {
  if (dataset?.trim() === '') throw new Failure('usage', '--dataset needs a name.');
  if (verb === 'ingest') {
    if (words.length === 0)
      throw new Failure('usage', 'Name files or folders, for example "phasegate ingest regs --dataset adgm".');
    if (dataset === undefined)
      throw new Failure('usage', 'Name the dataset, for example "phasegate ingest regs --dataset adgm".');
  } else if (queries === undefined && words.every((word) => word.trim() === '')) {
    throw new Failure('usage', `Ask something, for example "phasegate ${verb} When must a customer be verified".`);
  } else if (queries !== undefined && words.length > 0) {
    throw new Failure('usage', 'The queries are in the file of --queries, so there is none on the command line.');
  }
  return words;
}

/** @throws Failure `usage` */
function readDay(written: string | undefined): string | undefined {
  if (written === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(Date.parse(written))))
    return written;
  throw new Failure('usage', '--in-force takes a day, such as 2024-01-31.');
}

/** @throws Failure `usage` */
function readCount(written: string | undefined): number {
  if (written === undefined) return 10;
  if (!/^[1-9]\d{0,2}$/.test(written)) throw new Failure('usage', '-k takes a whole number from 1 to 999.');
  return Number(written);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('usage', `${message.split('. ')[0] ?? message}. "phasegate --help" lists the options.`, {
      cause: error,
    });
  }
}

function isVerb(word: string): word is VerbName {
  return (verbNames as readonly string[]).includes(word);
}

/** @throws Failure `usage` */
function readFormat(written: string | undefined, json: boolean): Pick<CommandLine, 'json' | 'format'> {
  const format = written === undefined ? (json ? 'json' : 'text') : formats.find((known) => known === written);
  if (format === undefined) throw new Failure('usage', `--format takes ${checkFormats.join(', ')}.`);
  if (json && format !== 'json')
    throw new Failure('usage', `--json and --format ${format} ask for two formats. Keep one.`);
  return { format, json: format === 'json' };
}

/** Whether one JSON document is asked for, seen before the command line is read. */
export function asksForJson(argv: readonly string[]): boolean {
  return argv.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === '--format' && argv[index + 1] === 'json'),
  );
}

function readLimit(written: string | undefined): number {
  if (written === undefined) return 50;
  if (!/^[1-9]\d{0,3}$/.test(written)) throw new Failure('usage', '--limit takes a whole number from 1 to 9999.');
  return Number(written);
}

/** @throws Failure `usage` */
function readPort(written: string | undefined): number {
  if (written === undefined) return 0;
  const port = /^\d{1,5}$/.test(written) ? Number(written) : 65_536;
  if (port > 65_535) throw new Failure('usage', '--port takes a whole number from 0 to 65535; 0 is one that is free.');
  return port;
}
