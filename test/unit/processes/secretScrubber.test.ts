/** Secrets never come through: whatever their shape, wherever the output is cut, whatever colours stand in them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutputCleaner, type CleanLines } from '../../../server/base/processes/outputCleaner.ts';
import { SecretScrubber, secretValuesOf } from '../../../server/base/processes/secretScrubber.ts';
import { secretShapes } from '../../../server/base/processes/secretShapes.ts';
import { secretExamples, type SecretExample } from './secretExamples.ts';

const scrubber = new SecretScrubber([]);

interface CleanTexts {
  readonly plain: string;
  readonly coloured: string;
}

/** As text, to compare. */
function textOf({ plain, coloured }: CleanLines): CleanTexts {
  return { plain: plain.toString(), coloured: coloured.toString() };
}

function clean(chunks: readonly Buffer[], using = scrubber): CleanTexts {
  const cleaner = new OutputCleaner(using);
  const parts = chunks.map((chunk) => textOf(cleaner.write(chunk)));
  parts.push(textOf(cleaner.end()));
  return { plain: parts.map(({ plain }) => plain).join(''), coloured: parts.map(({ coloured }) => coloured).join('') };
}

/** Fails when any eight characters of the secret (all of a shorter one) can be read in either form. */
function assertNoLeak({ plain, coloured }: CleanTexts, secret: string, what: string): void {
  const withoutColours = coloured.replace(/\u001b\[[\d;:]*m/g, '');
  assert.equal(withoutColours, plain, `${what}: the two forms differ`);
  const length = Math.min(8, secret.length);
  for (let at = 0; at + length <= secret.length; at++) {
    const piece = secret.slice(at, at + length);
    assert.ok(!plain.includes(piece), `${what}: "${piece}" leaked into ${JSON.stringify(plain)}`);
  }
}

function nameOf({ shape, before }: SecretExample): string {
  return `${shape} after ${JSON.stringify(before)}`;
}

describe('scrubbing of secrets', () => {
  it('knows at least 40 shapes, each with an example that this shape finds', () => {
    assert.ok(secretShapes.length >= 40);
    for (const shape of secretShapes) {
      const own = secretExamples.filter((example) => example.shape === shape.name);
      assert.notEqual(own.length, 0, `${shape.name} has no example`);
      for (const { before, secret, after } of own) {
        const line = before + secret + after;
        const covered = [...shape.find(line)].some(
          ({ start, end }) => start <= before.length + 12 && end >= before.length + secret.length,
        );
        assert.ok(covered, `${shape.name} does not find ${secret}`);
        assert.ok(
          shape.anchors.some((anchor) => line.toLowerCase().includes(anchor.toLowerCase())),
          `${shape.name} has no anchor in ${line}`,
        );
      }
    }
  });

  it('keeps what stands around a secret', () => {
    assert.equal(clean([Buffer.from('before ghp_' + 'a1'.repeat(18) + ' after\n')]).plain, 'before [redacted] after\n');
    assert.equal(clean([Buffer.from('DB_PASSWORD=hunter2\n')]).plain, 'DB_PASSWORD=[redacted]\n');
    assert.equal(
      clean([Buffer.from('git clone https://me:pass@x.example/y\n')]).plain,
      'git clone https://me:[redacted]@x.example/y\n',
    );
  });

  it('leaks nothing wherever the output is cut in two', () => {
    for (const example of secretExamples) {
      const bytes = Buffer.from(`${example.before}${example.secret}${example.after}\n`);
      const whole = clean([bytes]);
      assertNoLeak(whole, example.secret, nameOf(example));
      for (let at = 1; at < bytes.length; at++) {
        const split = clean([bytes.subarray(0, at), bytes.subarray(at)]);
        assert.deepEqual(split, whole, `${nameOf(example)} cut at ${at}`);
      }
    }
  });

  it('leaks nothing wherever a colour stands in the secret', () => {
    for (const example of secretExamples) {
      for (let at = 0; at <= example.secret.length; at++) {
        const inside = `${example.secret.slice(0, at)}\u001b[1;38;5;196m${example.secret.slice(at)}`;
        const bytes = Buffer.from(`\u001b[2m${example.before}${inside}\u001b[0m${example.after}\n`);
        const half = example.before.length + at;
        assertNoLeak(clean([bytes]), example.secret, `${nameOf(example)} coloured at ${at}`);
        assertNoLeak(
          clean([bytes.subarray(0, half), bytes.subarray(half, half + 3), bytes.subarray(half + 3)]),
          example.secret,
          `${nameOf(example)} coloured and cut at ${at}`,
        );
      }
    }
  });

  it('leaks nothing through other control sequences in the secret', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    for (const noise of [
      '\u0000',
      '\u0007',
      '\b',
      '\u001b]0;title\u0007',
      '\u001b[K',
      '\u001b(B',
      '\u009b1m',
      '\u001bP1;2x\u001b\\',
      '\u007f',
    ]) {
      for (let at = 0; at <= secret.length; at++) {
        const bytes = Buffer.from(`x ${secret.slice(0, at)}${noise}${secret.slice(at)} y\n`);
        assertNoLeak(clean([bytes]), secret, JSON.stringify(noise));
      }
    }
  });

  it('leaks nothing at the places where long lines are broken', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    // Breaks come after 64 KB, and what is held back there is 16 KB.
    for (const place of [49_152, 65_536, 98_304, 114_688, 131_072]) {
      for (let before = place - 45; before < place + 5; before++) {
        const bytes = Buffer.from(`${'-'.repeat(before)} ${secret} ${'-'.repeat(40_000)}\n`);
        assertNoLeak(clean([bytes]), secret, `after ${before}`);
      }
    }
  });

  it('takes private keys of many lines out, with what follows kept', () => {
    const body = Array.from(
      { length: 20 },
      (_, at) => `MIIEpAIBAAKCAQEA${String(at).padStart(2, '0')}${'qX7'.repeat(15)}`,
    );
    for (const [kind, prefix] of [
      ['RSA PRIVATE KEY', ''],
      ['OPENSSH PRIVATE KEY', '    '],
      ['PGP PRIVATE KEY BLOCK', ''],
      ['ENCRYPTED PRIVATE KEY', 'web_1  | '],
    ] as const) {
      const lines = [`-----BEGIN ${kind}-----`, 'Proc-Type: 4,ENCRYPTED', '', ...body, 'Qw==', `-----END ${kind}-----`];
      const text = `first\n${lines.map((line) => prefix + line).join('\n')}\nlast\n`;
      const { plain } = clean([Buffer.from(text)]);
      assert.match(plain, /^first\n/);
      assert.match(plain, /\nlast\n$/);
      for (const line of [...body, 'Qw==', 'ENCRYPTED\n\n']) assert.ok(!plain.includes(line), `${kind}: ${line}`);
    }
    const open = clean([Buffer.from('-----BEGIN PRIVATE KEY-----\nthis is no key, but a sentence\n')]);
    assert.match(open.plain, /a sentence/);
  });

  it('knows the values of secret variables, wherever they stand', () => {
    const environment = {
      SERVICE_TOKEN: 'tr0ub4dor-and-3',
      MY_PASSWD: 'pä$$wörter',
      DEPLOY_KEY: `line one of it\nline two of it`,
      LONG_SECRET: 'xY7'.repeat(700),
      SHORT_TOKEN: 'short',
      PLAIN: 'not a secret at all',
    };
    const using = new SecretScrubber(secretValuesOf(environment));
    for (const secret of ['tr0ub4dor-and-3', 'pä$$wörter', 'line one of it', 'line two of it', 'xY7'.repeat(700)]) {
      const bytes = Buffer.from(`<${secret}> and not a secret at all, short\n`);
      for (let at = 1; at < bytes.length; at += 3) {
        assertNoLeak(clean([bytes.subarray(0, at), bytes.subarray(at)], using), secret, secret.slice(0, 20));
      }
      assert.match(clean([bytes], using).plain, /not a secret at all, short/);
    }
    assert.ok(!clean([Buffer.from(`?q=${encodeURIComponent('pä$$wörter')}\n`)], using).plain.includes('%C3%A4'));
  });

  it('leaves what programs say about code alone', () => {
    const harmless = [
      'src/token.ts(12,5): error TS1005: Unexpected token: identifier expected.',
      'Unexpected token: }',
      '  12 passing (345ms)',
      'commit 3f9a0c7e5b1d84263f9a0c7e5b1d84263f9a0c7e',
      'added 312 packages, and audited 313 packages in 4s',
      'const token = createToken(options.secret);',
      'password: string;',
      'tokens: 1234, max_tokens=4096',
      'GET http://localhost:3000/node_modules/@vite/client 200',
      'see https://example.org/docs/secret-management#token',
      'PWD=/home/someone/project',
      'task-runner-of-the-first-kind-is-long-enough',
      'id 550e8400-e29b-41d4-a716-446655440000',
      'sha512-3f9a0c7e5b1d84263f9a0c7e5b1d84263f9a0c7e5b1d84263f9a0c7e5b1d84263f9a0c7e5b1d8426==',
      'npm warn deprecated key-tree@1.2.3: this key is not used',
      'the basic authentication failed, bearer authentication was not tried',
      'secret: true',
      'index.ts context syntax keyboard monkey',
    ];
    for (const line of harmless) assert.equal(clean([Buffer.from(`${line}\n`)]).plain, `${line}\n`);
  });

  it('needs no more than linear time for lines made to be slow', function () {
    this.timeout(60_000);
    const slow = [
      'password',
      'eyJ',
      '://',
      ':a@',
      'token=\\"',
      "token='",
      '-----BEGIN PRIVATE KEY-----',
      'aws key ',
      'sk-',
      'AAAA',
      '<token>',
      'api_key: ',
      'basic AAAA',
      '--a-token ',
      'MTAw.',
      'login password ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...slow), { minLength: 1, maxLength: 4 }), (pieces) => {
        const line = Buffer.from(`${pieces.join('').repeat(40_000).slice(0, 60_000)}\n`);
        const began = process.cpuUsage();
        clean([line]);
        const { user } = process.cpuUsage(began);
        assert.ok(user < 2_000_000, `${pieces.join('')} took ${Math.round(user / 1000)} ms`);
      }),
      { numRuns: 40, seed: 16 },
    );
  });
});
