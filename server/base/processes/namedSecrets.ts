/** Finds secrets that are told by the name before them: in shell and .env style, JSON, YAML, XML, flags and code. */
import type { SecretRange } from './secretRange.ts';

/** Words that make a name the name of a secret, as parts of patterns. */
const secretWords = [
  'passw(?:or)?d',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'credentials?',
  '[_-]pass(?![a-z])',
  '_auth(?![a-z])',
  '(?:access|account|api|app|auth|client|deploy|encryption|license|master|private|secret|service|signing|subscription|webhook)[_ -]?key',
].join('|');

/** One of these stands in every name that `findNamedSecrets` knows. */
export const namedSecretAnchors: readonly string[] = [
  ...['passw', 'passphrase', 'passcode', 'pwd', 'secret', 'token', 'credential', '-pass', '_pass', '_auth', '_key'],
  ...['-key', ' key', 'accesskey', 'accountkey', 'apikey', 'appkey', 'authkey', 'clientkey', 'deploykey'],
  ...['encryptionkey', 'licensekey', 'masterkey', 'privatekey', 'servicekey', 'signingkey', 'subscriptionkey'],
  'webhookkey',
];

/** Names that hold a secret word but say something about the secret rather than being it. */
const harmlessEnding =
  /(?:type|ur[il]|file|path|dir|name|count|length|limit|size|ttl|age|policy|status|format|prefix|required|enabled|expir[a-z]*|valid[a-z]*|reset[a-z]*|regexp?|pattern|s_used|kind|set)$/i;

/** Values that are words of a program or of a person, not secrets. */
const harmlessValue =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|unset|empty|missing|invalid|required|optional|redacted|hidden|string|str|number|int|integer|boolean|bool|object|any|unknown|bytes?|expected|unexpected|identifier|\*+|x{3,}|\.{3,}|\$.*|%.*%|<.*>|\[redacted\]|\d{1,3})[;,.)]*$/i;

const nameAndSeparator = new RegExp(
  String.raw`(?:${secretWords})(?<rest>[\w-]{0,60})(?<close>\\?["'\]]{1,2})?(?<separator>\s{0,8}(?::=|=>|==?|:)\s{0,8})`,
  'gi',
);

/** Upper-case names that end in KEY, as in STRIPE_KEY=…; in lower case such names are mostly columns and maps. */
const environmentKey = /\b[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){0,4}_KEY(?<rest>)(?<close>["'])?(?<separator>=)/g;

const flag = new RegExp(String.raw`--(?:[a-z]{1,20}-){0,3}(?:${secretWords})(?<rest>[\w-]{0,40})\s{1,4}`, 'gi');

const element = new RegExp(String.raw`<[\w:.-]{0,40}(?:${secretWords})[\w:.-]{0,40}>(?<secret>[^<]{1,400})<`, 'gi');

/** Ranges of values whose names say that they are secret. */
export function* findNamedSecrets(line: string): Iterable<SecretRange> {
  for (const pattern of [nameAndSeparator, environmentKey]) {
    for (const match of line.matchAll(pattern)) {
      const { rest = '', close = '', separator = '' } = match.groups ?? {};
      if (rest !== '' && harmlessEnding.test(rest)) continue;
      const valueAt = match.index + match[0].length;
      // "tokens: 512" counts them.
      if (/^s$/i.test(rest) && /^\s*\d+(?![\w-])/.test(line.slice(valueAt, valueAt + 20))) continue;
      // The working directory, which goes by the same name as a password.
      if (/^pwd$/i.test(match[0].slice(0, 3)) && /^["']?(?:[/~]|[A-Z]:)/.test(line.slice(valueAt, valueAt + 3)))
        continue;
      const range = readValue(line, match.index, valueAt, separator, close !== '');
      if (range !== null) yield range;
    }
  }
  for (const match of line.matchAll(flag)) {
    if (harmlessEnding.test(match.groups?.['rest'] ?? '')) continue;
    const start = match.index + match[0].length;
    if (line[start] !== '-') yield readQuoted(line, start) ?? readWord(line, start);
  }
  for (const match of line.matchAll(element)) {
    const secret = match.groups?.['secret'] ?? '';
    const end = match.index + match[0].length - 1;
    yield { start: end - secret.length, end };
  }
}

/** Values of the headers that carry credentials: to the quote that closes them, or to the end of the line. */
export function* findHeaderSecrets(line: string): Iterable<SecretRange> {
  for (const match of line.matchAll(/(?:authorization|cookie)(?:\\?["'])?\s{0,4}[:=]\s{0,4}/gi)) {
    const start = match.index + match[0].length;
    const around = /["'][\w-]{0,20}$/.exec(line.slice(Math.max(0, match.index - 21), match.index))?.[0][0];
    const close = around === undefined ? -1 : line.indexOf(around, start);
    const range = readQuoted(line, start) ?? { start, end: close < 0 ? line.length : close };
    if (range.end - range.start >= shortestHeader) yield range;
  }
}

/** The value that begins at `start`; null when it is plainly no secret. */
function readValue(
  line: string,
  nameAt: number,
  start: number,
  separator: string,
  nameIsQuoted: boolean,
): SecretRange | null {
  const quoted = readQuoted(line, start);
  if (quoted !== null) return accept(line, quoted);
  const before = line.slice(Math.max(0, nameAt - 80), nameAt);
  const word = readWord(line, start);
  const value = line.slice(word.start, word.end);
  if (separator.includes(':') && !separator.includes('=')) {
    // "Unexpected token: identifier" is prose; a YAML key opens its line or stands in braces, and JSON quotes it.
    const opensLine = /^[\s"'>|+-]*[\w.-]*$/.test(before);
    if (opensLine && /^(?:passw|passp|secret)/i.test(line.slice(nameAt))) return accept(line, readToEnd(line, start));
    return nameIsQuoted || opensLine || /[{,]\s*[\w.-]*$/.test(before) || /\d/.test(value) ? accept(line, word) : null;
  }
  if (separator === '=') return accept(line, /(?:^|\s)[\w.-]*$/.test(before) ? readToSpace(line, start) : word);
  // With spaces around it or as "=>", it is code, where what follows is mostly an expression.
  const isExpression = line[word.end] === '(' || /^[a-z_$][\w$]*(?:\??\.[\w$]+)*$/i.test(value);
  return isExpression && !(/\d/.test(value) && value.length >= 12) ? null : accept(line, word);
}

const shortestHeader = 8;

/** What is shorter than this is left alone: it would hide nothing and make output unreadable. */
const shortestValue = 3;

function accept(line: string, range: SecretRange): SecretRange | null {
  const value = line.slice(range.start, range.end);
  return value.length < shortestValue || harmlessValue.test(value) ? null : range;
}

/** The inside of quotes; quotes that are themselves escaped, as in JSON within JSON, count. */
function readQuoted(line: string, start: number): SecretRange | null {
  const escape = line[start] === '\\' ? '\\' : '';
  const quote = line[start + escape.length];
  if (quote !== '"' && quote !== "'" && quote !== '`') return null;
  const inside = start + escape.length + 1;
  for (let at = inside; at < line.length; at++) {
    if (escape === '' && line[at] === '\\') at++;
    else if (line.startsWith(escape + quote, at)) return { start: inside, end: at };
  }
  return { start: inside, end: line.length };
}

function readWord(line: string, start: number): SecretRange {
  return { start, end: endOfRun(line, start, /[^\s"'`,;&<>(){}[\]|]+/y) };
}

function readToSpace(line: string, start: number): SecretRange {
  return { start, end: endOfRun(line, start, /\S+/y) };
}

/** To the end of the line or to a YAML comment. */
function readToEnd(line: string, start: number): SecretRange {
  const comment = line.indexOf(' #', start);
  const value = line.slice(start, comment < 0 ? line.length : comment).trimEnd();
  return { start, end: start + value.length };
}

function endOfRun(line: string, start: number, run: RegExp): number {
  run.lastIndex = start;
  return start + (run.exec(line)?.[0].length ?? 0);
}
