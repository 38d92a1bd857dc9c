/** Finds @huggingface/transformers where a person installed it, and holds what of it is used against what is expected. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const packageName = '@huggingface/transformers';

/** Numbers of several dimensions, as the library gives them. */
const tensorShape = z.object({ dims: z.array(z.number().int()), data: z.instanceof(Float32Array) });

type Run = (...values: readonly unknown[]) => unknown;
const libraryShape = z.object({
  env: z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null),
  pipeline: z.custom<Run>(isFunction),
  AutoTokenizer: z.custom<Loader>(hasLoader),
  AutoModelForSequenceClassification: z.custom<Loader>(hasLoader),
});

interface Loader {
  readonly from_pretrained: Run;
}

export type TransformersLibrary = z.infer<typeof libraryShape>;

/** @throws Error, worded for a person, when it is not there or is not what is expected */
export async function loadLibrary(folder: string | null): Promise<TransformersLibrary> {
  const file = findLibrary(folder);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new Error(`${packageName} in ${file} cannot be loaded: ${messageOf(error)}. Install it again there.`, {
      cause: error,
    });
  }
  // A library in CommonJS stands below `default`.
  for (const candidate of [loaded, z.object({ default: z.unknown() }).safeParse(loaded).data?.default]) {
    const parsed = libraryShape.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  throw new Error(`${packageName} in ${file} is not a version that is understood here. Install version 3 or 4.`);
}

/** @throws Error when something else came */
export async function asTensor(result: unknown): Promise<z.infer<typeof tensorShape>> {
  const parsed = tensorShape.safeParse(await result);
  if (!parsed.success) throw new Error('the model gave something else than numbers');
  return parsed.data;
}

/** @throws Error when it is no function, as no model and no tokenizer is */
export function asFunction(value: unknown): Run {
  if (!isFunction(value)) throw new Error('the model cannot be run');
  return value;
}

function findLibrary(folder: string | null): string {
  const folders = folder === null ? usualFolders() : [folder];
  for (const place of folders) {
    try {
      // Each folder is looked at as if a program in it asked.
      return createRequire(path.join(place, 'program.js')).resolve(packageName);
    } catch {
      // It may be in the next one.
    }
  }
  const looked = folder ?? folders.filter((place) => existsSync(place)).join(', ');
  throw new Error(
    `${packageName} is not installed in ${looked === '' ? 'any folder of npm' : looked}. Run "npm install ${packageName}" in a folder, and name that folder in phasegate.regulations.transformers.library or PHASEGATE_TRANSFORMERS_LIBRARY.`,
  );
}

/** Where npm installs globally; it is not asked, since that takes a program and a second. */
function usualFolders(): readonly string[] {
  const prefixes = [
    process.env['NPM_CONFIG_PREFIX'],
    path.dirname(path.dirname(process.execPath)),
    path.join(homedir(), '.npm-global'),
    '/usr/local',
    '/usr',
    '/opt/homebrew',
  ];
  const windows = process.env['APPDATA'];
  return [
    ...prefixes.flatMap((prefix) => (prefix === undefined ? [] : [path.join(prefix, 'lib')])),
    ...(windows === undefined ? [] : [path.join(windows, 'npm')]),
  ];
}

function isFunction(value: unknown): value is Run {
  return typeof value === 'function';
}

/** A class, which is a function with members. */
function hasLoader(value: unknown): value is Loader {
  return (typeof value === 'function' || typeof value === 'object') && value !== null && 'from_pretrained' in value
    ? isFunction(value.from_pretrained)
    : false;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
