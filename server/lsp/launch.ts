/** Entry of the language server: starts it with what the engine compiled the last time. */
import * as modules from 'node:module';

// Compiling the bundle would be half the time until the first answer. Node.js before 22.1 has no such cache.
(modules as Partial<Pick<typeof modules, 'enableCompileCache'>>).enableCompileCache?.();
modules.createRequire(import.meta.filename)('./languageServer.cjs');
