/** Reads YAML of flow style, `{ run: npm test }` and `[a, b]`, also where its brackets are not closed yet. */
import type { TextRange } from '../base/textRange.ts';
import { deepestNesting, type YamlPath, type TypingPlace } from './typingPlace.ts';

/** Takes what is found. */
interface FlowFindings {
  readonly add: (path: YamlPath, keyRange: TextRange | null, start: number, end: number) => void;
  readonly place: (place: Omit<TypingPlace, 'needsSpace'>) => void;
}

/** A mapping or list that is not closed yet. */
interface OpenFlow {
  readonly isList: boolean;
  readonly path: YamlPath;
  /** The key whose value comes next; null in a list, and in a mapping before the colon. */
  key: { readonly name: string; readonly range: TextRange } | null;
  /** Of a list: index of the item that comes next. */
  index: number;
  /** Whether brackets were closed since the last comma, so that the item or value is complete. */
  isFull: boolean;
}

interface Token extends TextRange {
  readonly isQuoted: boolean;
}

/**
 * @param range from the opening bracket to where the flow ends at the latest
 * @param column of what the flow is the value of; it goes on only in lines that are indented more
 * @param asked the place that is asked for; null asks for none
 * @returns where the flow ends
 */
export function readYamlFlow(
  text: string,
  range: TextRange,
  column: number,
  path: YamlPath,
  asked: number | null,
  findings: FlowFindings,
): number {
  const stack: OpenFlow[] = [];
  let token: Token | null = null;
  let offset = asked;

  const place = (top: OpenFlow, at: TextRange, isQuoted: boolean): void => {
    const inner = top.isList ? [...top.path, top.index] : top.key === null ? top.path : [...top.path, top.key.name];
    const kind = top.isList || top.key !== null ? 'value' : 'key';
    // What is not closed yet seems to go on in the next line; an editor replaces what is typed in this one.
    const end = Math.min(at.end, endOfLine(text, at.start, at.end));
    if (offset === null || offset > end) return;
    findings.place({ kind, path: inner, range: { start: at.start, end }, isInFlow: true, isQuoted });
  };
  const finish = (top: OpenFlow): void => {
    // A blank that was just typed belongs to what is being typed.
    const typedEnd = token === null || token.isQuoted ? token?.end : token.end + blanksAfter(text, token.end);
    if (token !== null && typedEnd !== undefined && offset !== null && offset >= token.start && offset <= typedEnd) {
      place(top, { start: token.start, end: Math.max(token.end, offset) }, token.isQuoted);
    }
    if (top.isList) {
      if (token !== null) findings.add([...top.path, top.index], null, token.start, token.end);
    } else if (top.key !== null) {
      const value = token ?? { start: top.key.range.end + 1, end: top.key.range.end + 1 };
      if (!top.isFull) findings.add([...top.path, top.key.name], top.key.range, value.start, value.end);
    } else if (token !== null) {
      findings.add([...top.path, text.slice(token.start, token.end)], token, token.end, token.end);
    }
    token = null;
  };

  let at = range.start;
  for (; at < range.end; at++) {
    const character = text.charAt(at);
    const top = stack.at(-1);
    if (top === undefined && stack.length === 0 && at > range.start) break;
    if (at === offset && top !== undefined && token === null && !top.isFull) place(top, { start: at, end: at }, false);
    switch (character) {
      case '\n':
      case '\r': {
        if (character === '\r' && text.charAt(at + 1) === '\n') break;
        const width = blanksAfter(text, at + 1);
        const next = text.charAt(at + 1 + width);
        const goesOn = width > column || next === '\n' || next === '\r' || next === ']' || next === '}';
        if (!goesOn) return close();
        break;
      }
      case ' ':
      case '\t':
        break;
      case '#': {
        if (!/\s/.test(text.charAt(at - 1))) {
          token = extend(token, at);
          break;
        }
        const end = endOfLine(text, at, range.end);
        if (offset !== null && offset > at && offset <= end) offset = null;
        at = end - 1;
        break;
      }
      case '"':
      case "'": {
        if (token !== null) {
          token = extend(token, at);
          break;
        }
        const end = closingQuote(text, at, endOfLine(text, at, range.end));
        token = { start: at + 1, end, isQuoted: true };
        at = text.charAt(end) === character ? end : end - 1;
        break;
      }
      case '{':
      case '[': {
        if (token !== null) {
          token = extend(token, at);
          break;
        }
        if (stack.length >= deepestNesting) return at;
        const inner = innerPath(top, path);
        if (top !== undefined && (top.isList || top.key !== null)) findings.add(inner, top.key?.range ?? null, at, at);
        stack.push({ isList: character === '[', path: inner, key: null, index: 0, isFull: false });
        break;
      }
      case '}':
      case ']':
        if (top !== undefined) finish(top);
        stack.pop();
        if (stack.length > 0) (stack.at(-1) ?? { isFull: false }).isFull = true;
        break;
      case ',':
        if (top === undefined) break;
        finish(top);
        if (top.isList) top.index++;
        top.key = null;
        top.isFull = false;
        break;
      case ':': {
        const ends = token?.isQuoted === true || at + 1 >= range.end || /[\s,\]}]/.test(text.charAt(at + 1));
        if (top === undefined || top.isList || top.key !== null || token === null || !ends) {
          token = extend(token, at);
          break;
        }
        if (offset !== null && offset >= token.start && offset <= token.end) place(top, token, token.isQuoted);
        top.key = { name: text.slice(token.start, token.end), range: { start: token.start, end: token.end } };
        token = null;
        break;
      }
      default:
        token = extend(token, at);
    }
  }
  return close();

  function close(): number {
    const top = stack.at(-1);
    if (top !== undefined && at === offset && token === null && !top.isFull) place(top, { start: at, end: at }, false);
    if (top !== undefined) finish(top);
    return at;
  }
}

function blanksAfter(text: string, from: number): number {
  const blanks = /[ \t]*/y;
  blanks.lastIndex = from;
  return blanks.exec(text)?.[0].length ?? 0;
}

/** Where the value that begins with a bracket belongs. */
function innerPath(top: OpenFlow | undefined, path: YamlPath): YamlPath {
  if (top === undefined) return path;
  if (top.isList) return [...top.path, top.index];
  return top.key === null ? top.path : [...top.path, top.key.name];
}

/** A token that is quoted is complete; what follows it up to the next comma is a mistake and left out. */
function extend(token: Token | null, at: number): Token {
  if (token === null) return { start: at, end: at + 1, isQuoted: false };
  return token.isQuoted ? token : { ...token, end: at + 1 };
}

/** Offset of the quote that closes the one at `open`; `limit` when there is none before it. */
export function closingQuote(text: string, open: number, limit: number): number {
  const quote = text.charAt(open);
  for (let at = open + 1; at < limit; at++) {
    const character = text.charAt(at);
    if (character === '\\' && quote === '"') at++;
    else if (character === quote) {
      if (quote === '"' || text.charAt(at + 1) !== quote) return at;
      at++;
    }
  }
  return limit;
}

export function endOfLine(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return limit;
}
