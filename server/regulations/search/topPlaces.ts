/** Finds the greatest of many scores. */

/** @returns places of the greatest scores above zero, the greatest first; of equals the one that comes first */
export function topPlaces(scores: Float32Array, count: number): readonly number[] {
  const places: number[] = [];
  const best: number[] = [];
  let least = 0;
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place] ?? 0;
    if (score <= least) continue;
    let at = places.length < count ? places.length : count - 1;
    while (at > 0 && (best[at - 1] ?? 0) < score) {
      best[at] = best[at - 1] ?? 0;
      places[at] = places[at - 1] ?? 0;
      at--;
    }
    best[at] = score;
    places[at] = place;
    if (places.length === count) least = best[count - 1] ?? 0;
  }
  return places;
}
