/** Tells YAML that is nested so deeply that parsing it would take minutes. */

/** Levels of nesting beyond which nothing that a person wrote goes. */
export const deepestYaml = 64;

/** The `yaml` package takes time that grows with the square of the depth, on one line and in flow style. */
export function isBottomlessYaml(yaml: string): boolean {
  let depth = 0;
  for (let at = 0; at < yaml.length; at++) {
    const character = yaml.charAt(at);
    if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && depth > 0) depth--;
    if (depth > deepestYaml) return true;
  }
  return new RegExp(`(?:[-?:][ \\t]+){${deepestYaml}}`).test(yaml);
}
