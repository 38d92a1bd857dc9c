/** Reads a JUnit XML report in the dialects of the usual test runners. */
import sax, { type QualifiedTag, type Tag } from 'sax';
import { CaseCollector } from './caseCollector.ts';
import { bestPlace, findPlaces, isSameFile } from './findPlaces.ts';
import { faultyReport, placeAt, readCount, type ReadReport, type TestOutcome, type WrittenPlace } from './report.ts';

/** A report with more errors than this is given up: it is no XML. */
const errorLimit = 20;

/** Names of suites and classes that runners give everything and that so say nothing. */
const emptyNames = new Set(['', 'pytest', 'Root Suite', 'Mocha Tests', 'jest tests', 'test', 'nextest-run', 'root']);

/** What stands in a case that did not pass, by its element. */
const outcomeOfElement: Readonly<Record<string, TestOutcome>> = {
  failure: 'failed',
  error: 'errored',
  skipped: 'skipped',
};

interface Suite {
  readonly name: string;
  readonly file: string | null;
}

interface OpenCase {
  readonly attributes: ReadonlyMap<string, string>;
  readonly remarks: { readonly outcome: TestOutcome; readonly message: string; text: string }[];
  output: string;
}

/** Entities that a document type declares are not expanded; what is left when the XML breaks off is kept. */
export function readJUnitReport(text: string): ReadReport {
  const reading = new JUnitReading();
  const parser = sax.parser(true, { position: true });
  let errors = 0;
  let fault: string | null = null;
  parser.onerror = (error) => {
    fault ??= `is not well-formed XML (line ${parser.line + 1}: ${error.message.split('\n')[0] ?? ''})`;
    if (++errors > errorLimit) throw error;
    parser.resume();
  };
  parser.onopentag = (tag) => reading.open(tag);
  parser.ontext = (part) => reading.text(part);
  parser.oncdata = (part) => reading.text(part);
  parser.onclosetag = (name) => reading.close(name);
  try {
    parser.write(text).close();
  } catch (error) {
    fault ??= `is not well-formed XML (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`;
  }
  reading.end();
  if (reading.root !== null && reading.root !== 'testsuites' && reading.root !== 'testsuite') {
    return faultyReport(`is XML, but no JUnit report: its root is <${reading.root}>`);
  }
  return {
    counts: reading.cases.counts,
    cases: reading.cases.cases,
    casesLeftOut: reading.cases.leftOut,
    problems: [],
    problemsLeftOut: 0,
    faults: fault === null ? [] : [fault],
  };
}

/** What has been seen of the document so far. */
class JUnitReading {
  readonly cases = new CaseCollector();
  root: string | null = null;
  readonly #suites: Suite[] = [];
  #case: OpenCase | null = null;
  /** Where text goes; null when nobody wants it. */
  #sink: ((text: string) => void) | null = null;

  open(tag: Tag | QualifiedTag): void {
    const name = localName(tag.name);
    this.root ??= name;
    const attributes = new Map<string, string>();
    for (const [key, value] of Object.entries(tag.attributes)) {
      if (typeof value === 'string') attributes.set(key, value);
    }
    this.#sink = null;
    if (name === 'testsuite') {
      this.#finishCase();
      this.#suites.push({ name: attributes.get('name')?.trim() ?? '', file: attributes.get('file') ?? null });
      return;
    }
    if (name === 'testcase') {
      this.#finishCase();
      this.#case = { attributes, remarks: [], output: '' };
      return;
    }
    const outcome = Object.hasOwn(outcomeOfElement, name) ? outcomeOfElement[name] : undefined;
    if (outcome !== undefined) {
      // A remark outside of any case is about the whole suite: it could not be loaded, or not be set up.
      this.#case ??= { attributes: new Map([['name', this.#suites.at(-1)?.name ?? 'suite']]), remarks: [], output: '' };
      const remark = { outcome, message: attributes.get('message') ?? '', text: '' };
      this.#case.remarks.push(remark);
      this.#sink = (text) => void (remark.text += text);
    } else if (name === 'system-out' || name === 'system-err') {
      const open = this.#case;
      if (open !== null) this.#sink = (text) => void (open.output += text);
    }
  }

  text(part: string): void {
    this.#sink?.(part);
  }

  close(tag: string): void {
    const name = localName(tag);
    this.#sink = null;
    if (name === 'testcase') this.#finishCase();
    if (name === 'testsuite') {
      this.#finishCase();
      this.#suites.pop();
    }
  }

  end(): void {
    this.#finishCase();
  }

  #finishCase(): void {
    const open = this.#case;
    this.#case = null;
    if (open === null) return;
    const { attributes, remarks } = open;
    const decisive =
      remarks.find(({ outcome }) => outcome === 'failed') ??
      remarks.find(({ outcome }) => outcome === 'errored') ??
      remarks[0];
    const isLeftOut = /^(?:disabled|skipped|notrun)$/i.test(attributes.get('status') ?? '');
    const outcome = decisive?.outcome ?? (isLeftOut ? 'skipped' : 'passed');
    const texts = remarks.map(({ text }) => text.trim()).filter((text) => text !== '');
    const written = texts.join('\n\n');
    const isBad = outcome === 'failed' || outcome === 'errored';
    this.cases.add({
      ...this.#names(attributes.get('name') ?? '', attributes.get('classname') ?? ''),
      outcome,
      durationMs: readSeconds(attributes.get('time')),
      // Node's own reporter says only that a test was skipped: "true".
      message: firstLines(decisive?.message.replace(/^true$/, '') ?? '') || firstLine(decisive?.text ?? ''),
      details: isBad && written === '' ? open.output.trim() : written,
      place: this.#place(attributes, isBad ? [decisive?.message ?? '', written, open.output].join('\n') : ''),
    });
  }

  /** Runners put the path of a test now into its suites, now into its class, now into its name. */
  #names(written: string, className: string): { readonly suite: readonly string[]; readonly name: string } {
    const suites = this.#suites.map(({ name }) => name).filter((name) => !emptyNames.has(name));
    const name = written.trim() === '' ? '(no name)' : written.trim();
    const last = suites.at(-1);
    if (className !== '' && name !== className && name.endsWith(` ${className}`)) {
      const before = name.slice(0, -className.length - 1);
      const isWhole = last === undefined || before.endsWith(last);
      return { suite: isWhole ? [before] : suites, name: className };
    }
    const isSaid =
      emptyNames.has(className) ||
      name.includes(className) ||
      suites.join('.') === className ||
      suites.some((suite) => suite.includes(className));
    const suite = isSaid ? suites : [...suites, className];
    const prefix = last === undefined ? '' : `${last} `;
    return {
      suite,
      name: prefix !== '' && name.length > prefix.length && name.startsWith(prefix) ? name.slice(prefix.length) : name,
    };
  }

  #place(attributes: ReadonlyMap<string, string>, failure: string): WrittenPlace | null {
    const file = attributes.get('file') ?? this.#suites.findLast((suite) => suite.file !== null)?.file ?? null;
    // pytest counts the lines of its `line` attribute from 0.
    const counted = readCount(attributes.get('line'));
    const isPytest = this.#suites.some(({ name }) => name === 'pytest');
    const line = counted === null ? null : isPytest ? counted + 1 : counted;
    const found = bestPlace(findPlaces(failure), file ?? fileOfClass(attributes.get('classname')));
    if (file === null) return found;
    return found !== null && isSameFile(found.file, file) ? found : placeAt(file, line);
  }
}

/** `com.example.HouseTest` is written in `com/example/HouseTest`, with some ending; null for what is no class name. */
function fileOfClass(className: string | undefined): string | null {
  if (className === undefined || !/^[\w$]+(?:\.[\w$]+)+$/.test(className)) return null;
  return className.replaceAll('.', '/').replace(/\$.*$/, '');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function firstLine(text: string): string {
  return (
    text
      .trim()
      .split(/\r\n|\n|\r/, 1)[0]
      ?.trim() ?? ''
  );
}

/** Runners put whole differences into a message; its beginning says enough. */
function firstLines(text: string): string {
  return text
    .trim()
    .split(/\r\n|\n|\r/, 10)
    .join('\n');
}

/** Surefire groups thousands with commas. */
function readSeconds(written: string | undefined): number | null {
  if (written === undefined) return null;
  const seconds = Number(written.replaceAll(',', ''));
  return written.trim() !== '' && Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1e6) / 1e3 : null;
}
