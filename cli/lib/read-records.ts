import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { SourceClient } from '../../src/ingest/client.ts';
import { parseJson } from '../../src/ingest/parse-json.ts';
import { sources } from '../../src/ingest/sources/registry.ts';
import { CliError, EXIT } from './exit.ts';
import { ndjsonLines } from './send.ts';

/** A file is held whole in memory, and so is what is unpacked of it. */
const FILE_MAX_BYTES = 512 * 1024 * 1024;
/** So much of a file shows whether it is text. */
const SNIFF_BYTES = 8 * 1024;

const usage = (message: string): CliError => new CliError(message, EXIT.usage);

/** Which lines a kind's sender sends: `json` objects alone, `text` whatever a line says, `either` objects or lines of text. */
export type LineForm = 'json' | 'text' | 'either';

/** The form of a kind's lines, out of how its source frames a body and what its own client sends as samples. */
export async function lineFormOf(client: SourceClient, now = Date.now()): Promise<LineForm> {
  const samples = client.samples(now);
  const { headers } = await client.wrap({ records: samples, secret: '', settings: {}, deliveryId: 'form', now });
  const framing = sources[client.id]?.framing({ contentType: headers['content-type'] ?? '', facts: {} });
  if (framing?.as === 'text') return 'text';
  return samples.some((s) => typeof s === 'string') ? 'either' : 'json';
}

/** The text of a file, unpacked if it is gzipped. Throws a {@link CliError} for one that is empty, too large or no text. */
export async function readText(file: string): Promise<string> {
  let bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw usage(cause.code === 'EISDIR' ? `${file} is a folder.` : `${file} cannot be read.`);
  });
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = unpacked(bytes, file);
  if (bytes.length > FILE_MAX_BYTES) throw usage(`${file} is larger than 512 MiB; split it.`);
  if (bytes.subarray(0, SNIFF_BYTES).includes(0)) throw usage(`${file} is no text; it must hold one record a line.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw usage(`${file} is not UTF-8; it must hold one record a line.`);
  }
}

function unpacked(bytes: Uint8Array, file: string): Buffer<ArrayBuffer> {
  try {
    return gunzipSync(bytes, { maxOutputLength: FILE_MAX_BYTES });
  } catch {
    throw usage(`${file} is gzipped and cannot be unpacked: it is broken, or larger than 512 MiB inside.`);
  }
}

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** The objects of a file that is one JSON document over several lines: a list's elements, or the object itself. */
function documentLines(text: string): string[] | undefined {
  const read = parseJson(text);
  if (!read.ok) return undefined;
  const { value } = read;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.length > 0 && all.every((v) => typeof v === 'object' && v !== null && !Array.isArray(v))
    ? all.map((v) => JSON.stringify(v))
    : undefined;
}

/** A file's records as lines, and whether they are texts or JSON. */
export interface RecordLines {
  readonly lines: readonly string[];
  readonly text: boolean;
}

/**
 * A file's records for a kind: NDJSON, one JSON document, or lines of text where the kind takes them. Throws a {@link CliError} that
 * names the line of what is none, or of a record that no request of this kind could hold.
 */
export function recordLines(text: string, file: string, form: LineForm, kind: string): RecordLines {
  const first = text.split('\n', 200).find((l) => l.trim() !== '');
  const isText = form === 'text' || (form === 'either' && first !== undefined && !/^\s*[[{]/.test(first));
  let lines: readonly string[] | undefined;
  if (isText) lines = text.split(/\r?\n/).filter((l) => l.trim() !== '');
  else if (first !== undefined && !isJsonObject(first)) lines = documentLines(text);
  lines ??= ndjsonLines(text, file);
  if (lines.length === 0) throw usage(`${file} holds no records.`);
  const most = sources[kind]?.limits.decompressedBytes ?? Infinity;
  // A UTF-16 unit is at most three bytes: few lines need counting.
  const long = lines.findIndex((l) => l.length * 3 > most && Buffer.byteLength(l) > most);
  if (long >= 0)
    throw usage(`${file}: record ${long + 1} is larger than the ${most} bytes that ${kind} takes in one request.`);
  return { lines, text: isText };
}

/** One field of each line's object, as a line. Throws a {@link CliError} with the line's number where it is missing. */
export function fieldOfLines(lines: readonly string[], field: string, file: string): string[] {
  return lines.map((line, i) => {
    const read = parseJson(line);
    const value: unknown = read.ok && typeof read.value === 'object' ? read.value : undefined;
    const held = value !== undefined && value !== null && Object.hasOwn(value, field);
    if (!held) throw usage(`${file}, record ${i + 1} has no field ${JSON.stringify(field)}; see --field.`);
    return JSON.stringify((value as Record<string, unknown>)[field]);
  });
}
