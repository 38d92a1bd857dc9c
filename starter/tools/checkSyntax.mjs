// Fails when a file in src/ is no valid JavaScript.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const files = readdirSync('src').filter((name) => name.endsWith('.mjs'));
const broken = files.filter((name) => {
  const check = spawnSync(process.execPath, ['--check', path.join('src', name)], { stdio: 'inherit' });
  return check.status !== 0;
});
console.log(`${files.length} files checked, ${broken.length} broken.`);
process.exitCode = broken.length === 0 && files.length > 0 ? 0 : 1;
