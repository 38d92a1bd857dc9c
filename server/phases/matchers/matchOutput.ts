/** Looks for problems in the output of a command, with a limit on the time that this may take. */
import { createContext, Script } from 'node:vm';
import { BoundedList } from '../reports/boundedList.ts';
import { problemLimit, type ReportedProblem } from '../reports/report.ts';
import { LineMatcher } from './lineMatcher.ts';
import type { ProblemMatcher } from './problemMatcher.ts';

/** Milliseconds that all matching of one output may take; a person's expression can take for ever. */
export const matchingBudgetMs = 2_000;

/** Bytes that are gathered before they are matched, because guarding each match costs more than matching. */
const gatherBytes = 262_144;

export interface MatchedOutput {
  readonly problems: readonly ReportedProblem[];
  readonly leftOut: number;
  /** False when the time was over before the output was. */
  readonly isComplete: boolean;
}

type Stream = 'stdout' | 'stderr';

export class OutputMatching {
  readonly #matchers: Readonly<Record<Stream, LineMatcher>>;
  readonly #found = new BoundedList<ReportedProblem>(problemLimit, ({ severity }) => severity === 'error');
  readonly #gathered: Record<Stream, { parts: Buffer[]; bytes: number }> = {
    stdout: { parts: [], bytes: 0 },
    stderr: { parts: [], bytes: 0 },
  };
  #leftMs: number;
  // Only code that runs as a script can be interrupted, and with it whatever expression it is stuck in.
  readonly #script = new Script('work()');
  readonly #globals: { work: () => void } = { work: () => undefined };
  readonly #context = createContext(this.#globals);

  /** @param budgetMs default `matchingBudgetMs` */
  constructor(matcher: ProblemMatcher, budgetMs = matchingBudgetMs) {
    this.#matchers = { stdout: new LineMatcher(matcher), stderr: new LineMatcher(matcher) };
    this.#leftMs = budgetMs;
  }

  /** @param lines whole lines without control sequences; kept, so they must not change any more */
  write(lines: Buffer, stream: Stream): void {
    if (this.#leftMs <= 0 || lines.length === 0) return;
    const gathered = this.#gathered[stream];
    gathered.parts.push(lines);
    gathered.bytes += lines.length;
    if (gathered.bytes >= gatherBytes) this.#matchGathered(stream);
  }

  end(): MatchedOutput {
    this.#matchGathered('stdout');
    this.#matchGathered('stderr');
    return { problems: this.#found.items, leftOut: this.#found.leftOut, isComplete: this.#leftMs > 0 };
  }

  #matchGathered(stream: Stream): void {
    const text = Buffer.concat(this.#gathered[stream].parts).toString('utf8');
    this.#gathered[stream] = { parts: [], bytes: 0 };
    if (this.#leftMs <= 0 || text === '') return;
    this.#globals.work = () => {
      for (const line of text.replace(/\n$/, '').split('\n')) {
        const problem = this.#matchers[stream].match(line);
        if (problem !== null) this.#found.add(problem);
      }
    };
    const beganMs = performance.now();
    try {
      this.#script.runInContext(this.#context, { timeout: Math.ceil(this.#leftMs) });
      this.#leftMs -= performance.now() - beganMs;
    } catch {
      // What the interrupted match left behind is not used again.
      this.#leftMs = 0;
    }
  }
}
