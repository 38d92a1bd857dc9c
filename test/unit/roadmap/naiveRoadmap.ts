/** A second, slow and simple reading of a roadmap, against which the parser is compared. */

export interface NaivePhase {
  readonly id: string;
  readonly line: number;
  /** Text after the first `**Status:**`, comments at its end left out; null when there is none. */
  readonly status: string | null;
}

const codeOrComment = /(?<![`\\])(`+)(?!`)(?:.*?[^`])??\1(?!`)|<!--/gs;

/**
 * Reads line by line with regular expressions, and searches the rest of the text again for each comment. It knows
 * fences and comments, and neither lists nor blockquotes nor indented code: texts with those are compared with
 * markdown-it instead.
 */
export function readNaively(text: string): NaivePhase[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const phases: { id: string; line: number; status: string | null }[] = [];
  let current: { id: string; line: number; status: string | null } | null = null;
  let fence: string | null = null;
  let inComment = false;
  for (const [number, line] of lines.entries()) {
    const rest = lines.slice(number + 1).join('\n');
    let from = 0;
    if (inComment) {
      const close = line.indexOf('-->');
      if (close < 0) continue;
      inComment = false;
      from = close + 3;
    } else if (fence !== null) {
      const closing = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (closing !== undefined && closing.startsWith(fence)) fence = null;
      continue;
    } else {
      const opening = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line);
      fence = opening?.[1] ?? opening?.[2] ?? null;
      if (fence !== null) continue;
    }
    const startsInView = from === 0;
    let content = line;
    codeOrComment.lastIndex = from;
    for (let match = codeOrComment.exec(line); match !== null; match = codeOrComment.exec(line)) {
      if (match[0] !== '<!--' || line.charAt(match.index - 1) === '\\') continue;
      const opensBlock = startsInView && line.slice(0, match.index).trim() === '';
      const ahead = `${line.slice(match.index + 2)}\n${rest}`;
      const close = ahead.indexOf('-->');
      const another = ahead.indexOf('<!--', 2);
      if (!opensBlock && (close < 0 || (another >= 0 && another < close))) continue;
      const end = match.index + 2 + close + 3;
      if (close < 0 || end > line.length) {
        content = line.slice(0, match.index);
        inComment = true;
        break;
      }
      if (
        line
          .slice(end)
          .replace(/<!--.*?-->/g, '')
          .trim() === '' &&
        content === line
      )
        content = line.slice(0, match.index);
      codeOrComment.lastIndex = end;
    }
    if (!startsInView) continue;
    const phase = /^ {0,3}##[ \t]+Phase[ \t]+(\d+[A-Za-z]?(?:\.\d+[A-Za-z]?)*):/.exec(content);
    if (phase !== null) {
      current = { id: phase[1] ?? '', line: number, status: null };
      phases.push(current);
    } else if (/^ {0,3}(?:#{1,2}(?:[ \t]|$)|##phase[ \t]*[:#]?[ \t]*\d)/i.test(content)) {
      current = null;
    } else if (current !== null) {
      const status = /^[ \t]{0,3}\*\*Status:\*\*(.*)$/.exec(content)?.[1];
      if (status !== undefined) current.status ??= status.trim();
    }
  }
  return phases;
}
