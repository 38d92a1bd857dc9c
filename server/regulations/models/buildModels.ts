/** Builds the models that settings name, so that what uses them knows ports alone. */
import type { ChosenEmbedder } from '../datasetVectors.ts';
import type { PostJson } from './askModel.ts';
import { EndpointEmbedder } from './endpointEmbedder.ts';
import type { EmbedderSettings } from './modelSettings.ts';

export interface ModelParts {
  readonly post: PostJson;
}

export function buildEmbedder(settings: EmbedderSettings, { post }: ModelParts): ChosenEmbedder {
  switch (settings.kind) {
    case 'trained':
      return null;
    case 'endpoint':
      return new EndpointEmbedder(settings, post);
    case 'transformers':
      return { reason: 'Not yet.' };
    case 'unusable':
      return { reason: settings.reason };
  }
}
