/** Reads one line of terminal output: keeps its text and its colours, drops every other control sequence. */

/** A colour sequence (SGR) that stands before the character at `at`. */
export interface ColourMark {
  readonly at: number;
  readonly sequence: string;
}

type State = 'text' | 'escape' | 'escape-intermediate' | 'csi' | 'string' | 'string-escape';

/** Colours of overwritten text still hold; of these no more are kept at one place. */
const mostMarksAtOnePlace = 8;

/** Colours of direct colour take about 20 characters; what is longer than this is no colour. */
const longestColour = 48;

/** A whole colour sequence, the most frequent kind, which needs no walking through states. */
const colour = /\u001b\[[\d;:]{0,48}m/y;

/** C1 controls that begin a sequence, and the letter that does so after ESC. */
const c1Letters: Readonly<Record<string, string>> = {
  '\u0090': 'P',
  '\u0098': 'X',
  '\u009b': '[',
  '\u009d': ']',
  '\u009e': '^',
  '\u009f': '_',
};

/**
 * Fed with the text of one line in pieces of any size. What a carriage return (or a jump to the first column)
 * overwrites is dropped, as soon as something is printed over it; of a progress bar the last state stays. Cursor
 * movements in other directions are dropped like any other sequence. The end of the line ends every sequence.
 */
export class TerminalLine {
  #text = '';
  #marks: ColourMark[] = [];
  #state: State = 'text';
  /** The sequence read so far, without its introducer. */
  #sequence = '';
  /** Letter that introduced the string being skipped. */
  #stringLetter = '';
  #overwrites = false;

  get text(): string {
    return this.#text;
  }

  get marks(): readonly ColourMark[] {
    return this.#marks;
  }

  /** Whether the next character overwrites the line. */
  get overwrites(): boolean {
    return this.#overwrites;
  }

  /** @param piece text without line breaks other than carriage returns */
  write(piece: string): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#state === 'text') {
        const control = nextControl(piece, at);
        if (control > at) this.#print(piece.slice(at, control));
        at = control;
        if (at >= piece.length) return;
        colour.lastIndex = at;
        const whole = colour.exec(piece)?.[0];
        if (whole === undefined) this.#control(piece[at] ?? '');
        else this.#mark(whole);
        at += whole?.length ?? 1;
      } else {
        at += this.#continue(piece[at] ?? '') ? 1 : 0;
      }
    }
  }

  /** Drops the first `length` characters, with their marks. */
  drop(length: number): void {
    this.#text = this.#text.slice(length);
    this.#marks = this.#marks
      .filter((mark) => mark.at > length)
      .map(({ at, sequence }) => ({ at: at - length, sequence }));
  }

  #print(text: string): void {
    if (this.#overwrites) {
      this.#overwrites = false;
      this.#text = '';
      this.#marks = lastingMarks(this.#marks.map(({ sequence }) => ({ at: 0, sequence })));
    }
    this.#text += text;
  }

  #control(character: string): void {
    if (character === '\t') this.#print('\t');
    else if (character === '\r') this.#overwrites = true;
    else if (character === '\u001b') this.#begin('escape');
    else {
      const letter = c1Letters[character];
      if (letter !== undefined) this.#introduce(letter);
    }
  }

  #begin(state: State): void {
    this.#state = state;
    this.#sequence = '';
  }

  #introduce(letter: string): void {
    this.#begin(letter === '[' ? 'csi' : 'string');
    this.#stringLetter = letter;
  }

  /** Takes one character of a sequence; false when the character does not belong to it. */
  #continue(character: string): boolean {
    const code = character.charCodeAt(0);
    if (character === '\u0018' || character === '\u001a') {
      this.#begin('text');
      return true;
    }
    if (this.#state === 'string') return this.#continueString(character);
    if (character === '\u001b') {
      this.#begin('escape');
      return true;
    }
    if (this.#state === 'string-escape') {
      this.#begin(character === '\\' ? 'text' : 'escape');
      return character === '\\';
    }
    // Other control characters work inside a sequence as outside; but for the carriage return none does anything here.
    if (code < 0x20 || code === 0x7f) {
      if (character === '\r') this.#overwrites = true;
      return true;
    }
    if (code > 0x7e) {
      this.#begin('text');
      return false;
    }
    if (this.#state === 'csi') this.#continueCsi(character, code);
    else if (code < 0x30) this.#state = 'escape-intermediate';
    else if (this.#state === 'escape' && '[]PX^_k'.includes(character)) this.#introduce(character);
    else this.#begin('text');
    return true;
  }

  #continueCsi(character: string, code: number): void {
    if (code < 0x40) {
      if (this.#sequence.length <= longestColour) this.#sequence += character;
      return;
    }
    const parameters = this.#sequence;
    this.#begin('text');
    if (character === 'm' && parameters.length <= longestColour && /^[\d;:]*$/.test(parameters)) {
      this.#mark(`\u001b[${parameters}m`);
    }
    // To the first column, or the whole line erased: what comes next is printed over the line.
    if ((character === 'G' && /^[01]?$/.test(parameters)) || (character === 'K' && parameters === '2')) {
      this.#overwrites = true;
    }
  }

  #continueString(character: string): boolean {
    if (character === '\u001b') this.#state = 'string-escape';
    else if (character === '\u009c' || (character === '\u0007' && this.#stringLetter === ']')) this.#begin('text');
    return true;
  }

  #mark(sequence: string): void {
    const at = this.#text.length;
    this.#marks.push({ at, sequence });
    let here = this.#marks.length - 1;
    while (this.#marks[here - 1]?.at === at) here--;
    if (here < this.#marks.length - 1) this.#marks.push(...lastingMarks(this.#marks.splice(here)));
  }
}

/** What of several colours at one place still counts: those since the last reset, and no more than a few. */
function lastingMarks(marks: readonly ColourMark[]): ColourMark[] {
  const reset = marks.findLastIndex(({ sequence }) => /^\u001b\[[0;]*m$/.test(sequence));
  return marks.slice(Math.max(reset, 0)).slice(-mostMarksAtOnePlace);
}

/** Whether a text holds anything but printable characters and tabs. */
export function hasControls(text: string): boolean {
  return anyControl.test(text);
}

const anyControl = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;

/** Position of the next control character, tabs excepted; the length of the text when there is none. */
function nextControl(text: string, from: number): number {
  control.lastIndex = from;
  const found = control.exec(text);
  return found === null ? text.length : found.index;
}

const control = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
