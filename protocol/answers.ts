/** Messages about answers: asking for one, following it while it arrives, and what it cites. */
import * as z from 'zod';
import { chatMessage, messagePart } from './chat.ts';
import { failureReport } from './failure.ts';
import { notification, request } from './message.ts';

const id = z.string().min(1).max(200);

/**
 * Page asks the server to answer a message of the person. The answer stands behind it from then on, beside those that it
 * has already; what arrives is told by `chat/answerArrived`, and the end by `chat/changed`.
 */
export const askQuestion = request(
  'chat/ask',
  'server',
  z.object({
    question: id,
    /** A UUID that the sender chose: asking again is safe. Default a new one. */
    id: id.optional(),
    /** Default that of the conversation. */
    model: id.optional(),
    /** Default all regulations. */
    dataset: z.string().nullable().optional(),
  }),
  z.object({ message: chatMessage }),
);

/** Page asks the server to stop an answer; what has arrived is kept. */
export const stopAnswer = request('chat/stop', 'server', z.object({ message: id }), z.object({}));

/**
 * Page asks the server for all that has arrived of an answer, and to be told what arrives from then on. A page asks again
 * when it finds that it has missed something.
 */
export const followAnswer = request(
  'chat/follow',
  'server',
  z.object({ message: id }),
  z.object({
    /** False when it has ended, or another window gives it: then what is kept of it is read as any message is. */
    isHere: z.boolean(),
    /** Number of the last piece in `parts`. */
    upTo: z.number().int(),
    parts: z.array(messagePart),
  }),
);

/**
 * Server tells the pages what arrived of an answer that one of them follows: the pieces from one number to another, joined.
 * A page that lacks the piece before the first asks `chat/follow` again.
 */
export const answerArrived = notification(
  'chat/answerArrived',
  'webview',
  z.object({ message: z.string(), from: z.number().int(), upTo: z.number().int(), parts: z.array(messagePart) }),
);

/** Page asks the server what can answer. */
export const listModels = request(
  'chat/models',
  'server',
  z.object({}),
  z.object({
    /** The first is the default. */
    models: z.array(z.object({ id: z.string(), title: z.string() })),
  }),
);

/** A passage that an answer cites, as it is now. */
export const citedPassage = z.object({
  number: z.number().int(),
  /** `gone`: it is not among the regulations any more. */
  state: z.enum(['same', 'changed', 'gone']),
  document: z.string(),
  version: z.string().nullable(),
  reference: z.string(),
  headings: z.array(z.string()),
  /** As much of the passage as a person reads in passing; empty when it is gone. */
  text: z.string(),
  /** Where the quote stands in `text`, in UTF-16 units; null when it does not. */
  quoted: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
});
export type CitedPassage = z.infer<typeof citedPassage>;

/** Page asks the server for the passages that an answer cites, as they are now. */
export const readSources = request(
  'chat/sources',
  'server',
  z.object({ message: id }),
  z.object({ sources: z.array(citedPassage) }),
);

/** Client asks the server where a passage stands that an answer cites, to open it there. */
export const findSource = request(
  'chat/sourcePlace',
  'server',
  z.object({ message: id, number: z.number().int() }),
  z.object({
    /** Absolute path. */
    file: z.string(),
    /** Of the passage, in UTF-16 units of the file's text. */
    start: z.number().int(),
    end: z.number().int(),
    quote: z.string(),
  }),
);

/**
 * Client tells the server where models are asked and the API keys that the person has set, when the server has started and
 * after each change. The server keeps them in memory alone, and the client keeps the keys out of what it logs of messages.
 */
export const modelProvidersChanged = notification(
  'chat/modelProviders',
  'server',
  z.object({
    /** Null for what the environment has, here and below; a key or an address that nobody has is none. */
    anthropic: z.object({ key: z.string().nullable(), baseUrl: z.string().nullable() }),
    /** An endpoint that speaks as OpenAI does, and its usual model. */
    openAi: z.object({
      key: z.string().nullable(),
      baseUrl: z.string().nullable(),
      model: z.string().nullable(),
      /** Tokens of a conversation that go along word by word. */
      historyTokens: z.number().int().positive().nullable(),
    }),
  }),
);

/** Server asks the client which language models the editor has; they are among what a person may pick. */
export const listEditorModels = request(
  'chat/editorModels',
  'client',
  z.object({}),
  z.object({ models: z.array(z.object({ id: z.string(), title: z.string() })) }),
);

/**
 * Server asks the client to have a model of the editor answer. What it says is told by `chat/editorSaid`, all of it before
 * this is answered; cancelling the request stops the model.
 */
export const askEditorModel = request(
  'chat/askEditor',
  'client',
  z.object({
    /** By which what is said belongs to it. */
    request: z.number().int(),
    model: z.string(),
    /** The oldest first; the last one asks. */
    turns: z.array(z.object({ role: z.enum(['user', 'assistant']), text: z.string() })),
  }),
  z.object({ failure: failureReport.nullable() }),
);

/** Client tells the server what a model of the editor has said just now. */
export const editorModelSaid = notification(
  'chat/editorSaid',
  'server',
  z.object({ request: z.number().int(), text: z.string() }),
);
