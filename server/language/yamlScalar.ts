/** Writes a text as a YAML scalar, in quotes only where plain it would mean something else. */

/** Words and numbers that plain YAML reads as something other than text. */
const notText =
  /^(?:~|null|true|false|yes|no|on|off|[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|0[xo][\da-f]+|[-+]?\.(?:inf|nan))$/i;

export function yamlScalar(text: string, isInFlow: boolean): string {
  const isPlain =
    text !== '' &&
    text.trim() === text &&
    !/^[-?:](?:\s|$)|^[&*!|>'"%@`#,[\]{}]/.test(text) &&
    !/:(?:\s|$)|\s#|[\r\n]/.test(text) &&
    !(isInFlow && /[,[\]{}]/.test(text)) &&
    !notText.test(text);
  if (isPlain) return text;
  return text.includes("'") || /[\r\n]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
