// `npm run package`: builds and packs the extension for one platform.
import { launch } from './launch.mjs';

await launch('packExtension.ts');
