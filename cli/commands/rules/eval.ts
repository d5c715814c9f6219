import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { defineCommand } from 'citty';
import { compileRules } from '../../../src/detect/compile-rules.ts';
import { CliError, EXIT } from '../../lib/exit.ts';
import { plain } from '../../lib/output.ts';
import { Evaluation, type Match } from './evaluation.ts';
import { ruleFiles, sayError, SHIPPED } from './files.ts';
import { placeholdersFrom } from './placeholders.ts';
import { sourceOf } from './sources.ts';

/** Lines that cannot be read are named up to this many; all are counted. */
const BAD_LINES_NAMED = 20;

/**
 * A `.json` file may be documents over many lines: a record, a list of records, or one indented record after another as tools
 * that read the Windows event log print them. The records then count as lines.
 */
async function documentsIn(path: string): Promise<string[] | undefined> {
  if (!/\.json$/i.test(path)) return undefined;
  try {
    const text = await readFile(path, 'utf8');
    const [first = '', ...more] = withoutMark(text)
      .trim()
      .split(/\r?\n(?=\{)/);
    // What begins with a whole record on its first line is NDJSON.
    if (more.length > 0 && !first.includes('\n')) return undefined;
    const values = [first, ...more].map((document): unknown => JSON.parse(document));
    const records = more.length === 0 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
    return records.map((v) => JSON.stringify(v));
  } catch {
    // No such documents: read line by line, where what is wrong is said with its place.
    return undefined;
  }
}

/** Windows tools begin a file by a byte order mark, which is no JSON. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** A file's text, unpacked if it is called `.gz`. */
function textOf(path: string): Readable {
  if (path === '-') return process.stdin;
  if (!/\.gz$/i.test(path)) return createReadStream(path, 'utf8');
  const packed = createReadStream(path);
  const unpacked = createGunzip();
  packed.on('error', (cause) => unpacked.destroy(cause));
  return packed.pipe(unpacked);
}

/** Lines of a file, one after another. Throws (exit 2) if it cannot be read. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const whole = await documentsIn(path);
  if (whole !== undefined) {
    yield* whole;
    return;
  }
  const stream = textOf(path);
  // `readline` goes silent when its input fails.
  let fault: unknown;
  stream.on('error', (cause) => (fault = cause));
  try {
    let first = true;
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      yield first ? withoutMark(line) : line;
      first = false;
    }
    if (fault !== undefined) throw fault;
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new CliError(
      `${plain(path)} cannot be read${why}; name a file of events, one JSON object a line.`,
      EXIT.usage,
    );
  }
}

function recordOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The reader went away (`| head`): there is nobody left to tell. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

export const evaluate = defineCommand({
  meta: {
    name: 'eval',
    description:
      'Match a directory of Sigma rules against a file of events. One JSON line a match on stdout; rules that do not compile and a summary on stderr',
  },
  args: {
    rules: { type: 'string', description: 'Directory or file of Sigma YAML', default: SHIPPED },
    events: { type: 'string', description: 'NDJSON: one raw record a line; - for standard input', required: true },
    source: {
      type: 'string',
      description: 'Heed log sources: what the events are, such as aws.cloudtrail or kubernetes.audit',
    },
    placeholders: { type: 'string', description: 'JSON file: the values of %name% in rules, {"name": ["value"]}' },
    strict: { type: 'boolean', description: 'Exit 1 if a rule did not compile', default: false },
    json: { type: 'boolean', description: 'The summary as JSON too', default: false },
  },
  async run({ args }) {
    const source = sourceOf(args.source);
    const placeholders = await placeholdersFrom(args.placeholders);
    const { files, others } = await ruleFiles(args.rules);
    const { engine, errors, warnings } = compileRules(files, { placeholders });
    for (const e of errors) console.error(sayError(e));
    const evaluation = new Evaluation(engine, source.logsource, source.viewsOf);
    const seen = new Set<string>();
    let matches = 0;
    const print = (found: readonly Match[]): void => {
      for (const { line, rule } of found) {
        matches++;
        seen.add(rule.id);
        const { id, title, level } = rule;
        process.stdout.write(`${JSON.stringify({ line, rule: id, title, level })}\n`);
      }
    };
    let lines = 0;
    let bad = 0;
    for await (const text of linesOf(args.events)) {
      lines++;
      if (text.trim() === '') continue;
      const record = recordOf(text);
      if (record !== undefined) print(evaluation.next(record, lines));
      else if (++bad <= BAD_LINES_NAMED) console.error(`${plain(args.events)}:${lines}: not a JSON object; left out`);
    }
    print(evaluation.finish());
    const summary = {
      files: files.length,
      notRules: others,
      rules: engine.rules.length,
      correlations: engine.correlations.length,
      failed: errors.length,
      warnings: warnings.length,
      lines,
      unreadable: bad,
      matches,
      matchedRules: seen.size,
    };
    console.error(args.json ? JSON.stringify(summary) : sentence(summary));
    if (bad > 0) process.exitCode = EXIT.usage;
    else if (args.strict && errors.length > 0) process.exitCode = EXIT.failed;
  },
});

const sentence = (s: Readonly<Record<string, number>>): string =>
  `${s['rules']} rules and ${s['correlations']} correlations from ${s['files']} files, ${s['failed']} did not compile, ${s['warnings']} warnings; ` +
  `${s['matches']} matches of ${s['matchedRules']} rules in ${s['lines']} lines, ${s['unreadable']} of them unreadable`;
