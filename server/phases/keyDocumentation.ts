/** What each key of a spec's front matter, of a gate and of phasegate.yaml means, as the schemas describe it. */
import * as z from 'zod';
import { configShape, gateKindKeys, gateShape, specGateShape } from './gateSchema.ts';

/** A sentence or two for each key, in the order of the schema. */
type Documentation = ReadonlyMap<string, string>;

/** What an editor tells of keys, by the place where a key stands. */
export interface KeyDocumentation {
  readonly frontMatter: Documentation;
  /** A gate in a spec. */
  readonly specGate: Documentation;
  /** A gate under `gates:` of phasegate.yaml, where the name is the key. */
  readonly configGate: Documentation;
  readonly config: Documentation;
  readonly executor: Documentation;
  /** Keys that say what kind a gate is; a gate has those of one kind. */
  readonly kindKeys: readonly string[];
}

/** The key that names a gate comes first, then the kinds, then what every gate may have. */
function gateKeys(shape: z.ZodObject): Documentation {
  const described = describe(shape);
  const order = ['name', ...gateKindKeys, ...described.keys()];
  return new Map(order.flatMap((key) => (described.has(key) ? [[key, described.get(key) ?? '']] : [])));
}

export function documentKeys(): KeyDocumentation {
  return {
    frontMatter: new Map([
      ['phase', 'The id of the phase that this spec belongs to, as in the heading of the roadmap.'],
      [
        'gates',
        'What proves the phase done, in order: names of gates of phasegate.yaml, or gates defined here. Without it the default gates run.',
      ],
    ]),
    specGate: gateKeys(specGateShape),
    configGate: gateKeys(gateShape),
    config: describe(configShape),
    executor: new Map([
      ['kind', 'manual: a person does the work and runs the gates when ready. command: a program does it.'],
      [
        'run',
        'The program, as a list of words or as text that is split into words; never given to a shell. {spec}, {phase} and {goal} stand for those of the phase.',
      ],
    ]),
    kindKeys: gateKindKeys,
  };
}

function describe(shape: z.ZodObject): Documentation {
  return new Map(
    Object.entries(shape.shape).map(([key, value]) => {
      const inner: unknown = value instanceof z.ZodOptional ? value.unwrap() : value;
      return [key, inner instanceof z.ZodType ? (inner.description ?? '') : ''];
    }),
  );
}
