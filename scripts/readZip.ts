/** Reads the files of a ZIP archive such as a VSIX. */
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Path inside the archive, with `/`. */
  readonly name: string;
  readonly contents: Buffer;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endOfDirectoryBytes = 22;

/**
 * All files, in the order of the archive's directory. Archives over 4 GB and encrypted ones are not read.
 * @throws Error when the file is no such archive.
 */
export async function readZip(file: string): Promise<ZipEntry[]> {
  const zip = await readFile(file);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + endOfDirectoryBytes > zip.length || zip.readUInt32LE(end) !== endOfDirectory) {
    throw new Error(`${file} is no ZIP archive.`);
  }
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error(`The directory of ${file} is damaged.`);
    const method = zip.readUInt16LE(at + 10);
    const compressedBytes = zip.readUInt32LE(at + 20);
    const nameBytes = zip.readUInt16LE(at + 28);
    const rest = zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const header = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    // The name and the extra field stand a second time before the data, with a length of their own.
    const data = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(data, data + compressedBytes);
    if (method !== 0 && method !== 8) throw new Error(`${name} in ${file} is packed in an unknown way.`);
    if (!name.endsWith('/')) entries.push({ name, contents: method === 0 ? packed : inflateRawSync(packed) });
    at += 46 + nameBytes + rest;
  }
  return entries;
}
