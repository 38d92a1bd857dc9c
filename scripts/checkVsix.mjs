// `npm run vsix`: packs the extension and checks what is in the package.
import { launch } from './launch.mjs';

await launch('checkPackage.ts');
