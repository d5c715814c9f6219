import { isMap, isScalar, LineCounter, parseAllDocuments, visit, YAMLParseError, type Document } from 'yaml';
import type { RuleError } from '../types.ts';
import { Fault, isFields, type Fields, type Path } from './fault.ts';

/** Lists of hashes make the longest public rules, of some 150,000 characters. */
const MAX_CHARS = 2_000_000;
/** A collection of a whole repository belongs into many files. */
const MAX_DOCUMENTS = 5_000;

/** Where a path into a document is in its file, counted from 1; undefined if the document does not say it. */
export type Locate = (path: Path) => { readonly line: number; readonly column: number } | undefined;

/** One document of a file: what it says, or why it cannot be read. */
export interface Source {
  readonly file: string;
  /** Of the documents of its file, from 0 */
  readonly ordinal: number;
  readonly content: Fields;
  readonly locate: Locate;
}

/**
 * Reads the YAML documents of one file, each by itself: a broken one becomes an error and the others stay. Scalars whose number
 * does not read back as it was written (`0x10`, `1e3`, `012`, `5.10`) keep their text, dates are texts as well.
 */
export function readDocuments(
  file: string,
  text: string,
): { sources: readonly Source[]; errors: readonly RuleError[] } {
  const lines = new LineCounter();
  const errors: RuleError[] = [];
  const sources: Source[] = [];
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (text.length > MAX_CHARS)
    return {
      sources,
      errors: [{ file, line: 1, column: 1, message: `the file is longer than ${MAX_CHARS} characters` }],
    };
  // The core schema whatever a %YAML directive says: under 1.1 a date would be no text and `012` would be 10.
  let documents: Document.Parsed[];
  try {
    documents = [
      ...parseAllDocuments(text, {
        lineCounter: lines,
        prettyErrors: false,
        schema: 'core',
        merge: true,
        logLevel: 'error',
        // Theirs compares each key with every other: seconds for a map of ten thousand. Ours is below.
        uniqueKeys: false,
      }),
    ];
  } catch {
    // The parser calls itself for each level.
    return { sources, errors: [{ file, line: 1, column: 1, message: TOO_DEEP, hint: YAML_HINT }] };
  }
  let empty = 0;
  documents.forEach((document, ordinal) => {
    const read = ordinal < MAX_DOCUMENTS ? readDocument(document) : tooMany();
    if (read === undefined) empty++;
    else if (read instanceof Fault) {
      const { message, hint } = read;
      const offset = document.errors[0]?.pos[0] ?? document.contents?.range?.[0] ?? 0;
      if (ordinal <= MAX_DOCUMENTS)
        errors.push({ file, ...at(offset), message, ...(hint === undefined ? {} : { hint }) });
    } else {
      const locate: Locate = (path) => {
        const offset = offsetOf(document, path);
        return offset === undefined ? undefined : at(offset);
      };
      sources.push({ file, ordinal, content: read, locate });
    }
  });
  if (empty === documents.length)
    errors.push({ file, line: 1, column: 1, message: 'the file holds no rule', hint: RULE_HINT });
  return { sources, errors };
}

const RULE_HINT = 'a rule is a map that begins with title, logsource, detection';
const YAML_HINT = 'mind the indentation by spaces, and put texts with special characters into single quotes';
const TOO_DEEP = 'not valid YAML: lists or maps are nested too deeply';
const tooMany = (): Fault => new Fault([], `more than ${MAX_DOCUMENTS} documents in one file`, 'split the file');

/** Undefined for a document without any content, as `---` at a file's end makes. */
function readDocument(document: Document.Parsed): Fields | Fault | undefined {
  try {
    if (document.errors.length === 0) refuseKeysTwice(document);
  } catch {
    return new Fault([], TOO_DEEP, YAML_HINT);
  }
  const broken = document.errors[0];
  if (broken !== undefined) {
    const hint = broken.code === 'DUPLICATE_KEY' ? 'write the key once, with a list of values' : YAML_HINT;
    return new Fault([], `not valid YAML: ${broken.message.slice(0, 300)}`, hint);
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.source === '')) return undefined;
  keepSourceOfNumbers(document);
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    return isFields(content) ? content : new Fault([], 'a rule is a map', RULE_HINT);
  } catch (error) {
    return new Fault([], error instanceof Error ? error.message.slice(0, 300) : 'cannot be read');
  }
}

/** What the parser would say itself of the first key that a map has twice. */
function refuseKeysTwice(document: Document.Parsed): void {
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const at = key.range?.[0] ?? 0;
          document.errors.push(new YAMLParseError([at, at + 1], 'DUPLICATE_KEY', 'Map keys must be unique'));
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
}

function keepSourceOfNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'number' && typeof node.value !== 'bigint') return;
      if (node.source !== undefined && String(node.value) !== node.source) node.value = node.source;
    },
  });
}

/** The key in a map, the item in a list. The empty path is the document's own beginning. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  if (path.length === 0) return document.contents?.range?.[0] ?? 0;
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((p) => isScalar(p.key) && String(p.key.value) === String(last));
    if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  const node: unknown = document.getIn(path, true);
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  return Number(node.range[0]);
}
