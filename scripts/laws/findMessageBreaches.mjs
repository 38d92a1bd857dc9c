// Finds protocol messages that nobody documented, answers or sends.
import ts from 'typescript';
import { breachAt, isExported, walk } from './readSources.mjs';

/** Names of the laws that this file checks. */
export const messageLaws = ['messages-documented', 'messages-handled'];

/** Messages declared in protocol/ as `export const name = request('feature/verb', 'side', …)`. */
export function readMessages(sources) {
  const messages = [];
  for (const source of sources.filter(({ file }) => file.startsWith('protocol/')))
    for (const statement of source.tree.statements.filter((s) => ts.isVariableStatement(s) && isExported(s)))
      for (const declaration of statement.declarationList.declarations) {
        const call = declaration.initializer;
        if (!call || !ts.isCallExpression(call) || !/^(request|notification)$/.test(call.expression.getText()))
          continue;
        const [method, side] = call.arguments;
        messages.push({
          source,
          statement,
          name: declaration.name.getText(),
          method: method && ts.isStringLiteral(method) ? method.text : '',
          answeredBy: side && ts.isStringLiteral(side) ? side.text : '',
        });
      }
  return messages;
}

/** Names that the files of a side use outside their imports. */
function namesUsed(sources, side) {
  const used = new Set();
  for (const source of sources.filter(({ file }) => file.startsWith(`${side}/`)))
    walk(source.tree, (node) => {
      if (ts.isIdentifier(node) && !ts.isImportSpecifier(node.parent)) used.add(node.text);
    });
  return used;
}

/** Whether a comment begins with the side that sends, which is not the one that answers. */
function saysSender(comment, answeredBy) {
  const sender = /^\/\*\*\s*(?:\*\s*)?(Client|Server|Page) (asks|tells)\b/.exec(comment)?.[1]?.toLowerCase();
  return sender !== undefined && (sender === 'page' ? 'webview' : sender) !== answeredBy;
}

/** Every message must say who sends it and why, be handled by the side that it names, and be sent by another. */
export function findMessageBreaches(sources) {
  const sides = new Map(['client', 'server', 'webview'].map((side) => [side, namesUsed(sources, side)]));
  const methods = new Map();
  return readMessages(sources).flatMap((message) => {
    const { source, statement, name, method, answeredBy } = message;
    const breaches = [];
    const say = (law, text) => breaches.push(breachAt(law, source, statement, text));
    const comment = ts
      .getJSDocCommentsAndTags(statement)
      .map((doc) => doc.getText())
      .join(' ');
    if (!/\.\s*\*\/$/.test(comment))
      say('messages-documented', `Say above "${name}" who sends it and what follows, in sentences.`);
    else if (!saysSender(comment, answeredBy))
      say(
        'messages-documented',
        `Begin the comment above "${name}" with its sender: "Client asks …", "Server tells …".`,
      );
    if (!/^[a-z][A-Za-z]*\/[a-z][A-Za-z]*$/.test(method))
      say('messages-documented', `The method of "${name}" is "feature/verb", written out as a string: "${method}".`);
    if (methods.has(method))
      say('messages-documented', `"${method}" is declared twice: "${methods.get(method)}" and "${name}".`);
    methods.set(method, name);
    if (!sides.has(answeredBy)) say('messages-handled', `"${name}" names no side that answers it.`);
    else if (!sides.get(answeredBy).has(name))
      say('messages-handled', `${answeredBy}/ does not handle "${name}" (${method}).`);
    if (![...sides].some(([side, used]) => side !== answeredBy && used.has(name)))
      say('messages-handled', `Nobody sends "${name}" (${method}). Send it or remove it.`);
    return breaches;
  });
}
