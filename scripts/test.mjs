// `npm test`: installs and builds what is missing, runs every suite and sums up.
import { launch } from './launch.mjs';

await launch('runTests.ts');
