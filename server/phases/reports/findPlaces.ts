/** Finds the places that a stack trace or a compiler's message names, as far as they are plain. */
import path from 'node:path';
import { placeAt, readCount, type WrittenPlace } from './report.ts';

const linesToLookAt = 300;
const longestLine = 1_000;

/** Code that is not the person's own. */
const foreign =
  /(?:^|[\\/])(?:node_modules|site-packages|dist-packages)[\\/]|^node:|^internal[\\/]|^\/rustc\/|^<|^\[|^(?:javax?|jdk|sun|junit|kotlin|org\/(?:junit|opentest4j|assertj|hamcrest))\//;

/** `at com.example.HouseTest.opens(HouseTest.java:12)`: the folder of the file is the package of the class. */
const javaFrame = /\bat (?:[\w.@-]*\/){0,2}([\w.$]+)\(([\w$-]+\.(?:java|kt|scala|groovy)):(\d+)\)/;
/** `at opens (/project/house.js:3:7)`, the same without a function, and the same without `at`. */
const scriptFrame = /(?:\bat (?:async )?(?:.*\()?|\()((?:file:\/\/\/?|[A-Za-z]:)?[^()]+?):(\d+):(\d+)\)?$/;
const pythonFrame = /\bFile "([^"]+)", line (\d+)/;
/** `tests/test_house.py:5: AssertionError`, `panicked at src/house.rs:10:9`, `house_test.go:12: closed`. */
const plainPlace = /(?:^|[\s(@'"`])((?:[A-Za-z]:)?[^\s:()'"`[\]]+\.[A-Za-z]\w{0,9}):(\d+)(?::(\d+))?(?![\w.])/;

/** In the order of the text, those in foreign code left out. */
export function findPlaces(text: string): readonly WrittenPlace[] {
  const places: WrittenPlace[] = [];
  for (const line of text.split(/\r\n|\n|\r/, linesToLookAt)) {
    const place = line.length > longestLine ? null : placeIn(line.trimEnd());
    if (place !== null && !foreign.test(place.file)) places.push(place);
  }
  return places;
}

/** The place that tells most of why a test failed: in the test's own file when there is one, else the first. */
export function bestPlace(places: readonly WrittenPlace[], testFile: string | null): WrittenPlace | null {
  const own = testFile === null ? undefined : places.find(({ file }) => isSameFile(file, testFile));
  return own ?? places[0] ?? null;
}

/** Whether one of two spellings is the end of the other, whatever the ending of the file's name. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [normalise(one), normalise(other)];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

function normalise(file: string): string {
  return file
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\.[A-Za-z]+$/, '');
}

function placeIn(line: string): WrittenPlace | null {
  const java = javaFrame.exec(line);
  if (java?.[1] !== undefined && java[2] !== undefined) {
    const folder = java[1].split('.').slice(0, -2).join('/');
    return placeAt(path.posix.join(folder, java[2]), readCount(java[3]));
  }
  const python = pythonFrame.exec(line);
  if (python?.[1] !== undefined) return placeAt(python[1], readCount(python[2]));
  const found = scriptFrame.exec(line) ?? plainPlace.exec(line);
  return found?.[1] === undefined ? null : placeAt(found[1], readCount(found[2]), readCount(found[3]));
}
