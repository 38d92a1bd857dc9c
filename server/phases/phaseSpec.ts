/** What a stage spec is once its text has been read, and what phasegate.yaml says. */
import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import type { GateDefinition } from './gate.ts';

/** Who does the work of a phase before its gates run. */
export type ExecutorDefinition =
  /** A person does it and runs the gates when ready. */
  | { readonly kind: 'manual' }
  /** A program does it. The string is split into words, never given to a shell. */
  | { readonly kind: 'command'; readonly command: string | readonly string[] };

/** phasegate.yaml, with its defaults filled in. */
export interface WorkspaceConfig {
  /** Path of the roadmap, relative to the workspace root. Default `ROADMAP.md`. */
  readonly roadmap: string;
  readonly gates: Readonly<Record<string, GateDefinition>>;
  /** Gates of a spec that names none. Default none. */
  readonly defaultGates: readonly string[];
  /** How many gates may run side by side. Default 2. */
  readonly parallel: number;
  readonly executor: ExecutorDefinition;
  /** Names of environment variables that gates get beside the allow-listed ones. Default none. */
  readonly environment: readonly string[];
}

/** A gate of a spec and where it stands there. */
export interface SpecGate {
  readonly definition: GateDefinition;
  /** In the spec's text; the whole front matter for default gates. */
  readonly range: TextRange;
  /** Whether the spec lists the gate itself, or gets it as a default of phasegate.yaml. */
  readonly origin: 'spec' | 'default';
}

export interface PhaseSpec {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly gates: readonly SpecGate[];
  /** Problems of this file; a run needs them to hold no error. */
  readonly problems: readonly Problem<SpecProblemCode>[];
}

/** Problems of stage specs and of phasegate.yaml. */
export const specProblemCodes = [
  'spec-not-found',
  'spec-outside-workspace',
  'spec-is-folder',
  'spec-unreadable',
  'spec-shared',
  'spec-unnamed',
  'spec-phase-mismatch',
  'front-matter-unclosed',
  'yaml-invalid',
  'config-key-unknown',
  'config-value-invalid',
  'gate-name-missing',
  'gate-name-duplicate',
  'gate-kind-missing',
  'gate-kind-conflict',
  'gate-unknown',
  'gate-value-invalid',
  'gate-needs-unknown',
  'gate-needs-cycle',
  'gate-checklist-heading-missing',
  'gate-cwd-outside-workspace',
  'gate-folder-missing',
  'gate-script-unknown',
  'gates-missing',
  'status-unproven',
] as const;
export type SpecProblemCode = (typeof specProblemCodes)[number];
