/** Three hundred damaged indexes, by the suite that damages a few each time. */
import process from 'node:process';

process.env['PHASEGATE_DAMAGES'] = '300';
await import('../unit/regulations/findPassages.test.ts');
