/** What comes out of the cleaner is readable, keeps its colours, and does not depend on how the output was cut. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  cleanMessage,
  longestLine,
  OutputCleaner,
  type CleanLines,
} from '../../../server/base/processes/outputCleaner.ts';
import { SecretScrubber } from '../../../server/base/processes/secretScrubber.ts';

const scrubber = new SecretScrubber(['a-known-secret-value']);

interface CleanTexts {
  readonly plain: string;
  readonly coloured: string;
}

/** As text, to compare. */
function textOf({ plain, coloured }: CleanLines): CleanTexts {
  return { plain: plain.toString(), coloured: coloured.toString() };
}

function clean(chunks: readonly Uint8Array[]): CleanTexts {
  const cleaner = new OutputCleaner(scrubber);
  const parts = chunks.map((chunk) => textOf(cleaner.write(Buffer.from(chunk))));
  parts.push(textOf(cleaner.end()));
  return { plain: parts.map(({ plain }) => plain).join(''), coloured: parts.map(({ coloured }) => coloured).join('') };
}

const cleanString = (text: string): CleanTexts => clean([Buffer.from(text)]);

describe('OutputCleaner', () => {
  const plainOf: Readonly<Record<string, readonly [printed: string, plain: string]>> = {
    colours: ['\u001b[31mred\u001b[0m \u001b[38;2;1;2;3mfine\u001b[m\n', 'red fine\n'],
    'titles and links': ['\u001b]0;title\u0007a\u001b]8;;https://x\u001b\\b\u001b]8;;\u001b\\\n', 'ab\n'],
    'device strings': ['\u001bPq#0;1\u001b\\a\u001b_app\u001b\\b\u001b^pm\u001b\\c\u001bXsos\u001b\\d\n', 'abcd\n'],
    'C1 controls': ['\u009b31ma\u009d0;t\u009cb\u0090q\u009cc\u0085d\n', 'abcd\n'],
    'cursor and mode sequences': ['\u001b[2Aa\u001b[?25lb\u001b[>4;2mc\u001b[0 qd\u001b7\u001b(Be\u001b=\n', 'abcde\n'],
    'bells, backspaces and other controls': ['a\u0007b\bc\u0000d\u007fe\u000ef\u000bg\n', 'abcdefg\n'],
    'tabs stay': ['a\tb\n', 'a\tb\n'],
    'line breaks of Windows': ['a\r\nb\r\r\n', 'a\nb\n'],
    'progress shows its last state': ['10 %\r50 %\r100 %\n', '100 %\n'],
    'progress that clears the line': ['⠋ work\u001b[2K\u001b[1G⠙ work\u001b[2K\u001b[Gdone\n', 'done\n'],
    'an unfinished sequence ends with its line': ['a\u001b[31\nb\u001b]0;x\nc\u001b\nd\n', 'a\nb\nc\nd\n'],
    'a cancelled sequence': ['a\u001b[3\u0018b\u001b]0;x\u001ac\n', 'abc\n'],
    'a sequence inside another': ['a\u001b[3\u001b[31mb\u001b]x\u001b[1mc\n', 'abc\n'],
    'text of all the world': ['größe 日本語 👩‍👩‍👧 \u202e\n', 'größe 日本語 👩‍👩‍👧 \u202e\n'],
    'a last line without an end': ['a\nb', 'a\nb\n'],
    nothing: ['', ''],
  };
  for (const [what, [printed, plain]] of Object.entries(plainOf)) {
    it(`understands ${what}`, () => assert.equal(cleanString(printed).plain, plain));
  }

  it('keeps colours, and nothing but colours, in the coloured form', () => {
    const { coloured } = cleanString('\u001b[1m\u001b]0;t\u0007a\u001b[K\u001b[31mb\u009b32mc\u001b[0m\n');
    assert.equal(coloured, '\u001b[1ma\u001b[31mb\u001b[32mc\u001b[0m\n');
    assert.equal(cleanString('\u001b[31m10 %\r100 %\n').coloured, '\u001b[31m100 %\n');
    assert.equal(cleanString(`\u001b[${'1;'.repeat(40)}mx\n`).coloured, 'x\n');
    assert.equal(
      cleanString(`a \u001b[1mtoken=\u001b[32mhunter2\u001b[0m b\n`).coloured,
      'a \u001b[1mtoken=\u001b[32m[redacted]\u001b[0m b\n',
    );
  });

  it('replaces what is no UTF-8', () => {
    assert.equal(clean([Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xe2, 0x82])]).plain, 'a\ufffd\ufffd\n\ufffd\n');
  });

  it('breaks a line without end, and keeps all of it', () => {
    const text = 'abcdefghij'.repeat(50_000);
    const { plain } = cleanString(text);
    assert.equal(plain.replaceAll('\n', ''), text);
    assert.ok(Math.max(...plain.split('\n').map(({ length }) => length)) <= longestLine);
    const emoji = '👩‍👩‍👧'.repeat(20_000);
    assert.equal(cleanString(emoji).plain.replaceAll('\n', ''), emoji);
  });

  it('does not grow with a line that is overwritten for ever', () => {
    const cleaner = new OutputCleaner(scrubber);
    const chunk = Buffer.from('\u001b[3m\u001b[31m50 %\r'.repeat(5000));
    for (let round = 0; round < 100; round++) assert.equal(cleaner.write(chunk).plain.length, 0);
    assert.equal(cleaner.end().plain.toString(), '50 %\n');
  });

  it('swallows the rest of a line that is one secret too long to hold', () => {
    const { plain } = cleanString(`-----BEGIN PRIVATE KEY-----${'MIIE'.repeat(100_000)}\nafter\n`);
    assert.ok(!plain.includes('MIIEMIIE'), plain.slice(0, 200));
    assert.match(plain, /\nafter\n$/);
  });

  it('gives the same for every way to cut the output', function () {
    this.timeout(60_000);
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
      { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', '\r', '\t', '\b', '\u0007', '\u001b', '\u009b', '\u0018') },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          '\u001b[31m',
          '\u001b[0m',
          '\u001b[2K',
          '\u001b[1G',
          '\u001b]0;t\u0007',
          '\u001b]8;;x\u001b\\',
          '\u001bPq',
          '\u001b\\',
          '\u001b[',
          '\u001b(B',
        ),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          'a-known-secret-value',
          `ghp_${'a1'.repeat(18)}`,
          'password=hunter2 ',
          'key: "',
          '-----BEGIN PRIVATE KEY-----',
          '-----END PRIVATE KEY-----',
          'MIIEqX7qX7qX7qX7qX7qX7',
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'x'.repeat(40_000),
          '日本'.repeat(15_000),
          'e\u001b[32m'.repeat(9000),
          'a-known-secret-'.repeat(3000),
        ),
      },
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        (bytes, places) => {
          const whole = clean([bytes]);
          const cuts = [
            0,
            ...places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          const chunks = cuts.slice(1).map((end, at) => bytes.subarray(cuts[at], end));
          assert.deepEqual(clean(chunks), whole);
          if (bytes.length < 2000) assert.deepEqual(clean([...bytes].map((byte) => Buffer.of(byte))), whole);
          assert.doesNotMatch(whole.plain, /[^\P{Cc}\n\t]/u);
          assert.equal(whole.coloured.replace(/\u001b\[[\d;:]*m/g, ''), whole.plain);
          assert.ok(!whole.plain.includes('a-known-secret-value'));
          assert.ok(whole.plain === '' || whole.plain.endsWith('\n'));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('puts a message on one line', () => {
    assert.equal(cleanMessage('a \u001b[31mred\u001b[0m\n  token=hunter2\n', scrubber), 'a red token=[redacted]');
  });
});
