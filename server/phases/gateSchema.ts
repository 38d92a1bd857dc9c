/** The shape of a gate and of phasegate.yaml as people write them, before defaults are filled in. */
import * as z from 'zod';
import { parseDuration } from './duration.ts';

/** What JSON Schema needs to be told of texts that are trimmed before they are measured. */
const notBlank = { pattern: '\\S' };

/** Names of gates. */
export const gateNames = z.array(z.string().min(1, 'must not be empty'), { error: 'must be a list of gate names' });

const words = z.array(z.string().min(1, 'must not be empty'));

/** An environment value; YAML turns `CI: true` into a boolean, and the program gets the word. */
const environmentValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is no name of an environment variable');

/** Keys that say what kind a gate is; `files` and `absent` are one kind. */
export const gateKindKeys = ['run', 'checklist', 'files', 'absent', 'approve'] as const;

/** The keys that every gate may have, whatever its kind. `name` stands in specs only. */
const commonKeys = {
  timeout: z
    .string({ error: 'must be a duration such as 30s, 10m or 1h' })
    .refine((written) => parseDuration(written) !== null, 'must be a duration such as 30s, 10m or 1h, at most 24h')
    .describe('How long the gate may take, such as 30s, 10m or 1h. Default 10m.')
    .meta({
      pattern: '^(?=.*[1-9])\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:ms|s|m|h)\\s*)+$',
      default: '10m',
      examples: ['30s', '10m', '1h 30m'],
    })
    .optional(),
  needs: gateNames
    .describe('Gates of the same phase that must pass first. Without it gates may run side by side.')
    .meta({ default: [], examples: [['typecheck']] })
    .optional(),
  severity: z
    .enum(['error', 'warning'])
    .describe('warning: reported, but does not keep the phase from being done. Default error.')
    .meta({ default: 'error' })
    .optional(),
};

/** A gate as written under `gates:` of phasegate.yaml; exactly one kind is checked in readGate.ts. */
export const gateShape = z.strictObject({
  ...commonKeys,
  run: z
    .union([z.string().trim().min(1, 'must name a command').meta(notBlank), words.min(1, 'must name a command')], {
      error: 'must be a command, or a list of its words',
    })
    .describe(
      "A command for the user's shell, or a list of words that is run without one. Passes when it exits with 0.",
    )
    .meta({ examples: ['npm test', ['npm', 'test']] })
    .optional(),
  cwd: z
    .string()
    .min(1)
    .describe('Folder in which the command runs, inside the workspace. Default the workspace.')
    .meta({ pattern: '^(?!\\.\\.(?:[\\\\/]|$)|[\\\\/]|[A-Za-z]:[\\\\/])', default: '.', examples: ['server'] })
    .optional(),
  env: z
    .record(environmentName, environmentValue)
    .describe('Environment variables added for the command.')
    .meta({ examples: [{ CI: 'true' }] })
    .optional(),
  report: z
    .string()
    .min(1)
    .describe('Report that the command writes: JUnit XML, TAP or SARIF, relative to cwd.')
    .meta({ examples: ['reports/junit.xml'] })
    .optional(),
  problems: z
    .string()
    .min(1)
    .describe('Matcher that finds problems in the output, such as $tsc.')
    .meta({ examples: ['$tsc'] })
    .optional(),
  checklist: z
    .string()
    .trim()
    .min(1)
    .describe('Heading in the spec under which every box must be ticked.')
    .meta({ ...notBlank, examples: ['Acceptance criteria'] })
    .optional(),
  files: words
    .min(1, 'must name at least one glob')
    .describe('Globs that must each match a file.')
    .meta({ examples: [['docs/api.md']] })
    .optional(),
  absent: words
    .min(1, 'must name at least one glob')
    .describe('Globs that must match no file.')
    .meta({ examples: [['**/*.orig']] })
    .optional(),
  approve: z
    .string()
    .trim()
    .min(1)
    .describe('What a person accepts. The gate waits for the approval.')
    .meta({ ...notBlank, examples: ['A person accepts the result'] })
    .optional(),
});
export type WrittenGate = z.infer<typeof gateShape>;

/** A gate as written in a spec. */
export const specGateShape = gateShape.extend({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .describe('Name of the gate, unique within the phase.')
    .meta({ ...notBlank, examples: ['unit'] }),
});

const commandShape = z
  .union([z.string().trim().min(1).meta(notBlank), words.min(1)])
  .describe('The program and its arguments; {spec}, {phase} and {goal} stand for what belongs to the phase.')
  .meta({ examples: ['make-it {spec}'] });

/** phasegate.yaml as written. `gates.default` is read as `default` too. */
export const configShape = z.strictObject({
  roadmap: z
    .string()
    .min(1)
    .describe('Path of the roadmap. Default ROADMAP.md.')
    .meta({ default: 'ROADMAP.md' })
    .optional(),
  // Each gate is read on its own (readGate.ts), so that a fault in one is reported at its own place.
  gates: z
    .record(z.string(), z.unknown(), { error: 'must be a mapping of names to gates' })
    .describe('Gates that specs can name.')
    .optional(),
  default: gateNames
    .describe('Gates of a spec that names none.')
    .meta({ examples: [['typecheck', 'unit']] })
    .optional(),
  parallel: z
    .int()
    .min(1)
    .max(64)
    .describe('How many gates may run side by side. Default 2.')
    .meta({ default: 2 })
    .optional(),
  executor: z
    .union(
      [
        z.strictObject({ kind: z.literal('manual') }),
        z.strictObject({ kind: z.literal('command'), run: commandShape }),
        z.strictObject({ command: z.strictObject({ run: commandShape }) }),
      ],
      { error: 'must be {kind: manual} or {kind: command, run: …}' },
    )
    .describe('Who does the work of a phase before its gates run. Default a person.')
    .meta({ default: { kind: 'manual' } })
    .optional(),
  environment: z
    .array(environmentName)
    .describe('Names of environment variables that gates get beside the usual ones. Default none.')
    .meta({ default: [], examples: [['MY_TOKEN']] })
    .optional(),
  // Each matcher is read on its own (matchers/readMatcher.ts), as each gate is.
  matchers: z
    .record(z.string(), z.unknown(), { error: 'must be a mapping of names to problem matchers' })
    .describe('Problem matchers that gates can name with $, beside those that are built in.')
    .optional(),
});
