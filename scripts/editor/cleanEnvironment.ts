/** The environment that a program started by the scripts gets: the person's own, without what npm or an editor added. */
import path from 'node:path';

// npm describes the running script in these; a nested npm or a workbench would take them for its own.
const added =
  /^(npm_(lifecycle|package|config_local_prefix|config_global_prefix|execpath|node_execpath|command)|INIT_CWD|NODE_OPTIONS|VSCODE_|ELECTRON_)/;

/**
 * A copy of `process.env` without the variables of npm's lifecycle and of a surrounding editor.
 * `npm_config_*` stays, so a person's cache and registry are still used.
 */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
}

/** The same, and PATH without any node_modules/.bin: for npm, which must not stand on the Node that it replaces. */
export function systemEnvironment(): NodeJS.ProcessEnv {
  const environment = cleanEnvironment();
  const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const carried = path.join('node_modules', '.bin');
  environment[pathName] = (environment[pathName] ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(carried))
    .join(path.delimiter);
  return environment;
}
