/** Messages by which the language models of the editor look things up: they read, and change nothing. */
import * as z from 'zod';
import { request } from './message.ts';

/** What a model may ask the regulations; package.json has the same as a JSON Schema. */
export const searchInput = z.strictObject({
  words: z.string().min(1).max(2_000),
  /** Default all. */
  dataset: z.string().min(1).max(2_000).optional(),
  /** Passages at most. Default 8. */
  count: z.number().int().min(1).max(20).optional(),
});

export const roadmapInput = z.strictObject({});

/** For the model; as long as an answer of a tool may be. */
const result = z.object({ text: z.string() });

/** Client asks the server for passages of the regulations, on behalf of a language model of the editor. */
export const searchForModel = request('tools/searchRegulations', 'server', searchInput, result);

/** Client asks the server where the plans of the open folders stand, on behalf of a language model of the editor. */
export const roadmapForModel = request('tools/roadmapState', 'server', roadmapInput, result);
