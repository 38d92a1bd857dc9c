/** Makes the JSON Schemas of phasegate.yaml and of the front matter of specs out of the shapes that the reader uses. */
import * as z from 'zod';
import { matcherShape } from '../server/phases/matchers/readMatcher.ts';
import { configShape, gateNames, gateShape, specGateShape } from '../server/phases/gateSchema.ts';

/** As far as this project needs it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The name of each schema's file in schemas/. */
export function buildSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    'phasegate.schema.json': configSchema(),
    'spec-front-matter.schema.json': frontMatterSchema(),
  };
}

function configSchema(): JsonSchema {
  const { properties, ...rest } = schemaOf(configShape);
  const { gates, matchers, ...others } = properties as Readonly<Record<string, JsonSchema>>;
  return {
    $schema: draft,
    title: 'phasegate.yaml',
    description: 'How Phasegate works in this workspace: gates that specs can name, and who does the work.',
    ...rest,
    // An empty file is a configuration with every default.
    type: ['object', 'null'],
    properties: {
      ...others,
      matchers: { ...matchers, propertyNames: undefined, additionalProperties: schemaOf(matcherShape) },
      gates: {
        ...gates,
        properties: {
          default: {
            ...schemaOf(gateNames),
            description: 'Gates of a spec that names none; the same as default beside gates.',
          },
        },
        propertyNames: undefined,
        additionalProperties: gateSchema(gateShape),
      },
    },
    not: { type: 'object', required: ['default', 'gates'], properties: { gates: { required: ['default'] } } },
  };
}

function frontMatterSchema(): JsonSchema {
  return {
    $schema: draft,
    title: 'Front matter of a stage spec',
    description: 'Which phase the spec belongs to, and the gates that prove it. Other keys are left to other tools.',
    type: ['object', 'null'],
    properties: {
      phase: {
        type: ['string', 'number'],
        description: 'Id of the phase, as the roadmap writes it.',
        examples: ['17A'],
      },
      gates: {
        type: ['array', 'null'],
        description: 'What proves the phase done. Without it the default gates of phasegate.yaml do.',
        items: {
          anyOf: [
            { type: 'string', minLength: 1, description: 'Name of a gate in phasegate.yaml.', examples: ['typecheck'] },
            gateSchema(specGateShape),
          ],
        },
      },
    },
  };
}

const draft = 'http://json-schema.org/draft-07/schema#';

/** A gate is exactly one of its kinds, which the shape leaves to the reader. */
function gateSchema(shape: z.ZodType): JsonSchema {
  return {
    ...schemaOf(shape),
    oneOf: [
      { title: 'run', required: ['run'] },
      { title: 'checklist', required: ['checklist'] },
      { title: 'files', anyOf: [{ required: ['files'] }, { required: ['absent'] }] },
      { title: 'approve', required: ['approve'] },
    ],
    dependencies: { cwd: ['run'], env: ['run'], report: ['run'], problems: ['run'] },
  };
}

/** What the shape accepts as it is written, before anything is trimmed or turned into text. */
function schemaOf(shape: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input' });
  return schema;
}
