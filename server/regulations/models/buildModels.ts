/** Builds the models that settings name, so that what uses them knows ports alone. */
import type { ChosenEmbedder } from '../datasetVectors.ts';
import type { ChosenReranker } from '../rerankPassages.ts';
import type { PostJson } from './askModel.ts';
import { EndpointEmbedder } from './endpointEmbedder.ts';
import { EndpointReranker } from './endpointReranker.ts';
import type { EmbedderSettings, RerankerSettings } from './modelSettings.ts';
import { TransformersEmbedder } from './transformersEmbedder.ts';
import { TransformersReranker } from './transformersReranker.ts';

export interface ModelParts {
  readonly post: PostJson;
  /** Runs transformer models: a file that runs on this runtime; null where there is none. */
  readonly transformersScript: URL | null;
}

const noScript = { reason: 'Transformer models cannot be run here.' };

export function buildEmbedder(settings: EmbedderSettings, { post, transformersScript }: ModelParts): ChosenEmbedder {
  switch (settings.kind) {
    case 'trained':
      return null;
    case 'endpoint':
      return new EndpointEmbedder(settings, post);
    case 'transformers':
      return transformersScript === null ? noScript : new TransformersEmbedder(settings, transformersScript);
    case 'unusable':
      return { reason: settings.reason };
  }
}

export function buildReranker(settings: RerankerSettings, { post, transformersScript }: ModelParts): ChosenReranker {
  switch (settings.kind) {
    case 'none':
      return null;
    case 'endpoint':
      return new EndpointReranker(settings, post);
    case 'transformers':
      return transformersScript === null ? noScript : new TransformersReranker(settings, transformersScript);
    case 'unusable':
      return { reason: settings.reason };
  }
}
