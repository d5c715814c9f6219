import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { err, ok, type Result } from '../../kit/result.ts';
import type { RuleAst } from '../ast.ts';
import type { RuleError } from '../types.ts';
import { parseDetection } from './detection.ts';
import { Fault, isFields, quote, type Path } from './fault.ts';
import { parseMeta } from './meta.ts';

const MAX_CHARS = 200_000;

/** Parses one Sigma rule; the error says where it is and what to do. Never throws. */
export function parseRule(path: string, text: string): Result<RuleAst, RuleError> {
  const lines = new LineCounter();
  const error = (offset: number, message: string, hint?: string): { ok: false; error: RuleError } => {
    const { line, col } = lines.linePos(offset);
    return err({
      file: path,
      line: Math.max(1, line),
      column: Math.max(1, col),
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  };
  if (text.length > MAX_CHARS) return error(0, `the file is longer than ${MAX_CHARS} characters`);
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined)
    return error(
      broken.pos[0],
      broken.code === 'MULTIPLE_DOCS'
        ? 'more than one rule in the file'
        : `not valid YAML: ${broken.message.slice(0, 300)}`,
      broken.code === 'MULTIPLE_DOCS' ? 'write each rule to a file of its own' : undefined,
    );
  try {
    const rule: unknown = document.toJS({ maxAliasCount: 50 });
    if (!isFields(rule)) throw new Fault([], 'a rule is a map', 'it begins with title, id, logsource, detection');
    for (const kind of ['correlation', 'filter', 'action'])
      if (Object.hasOwn(rule, kind)) throw new Fault([kind], `${kind} rules are not supported`);
    refuseAmbiguousNumbers(document);
    const meta = parseMeta(rule);
    return ok({ meta, ...parseDetection(rule['detection'], ['detection']) });
  } catch (fault) {
    if (fault instanceof Fault) return error(offsetOf(document, fault.path), fault.message, fault.hint);
    return error(0, fault instanceof Error ? fault.message.slice(0, 300) : 'cannot be parsed');
  }
}

/** Where a path begins: the key in a map, the item in a list; the nearest parent where the path itself is not there. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((p) => isScalar(p.key) && String(p.key.value) === last);
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}

/** `012345678901` would silently lose its zero, and `1e3` would become 1000: such a number must say that it is a text. */
function refuseAmbiguousNumbers(document: Document.Parsed): void {
  visit(document, {
    Scalar(_, node, parents) {
      if (typeof node.value !== 'number' || node.source === undefined || String(node.value) === node.source) return;
      const inDetection = parents.some((p) => 'key' in p && isScalar(p.key) && p.key.value === 'detection');
      if (inDetection)
        throw new Fault(['detection'], `${quote(node.source)} reads as the number ${node.value}`, 'put it in quotes');
    },
  });
}
