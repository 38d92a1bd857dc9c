/** Proposes where the spec of an adopted phase stands. */

const longestSlug = 48;

/**
 * `stages/phase-<id>-<title>.md`, unique among those given; letters that are not ASCII are left out.
 *
 * @param taken paths given so far in lower case; the new one is added
 */
export function specPath(id: string, title: string, taken: Set<string>): string {
  const slug = title
    .replace(/[([（【][^()[\]（）【】]*[)\]）】]/g, ' ')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longestSlug)
    .replace(/-[^-]*$/, (cut) => (title.length > longestSlug ? '' : cut));
  const stem = `stages/phase-${id.toLowerCase().replaceAll('.', '-')}${slug === '' ? '' : `-${slug}`}`;
  let path = `${stem}.md`;
  for (let count = 2; taken.has(path); count++) path = `${stem}-${count}.md`;
  taken.add(path);
  return path;
}
