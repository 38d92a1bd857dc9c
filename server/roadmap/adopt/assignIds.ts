/** Gives each unit of a plan an id of ours: its own label where that has the form of one, else the next free number. */
import type { PlanUnit } from './planUnit.ts';

/** `renumbered` says that labels clash, so that none of them could become the id. */
export interface AssignedIds {
  readonly ids: readonly string[];
  readonly isRenumbered: boolean;
}

const form = /^\d+[A-Za-z]?(?:\.\d+[A-Za-z]?)*$/;

export function assignIds(units: readonly PlanUnit[]): AssignedIds {
  const labels = withoutSecondSeries(
    units,
    units.map(({ label }) => (label?.id != null && form.test(label.id) ? label.id : null)),
  );
  const given = labels.filter((id) => id !== null);
  const isUnique = new Set(given.map((id) => id.toLowerCase())).size === given.length;
  const isLabelled = given.length * 2 >= units.length;
  if (!isUnique || !isLabelled) {
    return { ids: units.map((_, index) => String(index + 1)), isRenumbered: !isUnique && isLabelled };
  }
  const taken = new Set(given.map((id) => id.toLowerCase()));
  let last = 0;
  const ids = labels.map((id, index) => {
    if (id !== null) {
      last = Math.max(last, Number.parseInt(id, 10));
      return id;
    }
    // What comes before 1, such as an MVP before version 1, is 0.
    if (index === 0 && !taken.has('0')) {
      taken.add('0');
      return '0';
    }
    do last++;
    while (taken.has(String(last)));
    taken.add(String(last));
    return String(last);
  });
  return { ids, isRenumbered: false };
}

/** Where P1 or v1 stands beside M1, only the series that comes first keeps its numbers; the other counts on from there. */
function withoutSecondSeries(
  units: readonly PlanUnit[],
  labels: readonly (string | null)[],
): readonly (string | null)[] {
  const first = units[0]?.label;
  const isMixed = units.some(({ label }) => label?.kind !== 'code' && label?.kind !== 'version');
  if (first?.kind !== 'code' || first.series.length > 1 || isMixed) return labels;
  const kept = labels.map((id, index) => (units[index]?.label?.series === first.series ? id : null));
  const isAtEnd = kept.every((id, index) => id !== null || kept.slice(index).every((later) => later === null));
  return isAtEnd && new Set(labels).size < labels.length ? kept : labels;
}
