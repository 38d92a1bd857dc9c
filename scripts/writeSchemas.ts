/** Writes schemas/: `npm run schemas`, after a change of the shapes in server/phases/gateSchema.ts. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as prettier from 'prettier';
import { buildSchemas } from './jsonSchemas.ts';

const folder = path.join(import.meta.dirname, '..', 'schemas');
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(buildSchemas())) {
  const file = path.join(folder, name);
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(JSON.stringify(schema), { ...options, parser: 'json' }));
  console.log(path.join('schemas', name));
}
