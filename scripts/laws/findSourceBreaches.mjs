// Finds the breaches of the laws that show inside a file: singletons, second transports, names, comments and sizes.
import ts from 'typescript';
import { breachAt, isExported, walk } from './readSources.mjs';

const isProduction = (file) => /^(protocol|client|server|webview)\//.test(file);
/** Files that may build what lives as long as the program. */
const buildsLongLived = (file) =>
  /^(server\/(main|cli)\.ts|server\/cli\/launch\.ts|client\/extension\.ts|webview\/[^/]+\/main\.ts)$/.test(file);

/** Built at the top of a file these are values, not state. */
const valueClasses = new Set(['RegExp', 'URL', 'Error', 'TextEncoder', 'TextDecoder', 'Uint8Array']);

function isState(expression) {
  if (ts.isNewExpression(expression)) {
    const name = expression.expression.getText();
    if (valueClasses.has(name) || name.startsWith('Intl.')) return false;
    const filled = (expression.arguments ?? []).length > 0;
    return !(filled && (name === 'Set' || name === 'Map'));
  }
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.length === 0;
  if (ts.isObjectLiteralExpression(expression)) return expression.properties.length === 0;
  return ts.isAwaitExpression(expression);
}

/** Whether an annotation says that nobody changes the value. */
function isReadonly(type) {
  return type !== undefined && /^(readonly |Readonly(Array|Map|Set)?<)/.test(type.getText());
}

/** Law 10. A value that many files share and one changes has no owner: it cannot be closed, replaced or tested. */
function* singletons(source) {
  if (!isProduction(source.file) || buildsLongLived(source.file)) return;
  const advice = 'Build it in main.ts, cli.ts or extension.ts and hand it in.';
  for (const statement of source.tree.statements) {
    if (ts.isVariableStatement(statement)) {
      if (!(statement.declarationList.flags & ts.NodeFlags.Const))
        yield breachAt(
          'no-singletons',
          source,
          statement,
          `A variable at the top of a file is state that nobody owns. ${advice}`,
        );
      for (const { name, initializer, type } of statement.declarationList.declarations)
        if (initializer && isState(initializer) && !isReadonly(type))
          yield breachAt(
            'no-singletons',
            source,
            statement,
            `"${name.getText()}" lives as long as the program. ${advice}`,
          );
    }
    if (ts.isClassDeclaration(statement))
      for (const member of statement.members)
        if (ts.isPropertyDeclaration(member) && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0)
          if (
            !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Readonly) ||
            (member.initializer && isState(member.initializer))
          )
            yield breachAt('no-singletons', source, member, `A static field is state that nobody owns. ${advice}`);
  }
}

const webTransports = new Set([
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'SharedWorker',
]);

/** Laws 7 and 12. The transports that need no import, and so escape the check of imports. */
function* transports(source) {
  if (!isProduction(source.file)) return;
  const { file } = source;
  const uses = [];
  walk(source.tree, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent, text } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
    const isUse = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
    const isGlobalMember = isMember && /^(globalThis|window|self)$/.test(parent.expression.getText());
    if (webTransports.has(text) && (isUse || isGlobalMember)) uses.push(node);
    if (text === 'acquireVsCodeApi' && isUse && file !== 'webview/shared/bridge.ts') uses.push(node);
    if (
      isMember &&
      text === 'postMessage' &&
      !/^(webview\/shared\/bridge|client\/views\/webviewHost)\.ts$/.test(file) &&
      !file.startsWith('server/')
    )
      uses.push(node);
    if (isMember && text === 'onDidReceiveMessage' && file !== 'client/views/webviewHost.ts') uses.push(node);
  });
  for (const node of uses) {
    const isHttp = file.startsWith('server/') && webTransports.has(node.text);
    if (isHttp && (file.startsWith('server/rest/') || file === 'server/chat/askModelServer.ts')) continue;
    yield isHttp
      ? breachAt(
          'http-only-in-rest',
          source,
          node,
          `"${node.text}" speaks HTTP. Only rest/ does, and chat/askModelServer.ts to model servers.`,
        )
      : breachAt(
          'one-transport',
          source,
          node,
          `"${node.text}" opens a second channel. Pages speak through webview/shared/bridge.ts, the client relays in views/webviewHost.ts.`,
        );
  }
}

/** Every file opens with one sentence that says what it is for. */
function* openingSentences(source) {
  const match = /^(?:#![^\n]*\n)?\/\*\*((?:(?!\*\/)[\s\S])*)\*\//.exec(source.text);
  const first = { getStart: () => 0 };
  if (match === null) {
    yield breachAt(
      'opening-sentence',
      source,
      first,
      'Open the file with one sentence in a /** … */ comment: what is it for?',
    );
    return;
  }
  const text = (match[1] ?? '').replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
  if (!/[.?]$/.test(text))
    yield breachAt('opening-sentence', source, first, 'End the opening comment as a sentence, with a full stop.');
  else if (/[.?!]\s+[A-Z]/.test(text.replaceAll(/\b(e\.g|i\.e|vs)\./g, '')))
    yield breachAt(
      'opening-sentence',
      source,
      first,
      'The opening comment is one sentence; a file that needs a second is two files.',
    );
}

const emptyWords = /^(utils?|helpers?|common|misc|stuff)$|(Utils?|Helpers?|Manager|Service)$/;

/** Names say what a thing is. Words that fit everything are no names. */
function* names(source) {
  const { file } = source;
  const segments = file.replace(/(\.test|\.bench)?\.ts$/, '').split('/');
  const whole = { getStart: () => 0 };
  const base = segments.at(-1);
  for (const segment of segments)
    if (emptyWords.test(segment))
      yield breachAt(
        'plain-names',
        source,
        whole,
        `"${segment}" says nothing. Name the file or folder for what it holds.`,
      );
  if (!/^[a-z][A-Za-z0-9]*$/.test(base))
    yield breachAt('plain-names', source, whole, `Name the file in camelCase, for its main export: "${base}".`);
  const declared = source.tree.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement],
  );
  for (const node of declared) {
    if (!node.name || !ts.isIdentifier(node.name)) continue;
    const name = node.name.text;
    if (emptyWords.test(name))
      yield breachAt('plain-names', source, node, `"${name}" says nothing. Name it for what it is or does.`);
    if (ts.isInterfaceDeclaration(node) && /^I[A-Z][a-z]/.test(name))
      yield breachAt('plain-names', source, node, `"${name}": an interface needs no "I".`);
  }
}

/** A duration without its unit is read wrong sooner or later. */
function* units(source) {
  if (!isProduction(source.file)) return;
  const found = [];
  walk(source.tree, (node) => {
    if (
      !ts.isPropertySignature(node) &&
      !ts.isPropertyDeclaration(node) &&
      !ts.isParameter(node) &&
      !ts.isVariableDeclaration(node)
    )
      return;
    const isNumber =
      node.type?.kind === ts.SyntaxKind.NumberKeyword || (node.initializer && ts.isNumericLiteral(node.initializer));
    if (
      isNumber &&
      ts.isIdentifier(node.name) &&
      /(timeout|delay|duration|interval|elapsed|heartbeat)$/i.test(node.name.text)
    )
      found.push(node);
  });
  for (const node of found)
    yield breachAt(
      'units-in-names',
      source,
      node,
      `"${node.name.text}" is a number of what? Put the unit into the name, such as "${node.name.text}Ms".`,
    );
}

/** A default export has as many names as importers, a barrel hides where things are. */
function* exports(source) {
  const { statements } = source.tree;
  for (const statement of statements) {
    const isDefault =
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword));
    if (isDefault) yield breachAt('no-default-export', source, statement, 'Export it by its name.');
  }
  const passesOn = statements.filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier);
  if (passesOn.length > 0 && statements.every((s) => ts.isExportDeclaration(s) || ts.isImportDeclaration(s)))
    yield breachAt(
      'no-barrel',
      source,
      passesOn[0],
      'This file only passes on what others export. Import from where it is declared.',
    );
}

const longestFile = 400;

/** What does not fit into one head is two things. */
function* sizes(source) {
  if (!isProduction(source.file)) return;
  const lines = source.text.split('\n').length - 1;
  if (lines > longestFile)
    yield breachAt(
      'files-stay-short',
      source,
      { getStart: () => 0 },
      `${lines} lines; at most ${longestFile}. Find the part with a name of its own and move it out.`,
    );
}

/** A check that a comment can switch off is no check. */
function* escapeHatches(source) {
  const pattern = /@ts-(ignore|nocheck)|eslint-disable|prettier-ignore/g;
  for (const match of source.text.matchAll(pattern)) {
    const line = source.text.slice(0, match.index).split('\n').length;
    yield {
      law: 'no-escape-hatches',
      file: source.file,
      line,
      message: `"${match[0]}" switches a check off. Change the code, or the check for everybody.`,
    };
  }
}

/** Law 11. A port with one implementation is an indirection that explains nothing. */
function* ports(source, sources) {
  if (!source.file.startsWith('server/') || !/^\/\*\* The port /.test(source.text)) return;
  // What only carries data stands beside the port and is none.
  const acts = (member) => ts.isMethodSignature(member) || (member.type && ts.isFunctionTypeNode(member.type));
  const candidates = source.tree.statements.filter((s) => ts.isInterfaceDeclaration(s) && isExported(s));
  for (const port of candidates.filter(({ members }) => members.some(acts))) {
    const name = port.name.text;
    let implementations = 0;
    for (const other of sources)
      walk(other.tree, (node) => {
        const isIt = (type) => type !== undefined && ts.isTypeReferenceNode(type) && type.typeName.getText() === name;
        if (ts.isClassDeclaration(node))
          implementations += (node.heritageClauses ?? [])
            .flatMap((c) => c.types)
            .filter((t) => t.expression.getText() === name).length;
        else if (ts.isVariableDeclaration(node) && node.initializer && isIt(node.type)) implementations++;
        else if (ts.isSatisfiesExpression(node) && isIt(node.type)) implementations++;
        else if (ts.isFunctionLike(node) && node.body && isIt(node.type)) implementations++;
      });
    if (implementations < 2)
      yield breachAt(
        'ports-have-two-implementations',
        source,
        port,
        `The port ${name} has ${implementations} implementation(s). Call the thing itself until there is a second.`,
      );
  }
}

const rules = [singletons, transports, openingSentences, names, units, exports, sizes, escapeHatches, ports];

/** Names of the laws that this file checks. */
export const sourceLaws = [
  'no-singletons',
  'ports-have-two-implementations',
  'one-transport',
  'http-only-in-rest',
  'opening-sentence',
  'plain-names',
  'units-in-names',
  'no-default-export',
  'no-barrel',
  'files-stay-short',
  'no-escape-hatches',
];

/** Every breach inside the given sources. */
export function findSourceBreaches(sources) {
  return sources.flatMap((source) => rules.flatMap((rule) => [...rule(source, sources)]));
}
