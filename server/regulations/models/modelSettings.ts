/** Which models find passages beside what is trained on them: as settings and the environment name them, checked. */
import { isIP } from 'node:net';
import * as z from 'zod';

/** A server that speaks the wire format of OpenAI for embeddings, or that of Cohere for reranking. */
export interface EndpointSettings {
  readonly kind: 'endpoint';
  /** The whole address that is asked. */
  readonly url: string;
  readonly model: string;
  /** Null for none. */
  readonly key: string | null;
}

/** What @huggingface/transformers runs on this machine. */
export interface TransformersSettings {
  readonly kind: 'transformers';
  /** Absolute path of a folder that holds the model; its name at the hub where the hub is allowed. */
  readonly model: string;
  /** Absolute path of a folder in whose node_modules the library is; null to look where programs of npm are. */
  readonly library: string | null;
  /** Whether a model that is no folder may be downloaded from the hub. */
  readonly allowsHub: boolean;
}

/** Put before each text, as the model was trained with; mostly empty. */
export interface Prefixes {
  readonly queryPrefix: string;
  readonly passagePrefix: string;
}

/** Settings that make no sense, which is told wherever the model would have been used. */
interface UnusableSettings {
  readonly kind: 'unusable';
  /** A whole sentence that names the setting and says what to do. */
  readonly reason: string;
}

export type EmbedderSettings =
  /** What is trained on the passages, and nothing beside it. */
  { readonly kind: 'trained' } | (EndpointSettings & Prefixes) | (TransformersSettings & Prefixes) | UnusableSettings;

export type RerankerSettings = { readonly kind: 'none' } | EndpointSettings | TransformersSettings | UnusableSettings;

export interface ModelSettings {
  readonly embedder: EmbedderSettings;
  readonly reranker: RerankerSettings;
}

/** What a person wrote; empty for what was left out. */
export interface WrittenEmbedder {
  readonly kind: string;
  readonly url: string;
  readonly model: string;
  readonly key: string;
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  readonly library: string;
  readonly allowsHub: boolean;
}

export type WrittenReranker = Omit<WrittenEmbedder, 'queryPrefix' | 'passagePrefix'>;

/** How the members are called where a person writes them, for messages. */
export type SettingNames = Readonly<Record<'kind' | 'url' | 'model' | 'key', string>>;

export const noModels: ModelSettings = { embedder: { kind: 'trained' }, reranker: { kind: 'none' } };

export function readEmbedder(written: WrittenEmbedder, names: SettingNames): EmbedderSettings {
  const { queryPrefix, passagePrefix } = written;
  if (written.kind === '' || written.kind === 'trained') return { kind: 'trained' };
  const model = readModel(written, names, 'embeddings', 'trained');
  return model.kind === 'unusable' ? model : { ...model, queryPrefix, passagePrefix };
}

export function readReranker(written: WrittenReranker, names: SettingNames): RerankerSettings {
  if (written.kind === '' || written.kind === 'none') return { kind: 'none' };
  return readModel(written, names, 'rerank', 'none');
}

export const embedderVariables = {
  kind: 'PHASEGATE_EMBEDDER',
  url: 'PHASEGATE_EMBEDDINGS_URL',
  model: 'PHASEGATE_EMBEDDINGS_MODEL',
  key: 'PHASEGATE_EMBEDDINGS_KEY',
} as const satisfies SettingNames;

export const rerankerVariables = {
  kind: 'PHASEGATE_RERANKER',
  url: 'PHASEGATE_RERANKER_URL',
  model: 'PHASEGATE_RERANKER_MODEL',
  key: 'PHASEGATE_RERANKER_KEY',
} as const satisfies SettingNames;

/** What the variables of the environment name; see docs/embedders.md. */
export function modelsOfEnvironment(environment: NodeJS.ProcessEnv): ModelSettings {
  const { embedder, reranker } = writtenInEnvironment(environment);
  return { embedder: readEmbedder(embedder, embedderVariables), reranker: readReranker(reranker, rerankerVariables) };
}

export function writtenInEnvironment(environment: NodeJS.ProcessEnv): {
  readonly embedder: WrittenEmbedder;
  readonly reranker: WrittenReranker;
} {
  const read = (name: string): string => environment[name]?.trim() ?? '';
  const common = {
    library: read('PHASEGATE_TRANSFORMERS_LIBRARY'),
    allowsHub: read('PHASEGATE_TRANSFORMERS_ALLOW_HUB') === '1',
  };
  const named = ({ kind, url, model, key }: SettingNames) => ({
    kind: read(kind),
    url: read(url),
    model: read(model),
    key: read(key),
    ...common,
  });
  return {
    embedder: {
      ...named(embedderVariables),
      // A prefix may end with a space.
      queryPrefix: environment['PHASEGATE_EMBEDDINGS_QUERY_PREFIX'] ?? '',
      passagePrefix: environment['PHASEGATE_EMBEDDINGS_PASSAGE_PREFIX'] ?? '',
    },
    reranker: named(rerankerVariables),
  };
}

function readModel(
  { kind, url, model, key, library, allowsHub }: WrittenReranker,
  names: SettingNames,
  path: 'embeddings' | 'rerank',
  none: string,
): EndpointSettings | TransformersSettings | UnusableSettings {
  if (kind !== 'endpoint' && kind !== 'transformers')
    return unusable(`${names.kind} is "${kind}". Write "${none}", "endpoint" or "transformers".`);
  if (model === '')
    return unusable(
      kind === 'endpoint'
        ? `${names.kind} is "endpoint", but ${names.model} names no model. Write the name by which the server knows it.`
        : `${names.kind} is "transformers", but ${names.model} names no model. Write the path of its folder.`,
    );
  if (kind === 'transformers') return { kind, model, library: library === '' ? null : library, allowsHub };
  const address = z.url({ protocol: /^https?$/ }).safeParse(url);
  if (!address.success)
    return unusable(`${names.url} is "${url}". Write an address such as http://localhost:11434/v1.`);
  const parsed = new URL(address.data);
  if (parsed.username !== '' || parsed.password !== '')
    return unusable(`${names.url} holds a name or a password. Keep the key in ${names.key}.`);
  if (key !== '' && parsed.protocol === 'http:' && !isThisMachine(parsed.hostname))
    return unusable(
      `${names.url} is not encrypted, so the key would be readable on the way. Write https, or leave ${names.key} empty.`,
    );
  if (!parsed.pathname.endsWith(`/${path}`)) parsed.pathname = `${parsed.pathname.replace(/\/+$/, '')}/${path}`;
  return { kind, url: parsed.href, model, key: key === '' ? null : key };
}

function unusable(reason: string): UnusableSettings {
  return { kind: 'unusable', reason };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
