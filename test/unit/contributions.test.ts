/** The ids in client/contributions.ts and package.json are the same, and every menu, key and welcome text names one of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandIds, contextKeys, menuCommandIds, settingIds, viewIds } from '../../client/contributions.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly key: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const manifestText = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const { contributes } = JSON.parse(manifestText) as Manifest;
const ourCommands: readonly string[] = [...Object.values(commandIds), ...Object.values(menuCommandIds)].sort();
const ourViews: readonly string[] = Object.values(viewIds);

describe('contributions', () => {
  it('contributes exactly the commands that are typed', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), ourCommands);
  });

  it('contributes exactly the views and settings that are typed', () => {
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(views.map(({ id }) => id).sort(), [...ourViews].sort());
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), Object.values(settingIds).sort());
    const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
    assert.deepEqual(Object.keys(contributes.views), containers);
  });

  it('reads in its clauses exactly the context keys that are typed', () => {
    const clauses = [...manifestText.matchAll(/"(?:when|enablement)": "([^"]*)"/g)].map(([, clause = '']) => clause);
    const keys = clauses
      .map((clause) => clause.replaceAll(/\bview == [\w.]+/g, ''))
      .flatMap((clause) => [...clause.matchAll(/\bphasegate\.\w+/g)].map(([key]) => key));
    assert.deepEqual([...new Set(keys)].sort(), Object.values(contextKeys).sort());
  });

  it('names only commands and views that there are, in menus, keys and welcome texts', () => {
    const inMenus = Object.values(contributes.menus).flat();
    for (const { command, when } of inMenus) {
      assert.ok(ourCommands.includes(command), `a menu names ${command}`);
      const view = /\bview == ([\w.]+)/.exec(when ?? '')?.[1];
      if (view !== undefined) assert.ok(ourViews.includes(view), `a menu names the view ${view}`);
    }
    for (const { command } of contributes.keybindings) {
      const isFocus = ourViews.some((view) => command === `${view}.focus`);
      assert.ok(isFocus || ourCommands.includes(command), `a key runs ${command}`);
    }
    for (const { view, contents } of contributes.viewsWelcome) {
      assert.ok(ourViews.includes(view));
      for (const [, command = ''] of contents.matchAll(/\(command:(phasegate\.\w+)\)/g)) {
        assert.ok(ourCommands.includes(command), `a welcome text runs ${command}`);
      }
    }
  });

  it('binds keys only as chords of ctrl+alt+g, each once', () => {
    const keys = contributes.keybindings.map(({ key }) => key);
    for (const key of keys) assert.match(key, /^ctrl\+alt\+g [a-z]$/);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('gives every command the category, and shows the short titles of menus nowhere else', () => {
    for (const { command, category } of contributes.commands) assert.equal(category, 'Phasegate', command);
    const hidden = (contributes.menus.commandPalette ?? []).filter(({ when }) => when === 'false');
    assert.deepEqual(hidden.map(({ command }) => command).sort(), Object.values(menuCommandIds).sort());
  });
});
