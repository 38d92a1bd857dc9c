/** Durations as people write them in a spec ("10m", "1h 30m") and as Phasegate prints them ("41 s"). */

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a written duration; null when it is none, or is not longer than zero. */
export function parseDuration(written: string): number | null {
  const parts = [...written.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h)\s*/gy)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== written.trim()) return null;
  const totalMs = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitsMs[unit ?? ''] ?? 0), 0);
  return totalMs > 0 && totalMs <= 24 * 3_600_000 ? Math.round(totalMs) : null;
}

/** A duration for a person: "80 ms", "3.1 s", "41 s", "12 min", "1 h 5 min". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 100) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long ago something was, for a person: "just now", "5 min ago", "2 h ago", "3 days ago". */
export function formatAge(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
