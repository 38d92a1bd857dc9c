// `npm start`: installs and builds what is missing and opens the editor with the extension on the starter workspace.
import { launch } from './launch.mjs';

await launch('openEditor.ts');
