/** A hundred thousand queries of everything that means something to a database, by the suite that asks a few hundred. */
import process from 'node:process';

process.env['PHASEGATE_QUERIES'] = '100000';
await import('../unit/regulations/regulationStores.test.ts');
