/** Holds the published JSON Schemas against the reader: they are current, and accept and refuse what it does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { buildSchemas } from '../../scripts/jsonSchemas.ts';
import { readPhaseSpec } from '../../server/phases/readPhaseSpec.ts';
import { defaultConfig, readWorkspaceConfig } from '../../server/phases/readWorkspaceConfig.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'schemas');
const read = (name: string): object => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object;
/** Strict mode also refuses schemas with misspelt keywords; types and requirements are written apart on purpose. */
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
});
const isConfig = ajv.compile(read('phasegate.schema.json'));
const isFrontMatter = ajv.compile(read('spec-front-matter.schema.json'));

/** Faults that take more than the shape: names that mean nothing, headings that are not there. */
const aboutNames = new Set([
  'gate-unknown',
  'gate-matcher-unknown',
  'gate-needs-unknown',
  'gate-needs-cycle',
  'gate-name-duplicate',
  'spec-phase-mismatch',
]);

function configFaults(value: unknown): readonly string[] {
  return readWorkspaceConfig(stringify(value))
    .problems.filter(({ severity, code }) => severity === 'error' && !aboutNames.has(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

function specFaults(value: unknown): readonly string[] {
  return readPhaseSpec('/w/a.md', `---\n${stringify(value)}---\n`, '1', defaultConfig)
    .problems.filter(({ severity, code }) => severity === 'error' && !aboutNames.has(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

const text = fc.constantFrom('a', 'npm test', ' x ', '', '  ', '🚀');
const words = fc.oneof(fc.array(text, { maxLength: 3 }), text);
const timeout = fc.oneof(
  fc.constantFrom('10m', '1h 30m', '0.5s', '500 ms', '0s', 'soon', '', '10', '1d', '24h', '-1m', '1h30m', ' 2m '),
  fc.integer({ min: 0, max: 99 }),
);
const cwd = fc.oneof(
  text,
  fc.constantFrom('server', './a', 'a/../b', '..', '../a', '/etc', 'C:\\x', '\\x', '..a', 'a\\b'),
);
const env = fc.oneof(
  fc.dictionary(fc.constantFrom('CI', 'A_1', '1A', 'a-b'), fc.oneof(text, fc.boolean(), fc.integer()), { maxKeys: 2 }),
  text,
);
const anyValue = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({}));

/** Mostly sound, so that what is refused is refused for one reason. */
const gate = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ run: words }) },
      { weight: 2, arbitrary: fc.record({ checklist: text }) },
      { weight: 2, arbitrary: fc.record({ files: words, absent: words }, { requiredKeys: [] }) },
      { weight: 2, arbitrary: fc.record({ approve: text }) },
      { weight: 1, arbitrary: fc.record({ run: words, approve: text }) },
      { weight: 1, arbitrary: fc.constant({}) },
    ),
    fc.record(
      {
        timeout,
        needs: words,
        severity: fc.constantFrom('error', 'warning', 'warn', 1),
        cwd,
        env,
        report: text,
        problems: text,
        timout: text,
      },
      { requiredKeys: [] },
    ),
    fc.subarray(['timeout', 'needs', 'severity', 'cwd', 'env', 'report', 'problems', 'timout'], { maxLength: 2 }),
  )
  .map(([kind, more, chosen]) => ({
    ...kind,
    ...Object.fromEntries(Object.entries(more).filter(([key]) => chosen.includes(key))),
  }));

const config = fc.record(
  {
    roadmap: text,
    parallel: fc.constantFrom(0, 1, 64, 65, 1.5, 'two'),
    default: words,
    environment: fc.oneof(fc.array(fc.constantFrom('A', 'b_1', '1', 'a b'), { maxLength: 2 }), text),
    executor: fc.oneof(
      fc.constantFrom<unknown>({ kind: 'manual' }, { kind: 'agent' }, { kind: 'manual', run: 'x' }, 'manual'),
      fc.record({ kind: fc.constant('command'), run: words }),
      fc.record({ command: fc.record({ run: words }) }),
    ),
    gates: fc.oneof(fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(gate, anyValue), { maxKeys: 2 }), words),
    paralel: text,
  },
  { requiredKeys: [] },
);

const frontMatter = fc.record(
  {
    phase: fc.constantFrom('1', 1),
    owner: anyValue,
    gates: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.array(
          fc.oneof(
            gate.map((one) => ({ name: 'unit', ...one })),
            gate,
          ),
          { minLength: 1, maxLength: 2 },
        ),
      },
      { weight: 1, arbitrary: anyValue },
    ),
  },
  { requiredKeys: [] },
);

function agrees(value: unknown, isValid: typeof isConfig, faults: (value: unknown) => readonly string[]): void {
  const found = faults(value);
  const valid = isValid(value);
  assert.equal(
    valid,
    found.length === 0,
    `${stringify(value)}\n${found.join('\n')}\n${ajv.errorsText(isValid.errors)}`,
  );
}

describe('the JSON Schemas', () => {
  for (const [name, schema] of Object.entries(buildSchemas())) {
    it(`schemas/${name} is current`, () => {
      assert.deepEqual(read(name), JSON.parse(JSON.stringify(schema)), 'write it anew with "npm run schemas"');
    });
  }

  it('describe every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties' && !at.endsWith('/not')) {
          for (const [name, property] of Object.entries(value as Record<string, object>)) {
            const says = 'description' in property || 'const' in property || name === 'command';
            if (!says) undescribed.push(`${at}/${name}`);
          }
        }
        visit(value, `${at}/${key}`);
      }
    };
    for (const name of Object.keys(buildSchemas())) visit(read(name), name);
    assert.deepEqual(undescribed, []);
  });

  it('accept what the documentation shows', () => {
    for (const value of [null, {}, { default: [], gates: { default: [] } }].slice(0, 2))
      agrees(value, isConfig, configFaults);
    const example = {
      roadmap: 'ROADMAP.md',
      gates: { typecheck: { run: 'npm run typecheck', problems: '$tsc' }, default: ['typecheck'] },
      parallel: 2,
      executor: { kind: 'manual' },
      environment: ['MY_TOKEN'],
    };
    assert.deepEqual(configFaults(example), []);
    assert.ok(isConfig(example), ajv.errorsText(isConfig.errors));
    const gates = [
      'typecheck',
      {
        name: 'unit',
        run: 'npm test',
        timeout: '10m',
        cwd: 'server',
        env: { CI: 'true' },
        needs: ['typecheck'],
        severity: 'error',
      },
      { name: 'criteria', checklist: 'Acceptance criteria' },
      { name: 'documented', files: ['docs/api.md'], absent: ['**/*.orig'] },
      { name: 'sign-off', approve: 'A person accepts the result' },
    ];
    for (const value of [{ phase: '17A', gates }, { phase: 0 }, { gates: null }, { title: 'x' }, null])
      assert.ok(isFrontMatter(value), ajv.errorsText(isFrontMatter.errors));
  });

  it('refuse default gates that are named twice, as the reader does', () => {
    agrees({ default: [], gates: { default: [] } }, isConfig, configFaults);
  });

  it('agree with the reader on generated configurations', () => {
    fc.assert(
      fc.property(config, (value) => agrees(value, isConfig, configFaults)),
      { numRuns: 1000 },
    );
  });

  it('agree with the reader on generated front matter', () => {
    fc.assert(
      fc.property(frontMatter, (value) => agrees(value, isFrontMatter, specFaults)),
      { numRuns: 1000 },
    );
  });

  it('leave to the reader what a pattern cannot tell, and are never the stricter', () => {
    const lenient: readonly unknown[] = [
      { gates: { a: { run: 'x', timeout: '25h' } } },
      { gates: { a: { run: 'x', cwd: 'a/../../b' } } },
      { executor: { kind: 'command', run: ['sh', '-c', 'build {phase}'] } },
    ];
    for (const value of lenient) {
      assert.ok(isConfig(value), ajv.errorsText(isConfig.errors));
      assert.notDeepEqual(configFaults(value), []);
    }
  });
});
