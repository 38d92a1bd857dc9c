/** Finds what a test expected and what it got in the text by which it failed, for the editor to show them as a difference. */

export interface ExpectedActual {
  readonly expected: string;
  readonly actual: string;
}

const expectedLine = /^[ \t]*(?:\S+:\d+:[ \t]*)?(?:expected|wanted|want)(?: (?:value|result))?[ \t]*[:=][ \t]*(.+)$/im;
const actualLine =
  /^[ \t]*(?:\S+:\d+:[ \t]*)?(?:actual|received|found|got|but was)(?: (?:value|result))?[ \t]*[:=][ \t]*(.+)$/im;
/** JUnit and its kin put both into one sentence. */
const sentence = /expected:?[ \t]*<(.*?)>[ \t]*but was:?[ \t]*<(.*?)>/i;

/** Undefined where the text does not say both in one of the usual ways. */
export function findExpectedActual(text: string): ExpectedActual | undefined {
  const both = sentence.exec(text);
  const expected = both?.[1] ?? expectedLine.exec(text)?.[1]?.trim();
  const actual = both?.[2] ?? actualLine.exec(text)?.[1]?.trim();
  return expected === undefined || actual === undefined ? undefined : { expected, actual };
}
