/** Shows that several owners can speak about one file, and that only what changed is sent. */
import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver';
import { PublishedDiagnostics } from '../../../server/lsp/publishedDiagnostics.ts';

function diagnostic(message: string): Diagnostic {
  return { message, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } };
}

describe('PublishedDiagnostics', () => {
  const plan = {};
  const gates = {};
  let sent: string[];
  let published: PublishedDiagnostics;

  beforeEach(() => {
    sent = [];
    published = new PublishedDiagnostics(({ uri, diagnostics }) => {
      sent.push(
        `${uri} ${diagnostics.map(({ message }) => (typeof message === 'string' ? message : message.value)).join(' ')}`.trim(),
      );
      return Promise.reject(new Error('the connection is closing'));
    });
  });

  const say = (owner: object, messages: Readonly<Record<string, readonly string[]>>): readonly string[] => {
    published.replace(owner, new Map(Object.entries(messages).map(([file, list]) => [file, list.map(diagnostic)])));
    return sent.splice(0);
  };

  it('sends what all owners say of a file, and takes back what one of them says no more', () => {
    assert.deepEqual(say(plan, { '/a': ['one'], '/b': ['two'] }), ['file:///a one', 'file:///b two']);
    assert.deepEqual(say(gates, { '/a': ['three'] }), ['file:///a one three']);
    assert.deepEqual(say(plan, { '/b': ['two'] }), ['file:///a three']);
    assert.deepEqual(say(gates, {}), ['file:///a']);
    assert.deepEqual(say(plan, { '/b': [] }), ['file:///b']);
  });

  it('sends nothing twice, and says once what two owners say', () => {
    say(plan, { '/a': ['one'] });
    assert.deepEqual(say(plan, { '/a': ['one'] }), []);
    assert.deepEqual(say(gates, { '/a': ['one', 'two'] }), ['file:///a one two']);
    assert.deepEqual(say(gates, { '/a': ['one'] }), ['file:///a one']);
  });

  it('leaves out what is about an older text, until its owner says it anew', () => {
    let version = 1;
    const links = {};
    const sayOf = (seen: number): readonly string[] => {
      published.replace(links, new Map([['/a', [diagnostic('link')]]]), () => version === seen);
      return sent.splice(0);
    };
    assert.deepEqual(sayOf(1), ['file:///a link']);
    assert.deepEqual(say(plan, { '/a': ['one'] }), ['file:///a link one']);
    version = 2;
    assert.deepEqual(say(plan, { '/a': ['two'] }), ['file:///a two']);
    assert.deepEqual(sayOf(2), ['file:///a link two']);
  });
});
