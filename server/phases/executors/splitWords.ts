/** Splits a command line into words the way a POSIX shell would, without doing anything else that a shell does. */

/**
 * Single quotes keep everything, double quotes keep everything but a backslash before `"`, `\`, `$` and a backquote,
 * and a backslash keeps the next character. Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
 *
 * @returns null when a quote is not closed
 */
export function splitWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let index = 0; index < command.length; index++) {
    const char = command.charAt(index);
    const next = command.charAt(index + 1);
    if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (quote === null && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (char === quote) {
      quote = null;
    } else if (char === '\\' && next !== '' && (quote === null || (quote === '"' && '"\\$`'.includes(next)))) {
      word = (word ?? '') + next;
      index++;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) return null;
  if (word !== null) words.push(word);
  return words;
}
