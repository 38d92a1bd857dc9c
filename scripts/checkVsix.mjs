// `npm run check:vsix`: packs the extension and checks what is in the package.
import { launch } from './launch.mjs';

await launch('checkVsix.ts');
