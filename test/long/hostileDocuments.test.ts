/** Ten thousand broken files of regulations, by the suite that tries a few hundred each time. */
import process from 'node:process';

process.env['PHASEGATE_MUTATIONS'] = '10000';
await import('../unit/regulations/hostileDocuments.test.ts');
