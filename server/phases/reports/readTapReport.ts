/** Reads a TAP report of version 12, 13 or 14, with subtests, directives and diagnostics. */
import { parse as parseYaml } from 'yaml';
import { CaseCollector } from './caseCollector.ts';
import { bestPlace, findPlaces, isSameFile } from './findPlaces.ts';
import { placeAt, readCount, type ReadReport, type TestOutcome, type WrittenPlace } from './report.ts';

/** UTF-16 units; a longer diagnostic is kept as text and not looked into. */
const diagnosticLimit = 65_536;
/** Deeper subtests are read as if they stood at this depth. */
const deepestLevel = 64;

const pointLine = /^(not )?ok\b(?: +(\d+)(?=\s|$))?(?: *-)? *(.*)$/;
const directive = /(?:^|[^\\])#\s*(skip|todo)\b\S*\s*(.*)$/i;
const timeDirective = /\s#\s*time=([\d.]+)(m?s)\s*$/;

/** A test point that waits for what may follow it: a diagnostic, or the `}` of its subtests. */
interface Point {
  readonly isOk: boolean;
  readonly name: string;
  readonly directive: { readonly kind: 'skip' | 'todo'; readonly reason: string } | null;
  readonly durationMs: number | null;
  diagnostic: string;
  /** Whether the diagnostic stood between `---` and `...`. */
  isYaml: boolean;
  /** Points of the subtest that this one sums up. */
  readonly children: readonly Point[];
}

export function readTapReport(text: string): ReadReport {
  const reading = new TapReading();
  for (const line of text.split(/\r\n|\n|\r/)) reading.line(line);
  return reading.end();
}

class TapReading {
  /** Points by depth that no point of the depth above has claimed. */
  readonly #levels: Point[][] = [];
  #diagnostic: { readonly point: Point; readonly indent: number; readonly lines: string[] } | null = null;
  /** Points whose subtests follow in braces, the outermost first. */
  readonly #braces: { readonly depth: number; readonly point: Omit<Point, 'children'> }[] = [];
  #planned: number | null = null;
  #bailed: string | null = null;
  #last: Point | null = null;

  line(line: string): void {
    const indent = line.length - line.trimStart().length;
    const content = line.trim();
    if (this.#diagnostic !== null) {
      const isOutside = content !== '' && indent < this.#diagnostic.indent;
      if (!isOutside && content !== '...') {
        this.#diagnostic.lines.push(line.slice(Math.min(indent, this.#diagnostic.indent)));
        return;
      }
      this.#endDiagnostic();
      if (!isOutside) return;
    }
    if (content === '---' && this.#last !== null) {
      this.#diagnostic = { point: this.#last, indent, lines: [] };
      return;
    }
    const depth = Math.min(deepestLevel, Math.floor(indent / 4));
    if (content === '}' && this.#braces.at(-1)?.depth === depth) {
      const brace = this.#braces.pop();
      if (brace !== undefined) this.#add(depth, brace.point);
      return;
    }
    const bail = /^Bail out!\s*(.*)$/.exec(content);
    if (bail !== null) {
      this.#bailed ??= bail[1] ?? '';
      return;
    }
    const plan = /^1\.\.(\d+)/.exec(content);
    if (plan !== null) {
      if (indent === 0) this.#planned = readCount(plan[1]);
      return;
    }
    const point = pointLine.exec(content);
    if (point !== null) this.#read(depth, point);
    else if (indent > 0 && !content.startsWith('#')) this.#keepRemark(line);
  }

  end(): ReadReport {
    this.#endDiagnostic();
    for (const { depth, point } of this.#braces.splice(0).reverse()) this.#add(depth, point);
    // Subtests whose end never came have nobody above them.
    const points = this.#levels.flat();
    const seen = this.#levels[0]?.length ?? 0;
    const cases = new CaseCollector();
    for (const point of points) collect(point, [], cases);
    const faults: string[] = [];
    if (this.#bailed !== null) {
      cases.add({
        suite: [],
        name: 'Bail out!',
        outcome: 'errored',
        durationMs: null,
        message: this.#bailed,
        details: '',
        place: null,
      });
    } else if (this.#planned !== null && this.#planned !== seen) {
      faults.push(`announces ${this.#planned} tests and holds ${seen}`);
    }
    return {
      counts: cases.counts,
      cases: cases.cases,
      casesLeftOut: cases.leftOut,
      problems: [],
      problemsLeftOut: 0,
      faults,
    };
  }

  #read(depth: number, [, not, , rest = '']: RegExpExecArray): void {
    const opensBraces = /(?:^|\s)\{$/.test(rest);
    let text = opensBraces ? rest.slice(0, -1).trimEnd() : rest;
    const time = timeDirective.exec(text);
    if (time !== null) text = text.slice(0, time.index);
    const found = directive.exec(text);
    if (found !== null) text = text.slice(0, text.indexOf('#', found.index)).trimEnd();
    const point = {
      isOk: not === undefined,
      name: text.replaceAll(/\\([\\#])/g, '$1').trim(),
      directive:
        found === null
          ? null
          : {
              kind: found[1]?.toLowerCase() === 'skip' ? ('skip' as const) : ('todo' as const),
              reason: found[2]?.replace(/^-\s*/, '') ?? '',
            },
      durationMs: time === null ? null : Number(time[1]) * (time[2] === 's' ? 1000 : 1),
      diagnostic: '',
      isYaml: false,
    };
    if (opensBraces) this.#braces.push({ depth, point });
    else this.#add(depth, point);
  }

  /** A point sums up the points one level deeper that came before it. */
  #add(depth: number, point: Omit<Point, 'children'>): void {
    const children = this.#levels.splice(depth + 1).flat();
    while (this.#levels.length <= depth) this.#levels.push([]);
    const whole = { ...point, children };
    this.#levels[depth]?.push(whole);
    this.#last = whole;
  }

  /** Before YAML came to TAP, runners printed the reason of a failure as indented lines. */
  #keepRemark(line: string): void {
    const last = this.#last;
    if (last === null || last.isOk || last.isYaml || last.diagnostic.length + line.length > diagnosticLimit) return;
    last.diagnostic += `${last.diagnostic === '' ? '' : '\n'}${line}`;
  }

  #endDiagnostic(): void {
    if (this.#diagnostic === null) return;
    this.#diagnostic.point.isYaml = true;
    this.#diagnostic.point.diagnostic = this.#diagnostic.lines.join('\n').trimEnd();
    this.#diagnostic = null;
  }
}

function collect(point: Point, suite: readonly string[], cases: CaseCollector): void {
  const name = point.name === '' ? '(no name)' : point.name;
  for (const child of point.children) collect(child, [...suite, name], cases);
  const outcome = outcomeOf(point);
  // A point that sums up says nothing new, unless it failed for a reason of its own: a hook, a plan that was not kept.
  if (point.children.length > 0 && (outcome !== 'failed' || point.children.some(isBad))) return;
  const diagnostic = outcome === 'failed' ? point.diagnostic : '';
  const values = point.isYaml ? readDiagnostic(point.diagnostic) : {};
  cases.add({
    suite,
    name,
    outcome,
    durationMs: point.durationMs ?? readDuration(values['duration_ms']),
    message: outcome === 'failed' ? messageOf(values) || firstLineOf(point) : (point.directive?.reason ?? ''),
    details: diagnostic,
    place: placeOf(values, diagnostic),
  });
}

function outcomeOf({ isOk, directive: found }: Point): TestOutcome {
  if (found?.kind === 'skip') return 'skipped';
  // What is still to be done may fail.
  if (!isOk) return found === null ? 'failed' : 'skipped';
  return 'passed';
}

function isBad(point: Point): boolean {
  return outcomeOf(point) === 'failed' || point.children.some(isBad);
}

type Diagnostic = Readonly<Record<string, unknown>>;

/** The diagnostic's values; none when it is no YAML mapping. */
function readDiagnostic(text: string): Diagnostic {
  if (text === '' || text.length > diagnosticLimit) return {};
  try {
    const value: unknown = parseYaml(text, { maxAliasCount: 0, logLevel: 'silent' });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Diagnostic) : {};
  } catch {
    return {};
  }
}

function messageOf(values: Diagnostic): string {
  const said = [values['error'], values['message']].find((value) => typeof value === 'string' && value.trim() !== '');
  if (typeof said === 'string') return said.trim();
  const expected = values['expected'] ?? values['wanted'];
  const actual = values['actual'] ?? values['found'];
  if (expected === undefined && actual === undefined) return '';
  return `expected ${describe(expected)}, got ${describe(actual)}`;
}

/** What a runner printed without YAML begins with the error. */
function firstLineOf({ diagnostic, isYaml }: Point): string {
  return isYaml ? '' : (diagnostic.trim().split('\n', 1)[0] ?? '');
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readDuration(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Runners name the place in `location` or `at`, as text or as a mapping; a stack trace says where it broke. */
function placeOf(values: Diagnostic, diagnostic: string): WrittenPlace | null {
  const at = values['at'] ?? values['location'];
  let said: WrittenPlace | null = null;
  if (typeof at === 'string') {
    const found = /^(?:.*\()?(.+?):(\d+)(?::(\d+))?\)?$/.exec(at.slice(0, 1_000));
    said = found?.[1] === undefined ? null : placeAt(found[1], readCount(found[2]), readCount(found[3]));
  } else if (typeof at === 'object' && at !== null) {
    const mapping = at as Diagnostic;
    const pick = (...keys: readonly string[]) =>
      keys.map((key) => mapping[key]).find((value) => typeof value === 'string' || typeof value === 'number');
    const file = pick('fileName', 'file');
    if (typeof file === 'string')
      said = placeAt(file, readCount(pick('lineNumber', 'line')), readCount(pick('columnNumber', 'column')));
  }
  const places = findPlaces(typeof values['stack'] === 'string' ? values['stack'] : diagnostic);
  if (said === null) return bestPlace(places, null);
  const { file } = said;
  return places.find((found) => isSameFile(found.file, file)) ?? said;
}
