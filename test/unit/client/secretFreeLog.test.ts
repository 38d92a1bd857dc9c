/** Secrets are taken out of what is traced, in whatever form JSON writes them, and everything else of the channel is as it was. */
import assert from 'node:assert/strict';
import { secretFreeLog } from '../../../client/secretFreeLog.ts';

describe('the log without secrets', () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  // As the editor hands it out: its members cannot be replaced.
  const channel = Object.freeze({ name: 'Phasegate', trace: write, info: write });
  const secrets = new Set(['sk-"quoted"\\key', 'sk-plain']);
  const log = secretFreeLog(channel, secrets);
  beforeEach(() => lines.splice(0));

  it('traces messages with a placeholder for each secret', () => {
    const message = { method: 'chat/modelProviders', keys: ['sk-"quoted"\\key', 'sk-plain', 'sk-other'] };
    log.trace(`Params: ${JSON.stringify(message, null, 4)}`);
    log.trace('sk-plain, and sk-plain again');
    assert.deepEqual(JSON.parse(lines[0]?.slice('Params: '.length) ?? ''), {
      ...message,
      keys: ['<secret>', '<secret>', 'sk-other'],
    });
    assert.equal(lines[1], '<secret>, and <secret> again');
  });

  it('knows a secret from the moment it is added', () => {
    log.trace('sk-late');
    secrets.add('sk-late');
    log.trace('sk-late');
    assert.deepEqual(lines, ['sk-late', '<secret>']);
  });

  it('is the channel in all else', () => {
    log.info('Started.');
    assert.deepEqual([log.name, lines], ['Phasegate', ['Started.']]);
  });
});
