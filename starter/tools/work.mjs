// Stands in for whoever does the work of a phase: `node tools/work.mjs <phase>`. What is there already is left as it is.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const works = {
  1: {
    file: 'src/greeting.mjs',
    text: "export function greet(name = 'world') {\n  return `Hello, ${name}.`;\n}\n",
  },
  2: {
    file: 'src/farewell.mjs',
    // The mistake that the gate of phase 2 finds: the name is never said. It should be `Goodbye, ${name}.`
    text: "export function bid(name = 'world') {\n  return `Goodbye, name.`;\n}\n",
  },
};

const phase = process.argv[2];
const work = works[phase];
if (work === undefined) {
  console.log(`Phase ${phase} is the work of a person; there is nothing to generate.`);
} else if (existsSync(work.file)) {
  console.log(`${work.file} is there already and stays as it is.`);
} else {
  mkdirSync(path.dirname(work.file), { recursive: true });
  writeFileSync(work.file, work.text);
  console.log(`Wrote ${work.file}.`);
}
