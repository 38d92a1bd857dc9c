/** Where a secret stands in a line. */

/** Half-open range of UTF-16 code units. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
}
