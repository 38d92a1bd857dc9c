/** Ids and places of sibling items: the same each time they are made, so that the editor knows them again. */

/** Two siblings may have one name; the later ones get a number. */
export function uniqueIds(ids: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id} (${count})`;
  });
}

/** Text by which items sort as they are counted. */
export function sortText(index: number): string {
  return String(index).padStart(7, '0');
}
